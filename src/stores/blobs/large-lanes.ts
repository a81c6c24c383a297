import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Engine } from "../metadata/engine.ts";
import { encodeRecordParts } from "./chunk-record.ts";
import { chunkIds, type PlacedChunk } from "./enter-chunks.ts";
import { type PackProgress, PackWriter } from "./pack-writer.ts";
import type { NewChunk } from "./store-work.ts";

/** What a lane wrote, ready to be entered. */
export interface FinishedLane {
  readonly placed: readonly PlacedChunk[];
  readonly packs: readonly PackProgress[];
}

interface Lane {
  readonly writer: PackWriter;
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
      seen: new Set(),
      placed: [],
      packs: [],
    });
    return this.#lastId;
  }

  /** Writes the chunks that are neither stored nor already written by this lane. */
  async append(id: number, chunks: readonly NewChunk[]): Promise<void> {
    const lane = this.#lane(id);
    const unseen = chunks.filter(({ hash }) => !lane.seen.has(hash) && lane.seen.add(hash) !== undefined);
    const known = await chunkIds(
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
  async finish(id: number): Promise<void> {
    const lane = this.#lane(id);
    lane.packs.push(...(await lane.writer.close()));
  }

  /** What a finished lane wrote. */
  finished(id: number): FinishedLane {
    return this.#lane(id);
  }

  /** Forgets a lane whose body is committed. */
  release(id: number): void {
    this.#lanes.delete(id);
  }

  /** Deletes what a lane wrote for a body that did not become one. */
  async abandon(id: number): Promise<void> {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    this.#lanes.delete(id);
    const names = new Set([...lane.packs.map(({ name }) => name), ...lane.placed.map(({ place }) => place.pack)]);
    await lane.writer.close().catch(() => lane.writer.abandon());
    for (const name of names) await this.#driver.delete(name);
  }

  #lane(id: number): Lane {
    const lane = this.#lanes.get(id);
    if (lane === undefined) throw new Error(`there is no lane ${id}`);
    return lane;
  }
}
