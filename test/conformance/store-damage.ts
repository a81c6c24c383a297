import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { AuditReport } from "../../src/core/audit-report.ts";
import type { VerifyPlace } from "../../src/core/ports/audit.ts";
import type { Draft } from "../../src/core/ports/metadata.ts";
import type { Ports } from "../../src/core/ports/ports.ts";
import { repairStore } from "../../src/core/repair-store.ts";
import { isStemmaError } from "../../src/model/index.ts";
import type { BlobHash, BlobId, Collection, FoundDamage, JobResult, Md5Hex } from "../../src/model/index.ts";
import { blake3Hex } from "../../src/stores/blobs/blake3.ts";
import { BlobReader } from "../../src/stores/blobs/blob-reader.ts";
import { RECORD_HEADER_BYTES } from "../../src/stores/blobs/chunk-record.ts";
import { createAudit } from "../../src/stores/verify/audit.ts";
import { versionDigest } from "../support/wire-draft.ts";
import { expectBytes, expectFault } from "./blob-driver-checks.ts";
import { AT_MS, digestOf, parts as bodyOf } from "./metadata-world.ts";
import { newBytes, readBack, type StoreWorld } from "./store-world.ts";

/** Where a chunk lies. **Units** bytes */
interface Lying {
  readonly id: number;
  readonly hash: string;
  readonly pack: string;
  readonly start: number;
  readonly stored: number;
  readonly raw: number;
}

/** Versions each of two writers makes, of which it deletes two thirds. */
const TURNS = 9;
const MAX_TRIES = 20;
/** Between two looks or collections: without it, what runs in one thread here would not let the others begin. */
const PAUSE_MS = 5;

