/**
 * The nouns of Stemma: pure types, rules and bounds, without I/O, clock or chance.
 *
 * May import nothing but itself. Start at `version.ts` (what an artifact version is) and `errors.ts`.
 */
export * from "./account.ts";
export * from "./alias.ts";
export * from "./artifact-name.ts";
export * from "./collection.ts";
export * from "./cursor.ts";
export * from "./damage.ts";
export * from "./digest.ts";
export * from "./distribution.ts";
export * from "./entry.ts";
export * from "./entry-path.ts";
export * from "./entry-reference.ts";
export * from "./errors.ts";
export * from "./filter.ts";
export * from "./filter-fields.ts";
export * from "./filter-test.ts";
export * from "./grid.ts";
export * from "./history-step.ts";
export * from "./ids.ts";
export * from "./job.ts";
export * from "./json-members.ts";
export * from "./json-text.ts";
export * from "./limits.ts";
export * from "./list-order.ts";
export * from "./manifest-cut.ts";
export * from "./manifest-node.ts";
export * from "./manifest-segment.ts";
export * from "./merge-run-json.ts";
export * from "./names.ts";
export * from "./project.ts";
export * from "./rights.ts";
export * from "./retention.ts";
export * from "./run.ts";
export * from "./run-values.ts";
export * from "./storage.ts";
export * from "./storage-journal.ts";
export * from "./sweep.ts";
export * from "./sweep-search.ts";
export * from "./time-text.ts";
export * from "./ttl.ts";
export * from "./value-key.ts";
export * from "./value-text.ts";
export * from "./verify.ts";
export * from "./version.ts";
export * from "./version-digest.ts";
