import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { encodeRecordParts } from "../pack/record.ts";
import type { DoomedPacks } from "../pack/pending-pack-deletes.ts";
import { type PlacedChunk, wholeChunks } from "./insert-chunks.ts";
import { type PackProgress, PackWriter } from "../pack/pack-writer.ts";
import type { NewChunk } from "./store-work.ts";

/** What a lane wrote, ready to be entered. */
export interface FinishedLane {
  readonly placed: readonly PlacedChunk[];
  readonly packs: readonly PackProgress[];
}

interface Lane {
  readonly writer: PackWriter;
  /** The writes so far, one after the other; one that failed fails all that follow. */
  writes: Promise<void>;
  /** Whether a transaction saw what the lane wrote: it may have been committed even where its answer was lost. */
  isOffered: boolean;
  readonly seen: Set<string>;
  readonly placed: PlacedChunk[];
  readonly packs: PackProgress[];
}

/**
 * The lanes of large bodies: each writes packs of its own, so that it does not hold the small ones up.
 *
 * What a lane wrote has no row before its body is committed; an abandoned lane's packs are deleted.
 */
export class LargeLanes {
  readonly #engine: Engine;
  readonly #doomed: DoomedPacks;
  readonly #newWriter: () => PackWriter;
  readonly #lanes = new Map<number, Lane>();
  #lastId = 0;

  constructor(ports: { engine: Engine; driver: BlobDriver; doomed: DoomedPacks; newPackName: () => string }) {
    this.#engine = ports.engine;
    this.#doomed = ports.doomed;
    this.#newWriter = () => new PackWriter(ports);
  }

  open(): number {
    this.#lastId += 1;
    this.#lanes.set(this.#lastId, {
      writer: this.#newWriter(),
      writes: Promise.resolve(),
      isOffered: false,
      seen: new Set(),
      placed: [],
      packs: [],
    });
    return this.#lastId;
  }

  /** Writes the chunks that are neither stored nor already written by this lane. */
  append(id: number, chunks: readonly NewChunk[]): Promise<void> {
    const lane = this.#lane(id);
    return inTurn(lane, () => this.#append(lane, chunks));
  }

  async #append(lane: Lane, chunks: readonly NewChunk[]): Promise<void> {
    const unseen = chunks.filter(({ hash }) => !lane.seen.has(hash) && lane.seen.add(hash) !== undefined);
    const known = await wholeChunks(
      { db: this.#engine.read, facts: this.#engine.facts },
      unseen.map(({ hash }) => hash),
    );
    const fresh = unseen.filter(({ hash }) => !known.has(hash));
    const places = await lane.writer.append(
      fresh.map(({ bytes, hash }) => encodeRecordParts(bytes, { compress: "sampled", seal: hash })),
    );
    for (const [index, { hash, bytes }] of fresh.entries())
      lane.placed.push({ hash, rawBytes: bytes.byteLength, place: places[index]! });
    // A pack that is full is synced now, so that the end of a body waits for its last pack only.
    lane.packs.push(...(await lane.writer.syncClosed()));
  }

  /** Makes all that the lane wrote durable; its body can be committed then. */
  finish(id: number): Promise<void> {
    const lane = this.#lane(id);
    return inTurn(lane, async () => void lane.packs.push(...(await lane.writer.close())));
  }

  /** Whether all that was sent through a finished lane was stored before. */
  hasWrittenNothing(id: number): boolean {
    return this.#lane(id).packs.length === 0;
  }

  /** What a finished lane wrote, for the transaction that enters it. */
  finished(id: number): FinishedLane {
    const lane = this.#lane(id);
    lane.isOffered = true;
    return lane;
  }

  /** Forgets a lane whose body is committed. */
  release(id: number): void {
    this.#lanes.delete(id);
  }

  /** Deletes what a lane wrote for a body that did not become one, once its last write has ended. */
  async abandon(id: number): Promise<void> {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    this.#lanes.delete(id);
    await lane.writes.catch(() => {});
    await lane.writer.abandon();
    for (const name of lane.writer.begun)
      if (lane.isOffered) this.#doomed.addUnlessNamed(name);
      else this.#doomed.add(name);
    // What cannot be deleted now is tried again by the collector: the sender hears why its body was refused.
    await this.#doomed.delete();
  }

  #lane(id: number): Lane {
    const lane = this.#lanes.get(id);
    if (lane === undefined) throw new Error(`there is no lane ${id}`);
    return lane;
  }
}

function inTurn(lane: Lane, write: () => Promise<void>): Promise<void> {
  const written = lane.writes.then(write);
  lane.writes = written;
  // Its caller hears of a failure; whoever comes later hears of it again.
  written.catch(() => {});
  return written;
}
