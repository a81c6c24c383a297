import type { Catcher, PlantedBug } from "./planted-bug.ts";

const crashLoop: Catcher = {
  project: "e2e",
  file: "test/e2e/faults/crash-loop.test.ts",
  sign: /seed \d+: expected '/,
};
const metadata = (sign: RegExp): Catcher => ({
  project: "conformance",
  file: "test/conformance/metadata/metadata.test.ts",
  only: "SQLite",
  sign,
});
const attacks = (file: string, sign: RegExp): Catcher => ({
  project: "e2e",
  file: `test/e2e/bad-input/${file}.test.ts`,
  sign,
});

/** Faults in what rows say, in names, and in who may do what. */
export const bugsOfRows: readonly PlantedBug[] = [
  {
    name: "SQLite syncs no commit",
    breaks: "a power cut takes acknowledged rows",
    edits: [
      {
        file: "src/stores/metadata/engine/sqlite-connection.ts",
        from: "PRAGMA synchronous = FULL;",
        to: "PRAGMA synchronous = NORMAL;",
      },
    ],
    caughtBy: [
      { project: "unit", file: "src/stores/metadata/engine/sql-writer.test.ts", sign: /every commit is synced/ },
    ],
  },
  {
    name: "aliases are moved behind the commit",
    breaks: "a crash leaves a version without the aliases it was committed with",
    edits: [
      {
        file: "src/core/uploads/commit-artifact.ts",
        from: "  for (const alias of new Set([...draft.aliases, LATEST])) await rows.aliases.set(draft.collectionId, alias, id, atMs);\n",
        to: "",
      },
      {
        file: "src/core/uploads/commit-artifact.ts",
        from: "if (committed !== undefined) return committed;",
        to: "const aliases = new Set([...draft.aliases, LATEST]);\n    const atMs = ports.clock.nowMs();\n    for (const alias of committed === undefined ? [] : aliases)\n      await ports.metadata.transaction((rows) => rows.aliases.set(draft.collectionId, alias, id, atMs));\n    if (committed !== undefined) return committed;",
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "the next index is one more than the highest that is not deleted",
    breaks: "the index of a deleted version is given again",
    edits: [
      {
        file: "src/stores/metadata/artifacts/collection-rows.ts",
        from: '.set(({ eb }) => ({ next_version_index: eb("next_version_index", "+", 1), updated_at_ms: atMs }))',
        to: ".set({ next_version_index: sql<number>`(select coalesce(max(m.version_index) + 1, 0) + 1 from memberships m join artifacts a on a.id = m.artifact_id where m.collection_id = ${id} and a.state <> 'DELETED')`, updated_at_ms: atMs })",
      },
      {
        file: "src/stores/metadata/artifacts/collection-rows.ts",
        from: 'import type { RowsScope } from "../engine/rows-scope.ts";',
        to: 'import { sql } from "kysely";\nimport type { RowsScope } from "../engine/rows-scope.ts";',
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "a repeated commit makes another version",
    breaks: "a client whose answer was lost finds its version twice",
    edits: [
      {
        file: "src/core/uploads/commit-artifact.ts",
        from: 'if (draft.state === "COMMITTED") return (await rows.versions.byId(id))!;',
        to: "",
      },
    ],
    caughtBy: [{ project: "e2e", file: "test/e2e/versions/repeated-calls.test.ts", sign: /the commit/ }],
  },
  {
    name: "a digest means the same bytes in every project",
    breaks: "who knows the MD5 of a foreign file gets its bytes",
    edits: [
      {
        file: "src/stores/metadata/artifacts/draft-rows.ts",
        from: "where claims.project_id = ${draft.projectId} and claims.algorithm",
        to: "where claims.algorithm",
      },
    ],
    caughtBy: [attacks("digests-and-claims", /must be uploaded|claim/)],
  },
  {
    name: "the collector does not look at drafts",
    breaks: "bytes are gone that a client was told are stored",
    edits: [
      {
        file: "src/stores/blobs/gc/remove-unreferenced.ts",
        from: "\n    and not exists (select 1 from draft_blobs where draft_blobs.blob_id = blobs.id)",
        to: "",
      },
    ],
    caughtBy: [
      {
        project: "conformance",
        file: "test/conformance/store/writer.test.ts",
        only: "SQLite and memory.*deletes unreferenced bytes",
        sign: /deletes unreferenced bytes/,
      },
    ],
  },
  {
    name: "a purge takes what a draft builds on",
    breaks: "an increment loses the entries of its base",
    edits: [
      {
        file: "src/stores/metadata/artifacts/purgeable.ts",
        from: "where increment.base_artifact_id = artifacts.id and draft.state = 'PENDING'",
        to: "where increment.base_artifact_id = artifacts.id and draft.state = 'NEVER'",
      },
    ],
    caughtBy: [metadata(/purgeable\(\)/)],
  },
  {
    name: "latest goes with the version it was on",
    breaks: "a collection with versions has no latest",
    edits: [
      {
        file: "src/core/artifacts/latest-alias.ts",
        from: "if (newest !== null) await rows.aliases.set(id, LATEST, newest, atMs);",
        to: "void [newest, LATEST, atMs];",
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "a file of a run that is replaced keeps its old bytes alive",
    breaks: "bytes that nothing refers to are never given back",
    edits: [
      {
        file: "src/stores/blobs/commit/insert-uploads.ts",
        from: "[before.blob_id, -1],",
        to: "[before.blob_id, 0],",
      },
    ],
    caughtBy: [
      {
        project: "conformance",
        file: "test/conformance/store/writer.test.ts",
        only: "SQLite and memory.*concurrent bodies for one run file",
        sign: /concurrent bodies for one run file/,
      },
    ],
  },
  {
    name: "a right is declared as a lower one",
    breaks: "who may only read deletes versions",
    edits: [
      {
        file: "src/api/graphql/field-permissions.ts",
        from: '"Mutation.deleteArtifact": "write"',
        to: '"Mutation.deleteArtifact": "read"',
      },
    ],
    caughtBy: [attacks("rights", /deleteArtifact/)],
  },
  {
    name: "a field has no declared right",
    breaks: "nobody said who may use it",
    edits: [{ file: "src/api/graphql/field-permissions.ts", from: '  "Query.artifact": "read",\n', to: "" }],
    caughtBy: [attacks("rights", /Query\.artifact has no entry/)],
  },
  {
    name: "signed addresses never end",
    breaks: "an address that leaked is good for ever",
    edits: [
      {
        file: "src/api/auth/signed-links.ts",
        from: 'if (expiresAtMs < this.#nowMs()) throw refused("it has expired");',
        to: "void expiresAtMs;",
      },
    ],
    caughtBy: [attacks("signed-addresses", /a modified signed URL/)],
  },
  {
    name: "a statement of a migration that fails is passed over",
    breaks: "the schema is recorded as one that it is not",
    edits: [
      {
        file: "src/stores/metadata/migrations/migrate.ts",
        from: "await sql.raw(spell(statement, engine.capabilities)).execute(db);",
        to: "await sql.raw(spell(statement, engine.capabilities)).execute(db).catch(() => {});",
      },
    ],
    caughtBy: [
      { project: "e2e", file: "test/e2e/faults/migration-loop.test.ts", sign: /expected \[.*\] to deeply equal \[\]/ },
    ],
  },
];
