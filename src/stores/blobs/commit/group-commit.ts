import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Clock } from "../../../core/ports/ports.ts";
import { encodeNode, StemmaError } from "../../../model/index.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { blake3Hex } from "../pack/blake3.ts";
import { type CompressMode, encodeRecordParts } from "../pack/record.ts";
import type { PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { DummyWrites, withoutClaim } from "./dummy-writes.ts";
import { insertBlobs } from "./insert-blobs.ts";
import { insertChunks, insertPacks, lockChunks, type WrittenChunk, intactChunks } from "./insert-chunks.ts";
import { insertNodes, type WrittenNode } from "./insert-nodes.ts";
import { insertUploads, requireTargets } from "./insert-uploads.ts";
import type { UploadStreams } from "./upload-stream.ts";
import { type PackProgress, PackWriter } from "../pack/pack-writer.ts";
import type { NewChunk, StoreWork, WorkResult } from "./store-work.ts";

/**
 * While many bodies are in flight, waiting this long fills a group and saves a sync for each body. Work that arrives
 * later than this after the last group is committed at once, such as the manifest after its files.
 */
const GATHER_MS = 3;
/** A group of at least this size means that many bodies are in flight. */
const GATHER_FROM_WORKS = 8;
/** Limits the bytes of a group, so that its sync takes well under a second on a slow disk. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

interface Waiting {
  readonly work: StoreWork;
  readonly resolve: (result: WorkResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A unit of work with its chunks that may have to be written, and its node. */
interface Prepared {
  readonly work: StoreWork;
  readonly chunks: readonly (NewChunk & { readonly compress: CompressMode })[];
  readonly node?: WrittenNode;
}

/**
 * Commits work in groups: appends the new chunks to one pack, syncs it once, inserts the rows in one transaction, then
 * answers all callers. Bytes, then rows, then the answer.
 */
export class GroupCommit {
  readonly #engine: Engine;
  readonly #packs: PackWriter;
  readonly #dummies: DummyWrites;
  readonly #streams: UploadStreams;
  readonly #clock: Clock;
  /** Packs whose rows lag behind their bytes; updated with the next successful transaction. */
  readonly #progress = new Map<string, PackProgress>();
  #waiting: Waiting[] = [];
  #isRunning = false;
  #gatherUntilMs = 0;

  constructor(ports: {
    engine: Engine;
    driver: BlobDriver;
    pendingDeletes: PendingPackDeletes;
    newPackName: () => string;
    streams: UploadStreams;
    clock: Clock;
  }) {
    this.#engine = ports.engine;
    this.#packs = new PackWriter(ports);
    this.#dummies = new DummyWrites(ports);
    this.#streams = ports.streams;
    this.#clock = ports.clock;
  }

  /**
   * Commits one unit of work with the next group.
   *
   * @throws `storage_full`, `unavailable`, `conflict` (the draft is committed), `not_found` (the run is deleted)
   */
  commit(work: StoreWork): Promise<WorkResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      if (this.#clock.nowMs() < this.#gatherUntilMs) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const group = this.#takeGroup();
      await this.#commitGroup(group);
      if (group.length >= GATHER_FROM_WORKS) this.#gatherUntilMs = this.#clock.nowMs() + GATHER_MS;
    }
    this.#isRunning = false;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ work }) => (bytes += workBytes(work)) > MAX_GROUP_BYTES);
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(end, 1));
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#write(group.map(({ work }) => work));
      for (const [index, { resolve }] of group.entries()) resolve(results[index]!);
    } catch (error) {
      // A failed group is committed again one by one, so that only the work at fault fails.
      if (group.length === 1) group[0]!.reject(error);
      else for (const waiting of group) await this.#commitGroup([waiting]);
    }
  }

  async #write(works: readonly StoreWork[]): Promise<WorkResult[]> {
    const prepared = works.map(prepare);
    const offered = new Map(prepared.flatMap(({ chunks }) => chunks).map((chunk) => [chunk.hash, chunk]));
    const known = await intactChunks({ db: this.#engine.read, capabilities: this.#engine.capabilities }, [
      ...offered.keys(),
    ]);
    let missing = [...offered.values()].filter(({ hash }) => !known.has(hash));
    // If any bytes are new, the whole group waits for their sync anyway.
    if (missing.length === 0) await this.#writeDummies(prepared, known);
    const written: WrittenChunk[] = [];
    for (;;) {
      written.push(...(await this.#append(missing)));
      this.#recordProgress(await this.#orAbandon(this.#packs.sync()));
      try {
        const results = await runTransaction(this.#engine, (db) =>
          this.#insert({ db, capabilities: this.#engine.capabilities }, prepared, written),
        );
        this.#progress.clear();
        return results;
      } catch (error) {
        if (!(error instanceof ChunksCollected)) throw error;
        // The garbage collector removed a chunk after the lookup. Its bytes are in memory and are written after all.
        missing = error.hashes.map((hash) => offered.get(hash) ?? throwCollected(hash));
      }
    }
  }

  /** Delays bodies that are already stored by a sync, like new ones, unless their project has a claim on them. */
  async #writeDummies(prepared: readonly Prepared[], known: ReadonlyMap<string, number>): Promise<void> {
    const stored = prepared.filter(({ work, chunks }) => isBody(work) && this.#isStored(work, chunks, known));
    const bodies = await withoutClaim(
      { db: this.#engine.read, capabilities: this.#engine.capabilities },
      stored.map(({ work }) => work as Body),
    );
    if (bodies.length === 0) return;
    const unclaimed = new Set<StoreWork>(bodies);
    const chunks = stored.flatMap((of) => (unclaimed.has(of.work) ? of.chunks : []));
    this.#recordProgress(await this.#orAbandon(this.#dummies.write(chunks), this.#dummies));
  }

  /** Returns whether every chunk of a body is already stored. */
  #isStored(work: Body, chunks: Prepared["chunks"], known: ReadonlyMap<string, number>): boolean {
    if (work.kind === "large-body") return this.#streams.hasWrittenNothing(work.stream);
    return work.kind === "joined-body" || (chunks.length > 0 && chunks.every(({ hash }) => known.has(hash)));
  }

  async #append(chunks: readonly (NewChunk & { readonly compress: CompressMode })[]): Promise<WrittenChunk[]> {
    const records = chunks.map(({ bytes, hash, compress }) => encodeRecordParts(bytes, { compress, checksum: hash }));
    const locations = await this.#orAbandon(this.#packs.append(records));
    return chunks.map(({ hash, bytes }, index) => ({ hash, rawBytes: bytes.byteLength, location: locations[index]! }));
  }

  #recordProgress(packs: readonly PackProgress[]): void {
    for (const pack of packs) this.#progress.set(pack.name, pack);
  }

  async #orAbandon<T>(write: Promise<T>, packs: Pick<PackWriter, "abandon"> = this.#packs): Promise<T> {
    try {
      return await write;
    } catch (error) {
      // After a failed write or sync the end of the pack is undefined: continue in a new one.
      this.#recordProgress(await packs.abandon());
      throw error;
    }
  }

  async #insert(
    scope: RowsScope,
    prepared: readonly Prepared[],
    written: readonly WrittenChunk[],
  ): Promise<WorkResult[]> {
    const works = prepared.map(({ work }) => work);
    const bodies = works.filter(isBody);
    await requireTargets(
      scope,
      bodies.map(({ uploadTarget }) => uploadTarget),
    );
    const large = works.flatMap((work) => (work.kind === "large-body" ? [this.#streams.finished(work.stream)] : []));
    const atMs = this.#clock.nowMs();
    await insertPacks(scope, [...this.#progress.values(), ...large.flatMap((stream) => stream.packs)], atMs);
    await insertChunks(scope, [...written, ...large.flatMap((stream) => stream.written)], atMs);

    const needed = [
      ...new Set([
        ...prepared.flatMap(({ chunks }) => chunks.map(({ hash }) => hash)),
        ...bodies.flatMap((body) => chunksOf(body).map(({ hash }) => hash)),
      ]),
    ];
    const chunks = await lockChunks(scope, needed);
    const collected = needed.filter((hash) => !chunks.has(hash));
    if (collected.length > 0) throw new ChunksCollected(collected);

    const blobs = await insertBlobs(
      scope,
      bodies.map((body) => ({ hash: body.hash, sizeBytes: sizeOf(body), chunks: chunksOf(body) })),
      chunks,
    );
    await insertUploads(
      scope,
      bodies.map((body) => ({ uploadTarget: body.uploadTarget, blobId: blobs.get(body.hash)!, md5: body.md5 })),
      atMs,
    );
    const nodes = await insertNodes(
      scope,
      prepared.flatMap(({ node }) => node ?? []),
      chunks,
    );
    return prepared.map(({ work, node }) => {
      if (node !== undefined) return { kind: "node", partId: nodes.get(node.chunkHash)! };
      return { kind: work.kind === "chunk" ? "chunk" : "body" };
    });
  }
}

/** The garbage collector removed a chunk since the group started: the transaction is repeated with its bytes. */
class ChunksCollected extends Error {
  readonly hashes: readonly string[];

  constructor(hashes: readonly string[]) {
    super("chunks were collected during a group commit");
    this.hashes = hashes;
  }
}

function throwCollected(hash: string): never {
  throw new StemmaError(
    "unavailable",
    "Cannot finish the upload: stored bytes it shares were garbage-collected in the meantime; send it again",
    { details: { chunk: hash } },
  );
}

function prepare(work: StoreWork): Prepared {
  if (work.kind === "large-body" || work.kind === "joined-body") return { work, chunks: [] };
  if (work.kind === "small-body") {
    return {
      work,
      chunks: work.bytes.byteLength === 0 ? [] : [{ hash: work.hash, bytes: work.bytes, compress: "sampled" }],
    };
  }
  if (work.kind === "chunk") return { work, chunks: [{ hash: work.hash, bytes: work.bytes, compress: "sampled" }] };
  const segments = work.segments.map((segment) => ({ ...segment, chunkHash: blake3Hex(segment.bytes) }));
  const nodeBytes = encodeNode(segments);
  const node: WrittenNode = { chunkHash: blake3Hex(nodeBytes), segments };
  const chunks = [
    ...segments.map(({ chunkHash, bytes }) => ({ hash: chunkHash, bytes })),
    { hash: node.chunkHash, bytes: nodeBytes },
  ];
  return { work, node, chunks: chunks.map((chunk) => ({ ...chunk, compress: "always" as const })) };
}

type Body = Exclude<StoreWork, { kind: "node" | "chunk" }>;

function isBody(work: StoreWork): work is Body {
  return work.kind !== "node" && work.kind !== "chunk";
}

function chunksOf(body: Body): readonly { hash: string; startByte: number }[] {
  if (body.kind !== "small-body") return body.chunks;
  return body.bytes.byteLength === 0 ? [] : [{ hash: body.hash, startByte: 0 }];
}

function sizeOf(body: Body): number {
  return body.kind === "small-body" ? body.bytes.byteLength : body.sizeBytes;
}

function workBytes(work: StoreWork): number {
  if (work.kind === "small-body" || work.kind === "chunk") return work.bytes.byteLength;
  return work.kind === "node" ? work.segments.reduce((total, { bytes }) => total + bytes.byteLength, 0) : 0;
}
