import type { Catcher, PlantedBug } from "./planted-bug.ts";

const crashLoop: Catcher = {
  project: "e2e",
  file: "test/e2e/faults/crash-loop.test.ts",
  sign: /seed \d+: expected '/,
};
const errorLoop: Catcher = {
  project: "e2e",
  file: "test/e2e/faults/error-loop.test.ts",
  sign: /seed \d+: expected '/,
};
const driver = (sign: RegExp): Catcher => ({
  project: "conformance",
  file: "test/conformance/blob-driver/blob-driver.test.ts",
  sign,
});
/** A rule of the store, by its words; one place for rows and bytes is enough to find a bug. */
const store = (rule: string): Catcher => ({
  project: "conformance",
  file: "test/conformance/store/writer.test.ts",
  only: `SQLite and memory.*${rule}`,
  sign: new RegExp(rule),
});

/** Faults in how bytes are made durable, kept, given back and taken away. */
export const bugsOfBytes: readonly PlantedBug[] = [
  {
    name: "the folder of a new pack is not synced",
    breaks: "a power cut takes the name of a pack whose bytes were acknowledged",
    edits: [
      {
        file: "src/stores/blobs/driver/disk-tails.ts",
        from: "await this.#orAbandon(name, syncFolder(dirname(this.#pathOf(name))));",
        to: "void syncFolder;",
      },
    ],
    caughtBy: [driver(/sync/)],
  },
  {
    name: "packs are not synced before their rows",
    breaks: "a power cut takes acknowledged bytes",
    edits: [
      {
        file: "src/stores/blobs/pack/pack-writer.ts",
        from: "for (const { name } of packs) await this.#driver.tail.sync(name);",
        to: "",
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "a file is synced again after its sync failed",
    breaks: "the second sync says that lost pages are written",
    edits: [
      {
        file: "src/stores/blobs/driver/disk-tails.ts",
        from: "if (!this.#abandoned.has(name)) return work();",
        to: "return work();",
      },
    ],
    caughtBy: [driver(/unavailable|sync/)],
  },
  {
    name: "a pack whose sync failed is written on",
    breaks: "what is stored next goes to a pack that takes nothing any more",
    edits: [
      {
        file: "src/stores/blobs/pack/pack-writer.ts",
        from: "    this.#open = undefined;\n    this.#unsynced.clear();",
        to: "    this.#unsynced.clear();",
      },
    ],
    caughtBy: [errorLoop],
  },
  {
    name: "a small body is answered before it is durable",
    breaks: "what was acknowledged is gone after a crash",
    edits: [
      {
        file: "src/stores/blobs/blob-store.ts",
        from: 'await writer.commit({ kind: "small-body",',
        to: 'void writer.commit({ kind: "small-body",',
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "a bad body takes its whole group along",
    breaks: "good uploads are refused for another one's sake",
    edits: [
      {
        file: "src/stores/blobs/commit/group-commit.ts",
        from: "else for (const waiting of group) await this.#commitGroup([waiting]);",
        to: "else for (const { reject } of group) reject(error);",
      },
    ],
    caughtBy: [store("does not fail the others")],
  },
  {
    name: "a torn tail is not cut at the start",
    breaks: "bytes that no row names stay for ever, and a pack is not what its row says",
    edits: [{ file: "src/stores/blobs/pack/recover-packs.ts", from: "await driver.tail.cut(name, rowBytes);", to: "" }],
    caughtBy: [store("torn tail")],
  },
  {
    name: "the checksum of a record is not checked",
    breaks: "wrong bytes are given as if they were right",
    edits: [
      {
        file: "src/stores/blobs/pack/record.ts",
        from: "if (actual !== checksum) throw",
        to: "if (false as boolean) throw",
      },
    ],
    caughtBy: [
      { project: "e2e", file: "test/e2e/faults/flips.test.ts", sign: /Byte \d+ of the/ },
      { project: "unit", file: "src/stores/blobs/pack/record.test.ts", sign: /decodeRecord/ },
    ],
  },
  {
    name: "a record is not compared with the chunk that was asked for",
    breaks: "two packs that changed places give each other's bytes",
    edits: [
      {
        file: "src/stores/blobs/pack/read-record.ts",
        from: "if (checksum === hash && raw.byteLength === rawBytes) return { raw };",
        to: "if (raw.byteLength === rawBytes) return { raw };",
      },
    ],
    caughtBy: [store("swapped")],
  },
  {
    name: "the MD5 of a body is not checked",
    breaks: "bytes that changed on their way are stored",
    edits: [
      {
        file: "src/stores/blobs/chunking/check-body.ts",
        from: "if (declared.md5 === undefined || declared.md5 === md5) return;",
        to: "if (declared.md5 !== undefined || declared.md5 === md5) return;",
      },
    ],
    caughtBy: [store("with another MD5 than declared")],
  },
  {
    name: "bytes of dead packs go before their rows",
    breaks: "a crash in between leaves a row whose pack is gone",
    edits: [
      {
        file: "src/stores/blobs/gc/collector.ts",
        from: "  const dead = await runTransaction(engine, (db) =>",
        to: '  const early = engine.read.selectFrom("packs").select("name").where("state", "=", "closed").where("live_bytes", "=", 0);\n  for (const { name } of await early.execute()) pendingDeletes.add(name);\n  await pendingDeletes.delete();\n  const dead = await runTransaction(engine, (db) =>',
      },
    ],
    caughtBy: [crashLoop],
  },
  {
    name: "what lives of a pack is not counted down",
    breaks: "packs in which nothing lives are never given back",
    edits: [
      {
        file: "src/stores/blobs/gc/remove-unreferenced.ts",
        from: 'eb("live_bytes", "-", bytes)',
        to: 'eb("live_bytes", "-", 0 * bytes)',
      },
    ],
    caughtBy: [store("deletes unreferenced bytes")],
  },
  {
    name: "a damaged record is copied to a new pack as if it were whole",
    breaks: "damage is given a new checksum's place, and nobody can name its pack",
    edits: [
      {
        file: "src/stores/blobs/gc/rewrite-packs.ts",
        from: "return decodeRecord(record).checksum === chunk.hash ? record : undefined;",
        to: "void decodeRecord;\n    return record;",
      },
    ],
    caughtBy: [store("damaged record")],
  },
  {
    name: "a round of the collector that fails leaves its new pack behind",
    breaks: "on a full disk every round takes more of it",
    edits: [
      {
        file: "src/stores/blobs/gc/rewrite-packs.ts",
        from: "await insert(await writer.abandon()).catch(() => {\n      for (const name of writer.begun) ports.pendingDeletes.addUnlessReferenced(name);\n    });",
        to: "",
      },
    ],
    caughtBy: [store("cannot write its new pack")],
  },
  {
    name: "a dead pack whose file cannot be deleted is forgotten",
    breaks: "a disk that fails for a moment keeps packs no one counts until the next start",
    edits: [
      {
        file: "src/stores/blobs/pack/pending-pack-deletes.ts",
        from: "if (!isGone || !this.#sizes.delete(name)) continue;",
        to: "if (!this.#sizes.delete(name) || !isGone) continue;",
      },
    ],
    caughtBy: [store("cannot be deleted blocks no other")],
  },
  {
    name: "what a large body wrote stays when its disk is full",
    breaks: "refused bodies fill the disk",
    edits: [
      {
        file: "src/stores/blobs/commit/upload-stream.ts",
        from: "for (const name of stream.writer.begun)\n      if (stream.isOffered) this.#pendingDeletes.addUnlessReferenced(name);\n      else this.#pendingDeletes.add(name);",
        to: "",
      },
    ],
    caughtBy: [store("the bytes of a large body are removed")],
  },
];
