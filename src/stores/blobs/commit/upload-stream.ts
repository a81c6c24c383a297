import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { encodeRecordParts } from "../pack/record.ts";
import type { PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { type WrittenChunk, intactChunks } from "./insert-chunks.ts";
import { type PackProgress, PackWriter } from "../pack/pack-writer.ts";
import type { NewChunk } from "./store-work.ts";

/** The chunks and packs that a stream wrote, to be inserted as rows. */
export interface FinishedStream {
  readonly written: readonly WrittenChunk[];
  readonly packs: readonly PackProgress[];
}

interface UploadStream {
  readonly writer: PackWriter;
  /** The writes so far, in order. A failed write fails all later ones. */
  writes: Promise<void>;
  /** Whether a transaction included the stream's packs: it may be committed even if its answer was lost. */
  isOffered: boolean;
  readonly seen: Set<string>;
  readonly written: WrittenChunk[];
  readonly packs: PackProgress[];
}

/**
 * The upload streams of large bodies. Each writes packs of its own, so that it does not delay small bodies.
 *
 * Chunks of a stream have no rows before the body is committed; the packs of an abandoned stream are deleted.
 */
export class UploadStreams {
  readonly #engine: Engine;
  readonly #pendingDeletes: PendingPackDeletes;
  readonly #newWriter: () => PackWriter;
  readonly #streams = new Map<number, UploadStream>();
  #lastId = 0;

  constructor(ports: {
    engine: Engine;
    driver: BlobDriver;
    pendingDeletes: PendingPackDeletes;
    newPackName: () => string;
  }) {
    this.#engine = ports.engine;
    this.#pendingDeletes = ports.pendingDeletes;
    this.#newWriter = () => new PackWriter(ports);
  }

  open(): number {
    this.#lastId += 1;
    this.#streams.set(this.#lastId, {
      writer: this.#newWriter(),
      writes: Promise.resolve(),
      isOffered: false,
      seen: new Set(),
      written: [],
      packs: [],
    });
    return this.#lastId;
  }

  /** Writes the chunks that are neither stored nor already written by this stream. */
  append(id: number, chunks: readonly NewChunk[]): Promise<void> {
    const stream = this.#stream(id);
    return enqueue(stream, () => this.#append(stream, chunks));
  }

  async #append(stream: UploadStream, chunks: readonly NewChunk[]): Promise<void> {
    const unseen = chunks.filter(({ hash }) => !stream.seen.has(hash) && stream.seen.add(hash) !== undefined);
    const known = await intactChunks(
      { db: this.#engine.read, capabilities: this.#engine.capabilities },
      unseen.map(({ hash }) => hash),
    );
    const fresh = unseen.filter(({ hash }) => !known.has(hash));
    const locations = await stream.writer.append(
      fresh.map(({ bytes, hash }) => encodeRecordParts(bytes, { compress: "sampled", checksum: hash })),
    );
    for (const [index, { hash, bytes }] of fresh.entries())
      stream.written.push({ hash, rawBytes: bytes.byteLength, location: locations[index]! });
    // A full pack is synced at once, so that the end of a body waits only for its last pack.
    stream.packs.push(...(await stream.writer.syncClosed()));
  }

  /** Syncs all writes of the stream; its body can be committed afterwards. */
  finish(id: number): Promise<void> {
    const stream = this.#stream(id);
    return enqueue(stream, async () => void stream.packs.push(...(await stream.writer.close())));
  }

  /** Returns whether all chunks sent through a finished stream were already stored. */
  hasWrittenNothing(id: number): boolean {
    return this.#stream(id).packs.length === 0;
  }

  /** Returns the chunks and packs of a finished stream, for the transaction that inserts them. */
  finished(id: number): FinishedStream {
    const stream = this.#stream(id);
    stream.isOffered = true;
    return stream;
  }

  /** Forgets a stream whose body is committed. */
  release(id: number): void {
    this.#streams.delete(id);
  }

  /** Deletes the packs of a stream whose body was not committed, after its last write has ended. */
  async abandon(id: number): Promise<void> {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    await stream.writes.catch(() => {});
    await stream.writer.abandon();
    for (const name of stream.writer.begun)
      if (stream.isOffered) this.#pendingDeletes.addUnlessReferenced(name);
      else this.#pendingDeletes.add(name);
    // The garbage collector retries failed deletes; the sender receives the reason why its body was rejected.
    await this.#pendingDeletes.delete();
  }

  #stream(id: number): UploadStream {
    const stream = this.#streams.get(id);
    if (stream === undefined) throw new Error(`there is no stream ${id}`);
    return stream;
  }
}

function enqueue(stream: UploadStream, write: () => Promise<void>): Promise<void> {
  const written = stream.writes.then(write);
  stream.writes = written;
  // The failure is rethrown to this and every later caller.
  written.catch(() => {});
  return written;
}
