/**
 * The nouns of Stemma: pure types, rules and limits, without I/O, clock or randomness.
 *
 * Must not import other folders. Start at `version.ts` (what an artifact version is) and `errors.ts`.
 */
export * from "./account.ts";
export * from "./artifacts/alias.ts";
export * from "./artifacts/artifact-name.ts";
export * from "./artifacts/collection.ts";
export * from "./filter/cursor.ts";
export * from "./operations/damage.ts";
export * from "./digest.ts";
export * from "./runs/distribution.ts";
export * from "./manifest/entry.ts";
export * from "./manifest/entry-path.ts";
export * from "./utf8.ts";
export * from "./manifest/entry-reference.ts";
export * from "./errors.ts";
export * from "./filter/filter.ts";
export * from "./filter/filter-fields.ts";
export * from "./filter/filter-test.ts";
export * from "./runs/grid.ts";
export * from "./runs/history-step.ts";
export * from "./ids.ts";
export * from "./operations/job.ts";
export * from "./json/json-members.ts";
export * from "./json/json-text.ts";
export * from "./limits.ts";
export * from "./filter/list-order.ts";
export * from "./manifest/manifest-cut.ts";
export * from "./manifest/manifest-node.ts";
export * from "./manifest/manifest-segment.ts";
export * from "./json/merge-run-json.ts";
export * from "./names.ts";
export * from "./project.ts";
export * from "./rights.ts";
export * from "./artifacts/retention.ts";
export * from "./runs/run.ts";
export * from "./runs/run-values.ts";
export * from "./operations/storage.ts";
export * from "./operations/storage-journal.ts";
export * from "./runs/sweep.ts";
export * from "./runs/sweep-search.ts";
export * from "./time-text.ts";
export * from "./artifacts/ttl.ts";
export * from "./filter/value-key.ts";
export * from "./filter/value-text.ts";
export * from "./operations/verify.ts";
export * from "./artifacts/version.ts";
export * from "./artifacts/version-digest.ts";
