import type { Catcher, PlantedBug } from "./planted-bug.ts";

/** A rule about damage, by its words; one place for rows and bytes is enough to find a bug. */
const damage = (rule: string): Catcher => ({
  project: "conformance",
  file: "test/conformance/damage/damage.test.ts",
  only: `SQLite and memory.*${rule}`,
  sign: new RegExp(rule),
});
const server: Catcher = {
  project: "e2e",
  file: "test/e2e/faults/damage.test.ts",
  sign: /repairs every version|every planted damage/,
};

/** Faults in how damaged bytes are found, told and healed. */
export const bugsOfDamage: readonly PlantedBug[] = [
  {
    name: "a damaged chunk counts as stored",
    breaks: "bytes that arrive again are not written, and nothing heals",
    edits: [
      {
        file: "src/stores/blobs/commit/insert-chunks.ts",
        from: "return findChunks(scope, hashes, isIntact);",
        to: "void isIntact; return findChunks(scope, hashes, sql``);",
      },
    ],
    caughtBy: [damage("bytes that arrive again")],
  },
  {
    name: "the old pack of a healed chunk keeps its live bytes",
    breaks: "dead space is never given back",
    edits: [
      {
        file: "src/stores/blobs/commit/insert-chunks.ts",
        from: "for (const { pack_id, stored_bytes } of damaged) add(gained, pack_id, -stored_bytes);",
        to: "",
      },
    ],
    caughtBy: [damage("bytes that arrive again")],
  },
  {
    name: "a slow read accuses a chunk that was stored anew since",
    breaks: "bytes that are right are asked for again",
    edits: [
      {
        file: "src/stores/metadata/damage-rows.ts",
        from: "and packs.id = chunks.pack_id and packs.name = input.pack",
        to: "and packs.id = chunks.pack_id",
      },
    ],
    caughtBy: [damage("is recorded once")],
  },
  {
    name: "a damaged version is the answer to a log of the same content",
    breaks: "its bytes are never asked for again",
    edits: [
      {
        file: "src/core/uploads/create-artifact.ts",
        from: 'return (await rows.damage.hasVersion(same)) ? null : { id: same, state: "COMMITTED" };',
        to: 'return { id: same, state: "COMMITTED" };',
      },
    ],
    caughtBy: [server],
  },
  {
    name: "damaged bytes are said to be stored",
    breaks: "a client does not send what is missing",
    edits: [
      {
        file: "src/core/uploads/plan-uploads.ts",
        from: " && !damaged.has(binding.id)",
        to: "",
      },
    ],
    caughtBy: [server],
  },
  {
    name: "verify reads all packs whatever the part",
    breaks: "each of seven nights takes as long as all together",
    edits: [
      {
        file: "src/stores/verify/read-records.ts",
        from: "sql<boolean>`id % ${of} = ${number - 1}`",
        to: "sql<boolean>`${of} >= ${number}`",
      },
    ],
    caughtBy: [damage("reads all of it in parts")],
  },
  {
    name: "verify tells what it saw once",
    breaks: "what the collector moves meanwhile is told as damage",
    edits: [
      {
        file: "src/stores/verify/audit-store.ts",
        from: "if (first.findings.length + first.damage.length === 0) return first;",
        to: "if (first.findings !== undefined) return first;",
      },
    ],
    caughtBy: [damage("gone when it checks again")],
  },
  {
    name: "verify takes no notice of a pack that is gone",
    breaks: "without reading, lost files are right",
    edits: [
      {
        file: "src/stores/verify/checks/check-packs.ts",
        from: "const isShort = sizeBytes === undefined || sizeBytes < pack.size_bytes;",
        to: "const isShort = sizeBytes !== undefined && sizeBytes < pack.size_bytes;",
      },
    ],
    caughtBy: [damage("a missing or short pack")],
  },
];