/** Tries again what was refused because bytes it shares were collected, as the official client does. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === MAX_TRIES || !isStemmaError(error, "unavailable")) throw error;
    }
  }
}

/** Rules for stored bytes that are not what they were: found, told, stored again, mended. */
export function damageRules(store: StoreWorld): void {
  const audit = () => createAudit({ engine: store.place.engine, driver: store.driver, sleep: async () => {} });

  async function chunksOf(blob: BlobHash): Promise<Lying[]> {
    return store.place.engine.read
      .selectFrom("blob_chunks")
      .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
      .innerJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
      .innerJoin("packs", "packs.id", "chunks.pack_id")
      .select([
        "chunks.id",
        "chunks.hash",
        "packs.name as pack",
        "chunks.start_byte as start",
        "chunks.stored_bytes as stored",
        "chunks.raw_bytes as raw",
      ])
      .where("blobs.hash", "=", blob)
      .orderBy("blob_chunks.start_byte")
      .execute();
  }

  async function partChunk(level: 0 | 1, node: number): Promise<Lying> {
    const rows = await store.place.engine.read
      .selectFrom("manifest_parts")
      .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
      .innerJoin("packs", "packs.id", "chunks.pack_id")
      .select([
        "chunks.id",
        "chunks.hash",
        "packs.name as pack",
        "chunks.start_byte as start",
        "chunks.stored_bytes as stored",
        "chunks.raw_bytes as raw",
      ])
      .where("manifest_parts.level", "=", level)
      .where("manifest_parts.id", level === 1 ? "=" : "<=", node)
      .orderBy("manifest_parts.id", "desc")
      .executeTakeFirstOrThrow();
    return rows;
  }

  /** Changes the bytes of a pack while no process has it open. */
  function change(pack: string, how: (bytes: Buffer) => Buffer | undefined): Promise<void> {
    return store.restart(async (driver) => {
      const { sizeBytes } = (await driver.stat(pack))!;
      const changed = how(Buffer.from(await driver.get(pack, 0, sizeBytes)));
      await driver.delete(pack);
      if (changed === undefined) return;
      await driver.tail.append(pack, [changed]);
      await driver.tail.sync(pack);
      await driver.tail.close(pack);
    });
  }

  /** Flips a byte in the middle of what a record stores. */
  function flip({ pack, start, stored }: Lying): Promise<void> {
    return change(pack, (bytes) => {
      bytes[start + RECORD_HEADER_BYTES + ((stored - RECORD_HEADER_BYTES) >> 1)]! ^= 0x10;
      return bytes;
    });
  }

  /** Reads as the server does: what is met is on record. */
  async function readAndRecord(hash: BlobHash): Promise<FoundDamage[]> {
    const met: FoundDamage[] = [];
    const reader = new BlobReader({
      engine: store.place.engine,
      driver: store.driver,
      onDamage: (damage) => met.push(damage),
    });
    await expectFault(
      (async () => {
        for await (const part of (await reader.open(hash)).bytes) void part;
      })(),
      "damaged",
    );
    await record(met);
    return met;
  }

  const record = (found: readonly FoundDamage[], atMs = AT_MS): Promise<number> =>
    store.metadata.transaction((rows) => rows.damage.record(found, { foundBy: "read", atMs }));

  async function onRecord(chunk: string) {
    const { rows } = await store.metadata.read.damage.list({ after: 0, first: 1000 });
    return rows.filter((row) => row.chunk === chunk);
  }

  const send = async (content: Uint8Array, path = "file"): Promise<{ draft: Draft; hash: BlobHash }> => {
    const draft = await store.draft(await store.collection());
    return { draft, hash: await store.send(draft, path, content) };
  };

  /** Commits a version with these files, which are sent first. */
  async function publish(collection: Collection, files: readonly { path: string; digest: string; content: Buffer }[]) {
    const digest = versionDigest(Object.fromEntries(files.map(({ path, digest }) => [path, { digest }])));
    const draft = await store.draft(collection, { digest });
    for (const { path, content } of files) await store.send(draft, path, content);
    const node =
      files.length === 0
        ? undefined
        : await store.node(
            draft,
            files.map(({ path, digest }) => ({ path, digest })),
          );
    const manifestId = await store.manifest(draft.id);
    const sizeBytes = files.reduce((total, { content }) => total + content.byteLength, 0);
    const facts = { digest, sizeBytes, entryCount: files.length };
    await store.metadata.transaction(async (rows) => {
      await rows.manifests.receive(manifestId, node === undefined ? [] : [node], facts);
      const versionIndex = await rows.collections.takeVersionIndex(collection.id);
      const place = { collectionId: collection.id, versionIndex, manifestId };
      await rows.drafts.commit(draft.id, { ...place, ...facts, atMs: AT_MS });
    });
    return { draft, node };
  }

  /** Deletes a version and lets go of what it holds. */
  const remove = ({ id }: Draft): Promise<void> =>
    store.metadata.transaction(async (rows) => {
      await rows.deletions.delete([id], AT_MS);
      await rows.deletions.purge([id]);
    });

  const damageOf = ({ hash, pack, start }: Lying): FoundDamage => ({
    chunk: hash,
    pack,
    startByte: start,
    blob: null,
    detail: "planted",
  });

  /** What VERIFY says of the whole store. */
  async function verify(options: { isDataRead?: boolean; part?: { number: number; of: number } } = {}) {
    const report = new AuditReport();
    const damage = new Map<string, FoundDamage>();
    let place: VerifyPlace | null = null;
    do {
      const { isDataRead = true, part = { number: 1, of: 1 } } = options;
      const step = await audit().verify({ isDataRead, part, bytesPerSecond: null }, place);
      report.add(step.phase, step.findings);
      report.addDamage(step.damage);
      report.count(step.counts);
      for (const found of step.damage) damage.set(found.chunk, found);
      place = step.next;
    } while (place !== null);
    const result = await report.resultWithNeeds(audit());
    return { result, damage: [...damage.values()], findings: result["findings"] as readonly string[] };
  }

  /** Heals all that is on record, so that the next test begins with a store in order. */
  const repair = (): Promise<JobResult> => {
    const ports = { metadata: store.metadata, audit: audit(), clock: { nowMs: () => AT_MS + 5 } } as Ports;
    const repairs = {
      recount: () => store.writer.recount(),
      putChunk: async (hash: string, bytes: Uint8Array) => {
        await store.writer.commit({ kind: "chunk", hash, bytes });
      },
    };
    return repairStore(ports, repairs, async () => {});
  };

  test("a chunk is on record once, whatever number of reads met it, and only where it lies", async () => {
    const content = newBytes(3000);
    const { hash } = await send(content);
    const [chunk] = await chunksOf(hash);
    expect(await record([{ ...damageOf(chunk!), startByte: chunk!.start + 1 }])).toBe(0);
    expect(await record([{ ...damageOf(chunk!), pack: "elsewhere" }])).toBe(0);
    expect(await onRecord(hash)).toEqual([]);
    await flip(chunk!);
    expect(await readAndRecord(hash)).toMatchObject([{ chunk: hash, blob: hash, detail: /BLAKE3/ }]);
    await readAndRecord(hash);
    expect(await record([damageOf(chunk!)], AT_MS + 9)).toBe(0);
    expect(await onRecord(hash)).toMatchObject([{ foundBy: "read", foundAtMs: AT_MS, healedAtMs: null }]);
    await store.send(await store.draft(await store.collection()), "again", content);
    const [healed] = await chunksOf(hash);
    expect(await onRecord(hash)).toMatchObject([{ healedAtMs: AT_MS }]);
    expect(await record([damageOf(healed!)], AT_MS + 9)).toBe(1);
    expect(await onRecord(hash)).toMatchObject([{ foundAtMs: AT_MS + 9, healedAtMs: null }]);
    await repair();
  });

  test("bytes that arrive again take the place of damaged ones: a small body, and one chunk of a large one", async () => {
    for (const content of [newBytes(20_000), newBytes(1_500_000)]) {
      const { hash } = await send(content);
      const before = await chunksOf(hash);
      const damaged = before[before.length >> 1]!;
      await flip(damaged);
      expect((await readAndRecord(hash)).map(({ chunk }) => chunk)).toEqual([damaged.hash]);
      const written = store.driver.calls.appends;
      expect(await store.send(await store.draft(await store.collection()), "again", content)).toBe(hash);
      expect(store.driver.calls.appends).toBeGreaterThan(written);
      const after = await chunksOf(hash);
      expect(after.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
      const moved = after.filter((chunk, index) => chunk.pack !== before[index]!.pack);
      expect(moved.map(({ hash }) => hash)).toEqual([damaged.hash]);
      expectBytes(await readBack(store, hash), content);
      expect(await onRecord(damaged.hash)).toMatchObject([{ healedAtMs: AT_MS }]);
    }
  });

  test("a file that comes again in parts, cut in another way, takes the place of the damaged one", async () => {
    const content = newBytes(1_500_000);
    const { hash } = await send(content);
    const before = await chunksOf(hash);
    const draft = await store.draft(await store.collection());
    const file = { artifactId: draft.id, path: "file", digest: digestOf(content), entryDigest: null };
    const sendInParts = async (): Promise<unknown> => {
      const uploadId = await store.metadata.transaction((rows) => rows.uploads.open({ ...file, atMs: AT_MS }));
      // The border of the parts lies inside of the chunk that is damaged.
      const border = before.slice(0, 2).reduce((total, { raw }) => total + raw, 0) - 1000;
      const hashes: BlobHash[] = [];
      for (const [index, part] of [content.subarray(0, border), content.subarray(border)].entries()) {
        const announced = { sizeBytes: part.byteLength, md5: undefined };
        const receipt = { kind: "part" as const, uploadId, partNumber: index + 1 };
        hashes.push((await store.blobs.accept(bodyOf(part), announced, receipt)).hash);
      }
      const receipt = { kind: "draft-file" as const, projectId: draft.projectId, ...file };
      const md5 = createHash("md5").update(content).digest("hex") as Md5Hex;
      return store.blobs.join(hashes, { md5 }, receipt);
    };
    expect(await sendInParts()).toMatchObject({ hash });
    expect(await chunksOf(hash)).toEqual(before);
    await flip(before[1]!);
    expect((await readAndRecord(hash)).map(({ chunk }) => chunk)).toEqual([before[1]!.hash]);
    await sendInParts();
    expect((await chunksOf(hash)).map(({ hash }) => hash)).not.toContain(before[1]!.hash);
    expectBytes(await readBack(store, hash), content);
    await store.writer.collect();
    expect(await onRecord(before[1]!.hash)).toEqual([]);
    expect((await verify()).findings).toEqual([]);
  });

  test("what is not known to be damaged is not written again", async () => {
    const content = newBytes(1_200_000);
    const { hash } = await send(content);
    const before = await chunksOf(hash);
    await store.send(await store.draft(await store.collection()), "again", content);
    expect(await chunksOf(hash)).toEqual(before);
  });

  test("blobsAmong() and hasVersion() know a damaged file, segment and node, and forget healed ones", async () => {
    const { damage } = store.metadata.read;
    const collection = await store.collection();
    const content = newBytes(900_000);
    const files = [{ path: "file", digest: digestOf(content), content }];
    const { draft, node } = await publish(collection, files);
    const { draft: other } = await publish(collection, []);
    const hash = blake3Hex(content) as BlobHash;
    const chunks = await chunksOf(hash);
    const [blob] = await store.metadata.read.manifests.blobs([hash]);
    const things = [chunks[1]!, await partChunk(0, node!.partId), await partChunk(1, node!.partId)];
    for (const [index, thing] of things.entries()) {
      expect(await damage.hasVersion(draft.id)).toBe(false);
      expect(await record([damageOf(thing)])).toBe(1);
      expect(await damage.hasVersion(draft.id)).toBe(true);
      expect(await damage.hasVersion(other.id)).toBe(false);
      expect([...(await damage.blobsAmong([blob!.id, 999_999 as BlobId]))]).toEqual(index === 0 ? [blob!.id] : []);
      expect(await store.metadata.transaction((rows) => rows.damage.heal([thing.hash], AT_MS))).toBe(1);
    }
    expect(await damage.blobsAmong([blob!.id])).toEqual(new Set());
  });

  test("verify finds nothing in a store in order, and reads all of it in the parts of the packs together", async () => {
    const { draft } = await send(newBytes(5000), "small");
    await store.send(draft, "large", newBytes(2_000_000));
    const whole = await verify();
    expect(whole).toMatchObject({ findings: [], damage: [] });
    let [records, files] = [0, 0];
    for (const number of [1, 2, 3]) {
      const { result } = await verify({ part: { number, of: 3 } });
      records += Number(result["records"]);
      files += Number(result["large files"]);
    }
    expect({ records, "large files": files }).toMatchObject(
      Object.fromEntries(["records", "large files"].map((name) => [name, whole.result[name]])),
    );
    expect(files).toBeGreaterThan(0);
    expect((await verify({ isDataRead: false })).result["records"]).toBeUndefined();
  });

  test("verify finds nothing beside those who write, delete and collect at once", async () => {
    const collection = await store.collection();
    const state = { isWriting: true, packs: 0 };
    const writer = async (): Promise<void> => {
      for (let turn = 0; turn < TURNS; turn++) {
        const contents = [newBytes(300), newBytes(60_000), newBytes(700_000)];
        const files = contents.map((content, index) => ({ path: `${index}`, digest: digestOf(content), content }));
        const { draft } = await patiently(() => publish(collection, files));
        if (turn % 3 > 0) await patiently(() => remove(draft));
      }
    };
    const collector = async (): Promise<void> => {
      do {
        state.packs += (await patiently(() => store.writer.collect())).packsDeleted;
        await sleep(PAUSE_MS);
      } while (state.isWriting);
    };
    const looker = async (): Promise<void> => {
      do {
        expect(await verify()).toMatchObject({ findings: [], damage: [] });
        await sleep(PAUSE_MS);
      } while (state.isWriting);
    };
    const writing = Promise.all([writer(), writer()]).finally(() => (state.isWriting = false));
    await Promise.all([writing, collector(), looker()]);
    expect(state.packs).toBeGreaterThan(0);
  });

  test("verify finds each flipped record and says whose it is", async () => {
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const contents = [newBytes(30_000), newBytes(1_600_000)];
    const hashes = [
      await store.send(draft, "a small one", contents[0]!),
      await store.send(draft, "large", contents[1]!),
    ];
    const damaged = [
      (await chunksOf(hashes[0]!))[0]!,
      (await chunksOf(hashes[1]!))[1]!,
      (await chunksOf(hashes[1]!))[3]!,
    ];
    for (const chunk of damaged) await flip(chunk);
    const { damage, findings } = await verify();
    expect(damage.map(({ chunk }) => chunk).toSorted()).toEqual(damaged.map(({ hash }) => hash).toSorted());
    for (const [{ hash }, path] of damaged.map(
      (chunk, index) => [chunk, index === 0 ? "a small one" : "large"] as const,
    ))
      expect(findings.filter((sentence) => sentence.startsWith(`Chunk ${hash}`))).toEqual([
        expect.stringMatching(
          new RegExp(`its bytes have the BLAKE3 .*; needed by draft ${draft.id} of .* as "${path}"$`),
        ),
      ]);
    await record(damage);
    for (const [index, content] of contents.entries()) await store.send(draft, `again ${index}`, content);
    expect(await verify()).toMatchObject({ findings: [], damage: [] });
  });

  test("verify names two records that changed places, without reading anything but them wrong", async () => {
    const { draft } = await send(newBytes(10), "first");
    const [left, right] = [newBytes(700), newBytes(700)];
    const hashes = [await store.send(draft, "left", left), await store.send(draft, "right", right)];
    const [one, two] = [(await chunksOf(hashes[0]!))[0]!, (await chunksOf(hashes[1]!))[0]!];
    await change(one.pack, (bytes) => {
      const copy = Buffer.from(bytes);
      bytes.copy(copy, one.start, two.start, two.start + two.stored);
      bytes.copy(copy, two.start, one.start, one.start + one.stored);
      return copy;
    });
    const { damage } = await verify();
    expect(damage.map(({ chunk, detail }) => [chunk, detail])).toEqual([
      [one.hash, `the record of chunk ${two.hash} lies in its place`],
      [two.hash, `the record of chunk ${one.hash} lies in its place`],
    ]);
    await record(damage);
    // Both are whole, each in the other's place.
    expect(await repair()).toMatchObject({ copied: 2, damaged: 0 });
    expectBytes(await readBack(store, hashes[0]!), left);
    expectBytes(await readBack(store, hashes[1]!), right);
    expect((await verify()).findings).toEqual([]);
  });

  test("verify tells a pack that is gone or short with all its chunks, without reading bytes; a whole pack put back heals them", async () => {
    await store.restart();
    const { draft } = await send(newBytes(900), "one");
    const hash = await store.send(draft, "two", newBytes(900));
    const [chunk] = await chunksOf(hash);
    let kept = Buffer.alloc(0);
    await change(chunk!.pack, (bytes) => {
      kept = Buffer.from(bytes);
      return bytes.subarray(0, chunk!.start + 10);
    });
    const short = await verify({ isDataRead: false });
    expect(short.damage).toMatchObject([{ chunk: hash, detail: "its pack ends before it does" }]);
    expect(short.findings).toContainEqual(
      expect.stringMatching(/^Pack \w+: its file has \d+ bytes, expected \d+ or more$/),
    );
    await change(chunk!.pack, () => undefined);
    const gone = await verify({ isDataRead: false });
    expect(gone.damage).toHaveLength(2);
    expect(gone.findings).toContainEqual(expect.stringMatching(/^Pack \w+: its file is missing, expected \d+ bytes$/));
    await record(gone.damage);
    await store.restart(async (driver) => {
      await driver.tail.append(chunk!.pack, [kept]);
      await driver.tail.sync(chunk!.pack);
      await driver.tail.close(chunk!.pack);
    });
    expect(await repair()).toMatchObject({ whole: 2, copied: 0, damaged: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  test("repair makes a damaged node of its segments, and says what a damaged segment and file are needed for", async () => {
    await store.restart();
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const contents = [newBytes(600), newBytes(600)];
    const files = contents.map((content, index) => ({ path: `file ${index}`, digest: digestOf(content) }));
    for (const [index, content] of contents.entries()) await store.send(draft, `file ${index}`, content);
    const node = await store.node(draft, files);
    const manifestId = await store.manifest(draft.id);
    const facts = { digest: draft.digest, sizeBytes: 1200, entryCount: 2 };
    await store.metadata.transaction((rows) => rows.manifests.receive(manifestId, [node], facts));
    await flip(await partChunk(1, node.partId));
    await record((await verify()).damage);
    expect(await repair()).toMatchObject({ remade: 1, copied: 0, damaged: 0 });
    expect((await verify()).findings).toEqual([]);

    const segment = await partChunk(0, node.partId);
    const blob = blake3Hex(contents[0]!) as BlobHash;
    await flip(segment);
    await flip((await chunksOf(blob))[0]!);
    await record((await verify()).damage);
    const report = await repair();
    expect(report).toMatchObject({ remade: 0, copied: 0, damaged: 2 });
    expect(report["findings"]).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^Chunk ${blob} .* needed by draft .* as "file 0"$`))]),
    );
    for (const [index, content] of contents.entries()) await store.send(draft, `file ${index}`, content);
    await store.node(draft, files);
    expect(await repair()).toMatchObject({ damaged: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  test("repair counts again what rows keep counters of", async () => {
    await send(newBytes(100));
    const { engine } = store.place;
    await engine.write.transaction().execute(async (db) => {
      await db.updateTable("chunks").set({ refs: 7 }).execute();
      await db.updateTable("blobs").set({ refs: 7 }).execute();
      await db.updateTable("packs").set({ live_bytes: 7 }).execute();
    });
    const { findings, result } = await verify({ isDataRead: false });
    expect(findings).toContainEqual(expect.stringMatching(/^The chunk \d+ keeps 7 references, expected \d$/));
    expect(findings).toContainEqual(expect.stringMatching(/^The pack \d+ keeps 7 live bytes, expected \d+$/));
    expect((await repair())["counters"]).toBe(result["found"]);
    expect((await verify({ isDataRead: false })).findings).toEqual([]);
  });

  test("a chunk that the collector takes is damaged no more", async () => {
    const { draft, hash } = await send(newBytes(400));
    await record([damageOf((await chunksOf(hash))[0]!)]);
    expect(await onRecord(hash)).toHaveLength(1);
    await store.place.engine.write
      .transaction()
      .execute((db) => db.deleteFrom("artifacts").where("id", "=", draft.id).execute());
    await store.writer.collect();
    expect(await onRecord(hash)).toEqual([]);
  });
}
