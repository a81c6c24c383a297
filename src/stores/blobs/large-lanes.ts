import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import { isStemmaError } from "../../model/index.ts";
import type { Engine } from "../metadata/engine.ts";
import { runTransaction } from "../metadata/metadata.ts";
import { encodeRecordParts } from "./chunk-record.ts";
import { type PlacedChunk, wholeChunks } from "./enter-chunks.ts";
import { type PackProgress, PackWriter } from "./pack-writer.ts";
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
  readonly #driver: BlobDriver;
  readonly #newPackName: () => string;
  readonly #lanes = new Map<number, Lane>();
  #lastId = 0;

  constructor(ports: { engine: Engine; driver: BlobDriver; newPackName: () => string }) {
    this.#engine = ports.engine;
    this.#driver = ports.driver;
    this.#newPackName = ports.newPackName;
  }

  open(): number {
    this.#lastId += 1;
    this.#lanes.set(this.#lastId, {
      writer: new PackWriter(this.#driver, this.#newPackName),
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
    const names = [...lane.writer.begun];
    for (const name of lane.isOffered ? await this.#withoutRow(names) : names) await this.#driver.delete(name);
  }

  /**
   * The packs among these that no row names, and none will.
   *
   * A commit whose answer was lost may still be under way: whoever takes the name waits for its end. Where that cannot be
   * found out, the packs stay, and the next start decides.
   */
  async #withoutRow(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    try {
      return await runTransaction(this.#engine, async (db) => {
        const row = { state: "closed" as const, size_bytes: 0, live_bytes: 0, created_at_ms: 0 };
        const free = await db
          .insertInto("packs")
          .values(names.map((name) => ({ name, ...row })))
          .onConflict((conflict) => conflict.column("name").doNothing())
          .returning(["id", "name"])
          .execute();
        for (const { id } of free) await db.deleteFrom("packs").where("id", "=", id).execute();
        return free.map(({ name }) => name);
      });
    } catch (error) {
      if (isStemmaError(error)) return [];
      throw error;
    }
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
