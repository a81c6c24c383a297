import { AuditReport } from "../../../src/core/operations/audit-report.ts";
import type { VerifyCursor } from "../../../src/core/ports/audit.ts";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import type { Draft } from "../../../src/core/ports/metadata.ts";
import type { Ports } from "../../../src/core/ports/ports.ts";
import { repairStore } from "../../../src/core/operations/repair-store.ts";
import type { BlobHash, Collection, FoundDamage, JobResult } from "../../../src/model/index.ts";
import { BlobReader } from "../../../src/stores/blobs/blob-reader.ts";
import { RECORD_HEADER_BYTES } from "../../../src/stores/blobs/pack/record.ts";
import { createAudit } from "../../../src/stores/verify/audit.ts";
import { versionDigest } from "../../support/wire-draft.ts";
import { expectFault } from "../blob-driver/checks.ts";
import { AT_MS } from "../metadata/world.ts";
import { type StoreWorld } from "../store/world.ts";

/** Where a chunk lies (in bytes). */
export interface Lying {
  readonly id: number;
  readonly hash: string;
  readonly pack: string;
  readonly start: number;
  readonly stored: number;
  readonly raw: number;
}

/** The columns of one, over chunks and their packs. */
const lyingColumns = [
  "chunks.id",
  "chunks.hash",
  "packs.name as pack",
  "chunks.start_byte as start",
  "chunks.stored_bytes as stored",
  "chunks.raw_bytes as raw",
] as const;

/** Short ways to damage what is stored, and to see it found, told and mended. */
export function damageWorld(store: StoreWorld) {
  const audit = (driver: BlobDriver = store.driver) =>
    createAudit({ engine: store.place.engine, driver, sleep: async () => {} });

  async function chunksOf(blob: BlobHash): Promise<Lying[]> {
    return store.place.engine.read
      .selectFrom("blob_chunks")
      .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
      .innerJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
      .innerJoin("packs", "packs.id", "chunks.pack_id")
      .select(lyingColumns)
      .where("blobs.hash", "=", blob)
      .orderBy("blob_chunks.start_byte")
      .execute();
  }

  async function partChunk(level: 0 | 1, node: number): Promise<Lying> {
    const rows = await store.place.engine.read
      .selectFrom("manifest_parts")
      .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
      .innerJoin("packs", "packs.id", "chunks.pack_id")
      .select(lyingColumns)
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
    const { rows } = await store.metadata.read.damage.list({ after: null, first: 1000 }, AT_MS);
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
      const versionIndex = await rows.collections.takeVersionIndex(collection.id, AT_MS);
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

  const findDamage = ({ hash, pack, start }: Lying): FoundDamage => ({
    chunk: hash,
    pack,
    startByte: start,
    blob: null,
    detail: "planted",
  });

  /** What VERIFY says of the whole store. */
  async function verify(
    options: { isDataRead?: boolean; part?: { number: number; of: number } } = {},
    driver: BlobDriver = store.driver,
  ) {
    const report = new AuditReport();
    const damage = new Map<string, FoundDamage>();
    let place: VerifyCursor | null = null;
    do {
      const { isDataRead = true, part = { number: 1, of: 1 } } = options;
      const step = await audit(driver).verify({ isDataRead, part, bytesPerSecond: null }, place);
      report.add(step.phase, step.findings);
      report.addDamage(step.damage);
      report.count(step.counts);
      for (const found of step.damage) damage.set(found.chunk, found);
      place = step.next;
    } while (place !== null);
    const result = await report.resultWithDependents(audit());
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

  return {
    audit,
    chunksOf,
    partChunk,
    change,
    flip,
    readAndRecord,
    record,
    onRecord,
    send,
    publish,
    remove,
    findDamage,
    verify,
    repair,
  };
}
