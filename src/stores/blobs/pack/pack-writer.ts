import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import { PACK_MAX_BYTES } from "../../../model/index.ts";
import type { PendingPackDeletes } from "./pending-pack-deletes.ts";

/** The location of a chunk's record (in bytes). */
export interface RecordLocation {
  readonly pack: string;
  readonly startByte: number;
  /** The size of the record, including its header. */
  readonly storedBytes: number;
}

/** A pack and its size so far. */
export interface PackProgress {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isClosed: boolean;
}

/**
 * Appends chunk records to its own packs, one open pack at a time.
 *
 * Records are durable once `sync` has resolved; a pack is closed for good at `PACK_MAX_BYTES`.
 */
export class PackWriter {
  readonly #driver: BlobDriver;
  readonly #pendingDeletes: PendingPackDeletes;
  readonly #newName: () => string;
  #open: { name: string; sizeBytes: number } | undefined;
  readonly #unsynced = new Map<string, PackProgress>();
  /** The durable sizes of packs that still grow (in bytes). */
  readonly #syncedBytes = new Map<string, number>();
  readonly #begun = new Set<string>();

  constructor(ports: { driver: BlobDriver; pendingDeletes: PendingPackDeletes; newPackName: () => string }) {
    this.#driver = ports.driver;
    this.#pendingDeletes = ports.pendingDeletes;
    this.#newName = ports.newPackName;
  }

  /** The names of all packs it started, except abandoned ones, which are being deleted. */
  get begun(): ReadonlySet<string> {
    return this.#begun;
  }

  /**
   * Appends records, each as consecutive parts.
   *
   * @returns the location of each record, in order
   */
  async append(records: readonly (readonly Uint8Array[])[]): Promise<RecordLocation[]> {
    const locations: RecordLocation[] = [];
    let batch: Uint8Array[] = [];
    for (const parts of records) {
      const storedBytes = parts.reduce((total, { byteLength }) => total + byteLength, 0);
      if (this.#open !== undefined && this.#open.sizeBytes + storedBytes > PACK_MAX_BYTES) {
        await this.#write(batch);
        batch = [];
        this.#closeOpen();
      }
      this.#open ??= this.#begin();
      locations.push({ pack: this.#open.name, startByte: this.#open.sizeBytes, storedBytes });
      this.#open.sizeBytes += storedBytes;
      batch.push(...parts);
    }
    await this.#write(batch);
    return locations;
  }

  /** Makes all appended records durable and returns their packs. */
  sync(): Promise<PackProgress[]> {
    return this.#syncThese([...this.#unsynced.values()]);
  }

  /** Like `sync`, for full packs only. */
  syncClosed(): Promise<PackProgress[]> {
    return this.#syncThese([...this.#unsynced.values()].filter(({ isClosed }) => isClosed));
  }

  async #syncThese(packs: readonly PackProgress[]): Promise<PackProgress[]> {
    for (const { name } of packs) await this.#driver.tail.sync(name);
    for (const { name, sizeBytes, isClosed } of packs) {
      this.#unsynced.delete(name);
      if (!isClosed) this.#syncedBytes.set(name, sizeBytes);
      else await this.#closePack(name);
    }
    return [...packs];
  }

  /** Closes the open pack; the next record starts another one. */
  async close(): Promise<PackProgress[]> {
    this.#closeOpen();
    return this.sync();
  }

  /**
   * Abandons every pack that is not synced, after a failed write or sync: the end of these packs is undefined.
   *
   * @returns the packs with their synced sizes, closed; packs without synced bytes are deleted
   */
  async abandon(): Promise<PackProgress[]> {
    const abandoned = new Set([...this.#unsynced.keys(), ...(this.#open === undefined ? [] : [this.#open.name])]);
    const kept: PackProgress[] = [];
    this.#open = undefined;
    this.#unsynced.clear();
    for (const name of abandoned) {
      const sizeBytes = this.#syncedBytes.get(name) ?? 0;
      // Recovery at the next start repairs what fails here.
      await this.#closePack(name).catch(() => {});
      if (sizeBytes > 0) kept.push({ name, sizeBytes, isClosed: true });
      else {
        this.#pendingDeletes.add(name);
        this.#begun.delete(name);
      }
    }
    // The garbage collector retries failed deletes.
    await this.#pendingDeletes.delete();
    return kept;
  }

  #begin(): { name: string; sizeBytes: number } {
    const name = this.#newName();
    this.#begun.add(name);
    return { name, sizeBytes: 0 };
  }

  async #closePack(name: string): Promise<void> {
    this.#syncedBytes.delete(name);
    await this.#driver.tail.close(name);
  }

  async #write(records: readonly Uint8Array[]): Promise<void> {
    if (this.#open === undefined || records.length === 0) return;
    const { name, sizeBytes } = this.#open;
    await this.#driver.tail.append(name, [...records]);
    this.#unsynced.set(name, { name, sizeBytes, isClosed: false });
  }

  #closeOpen(): void {
    if (this.#open === undefined) return;
    this.#unsynced.set(this.#open.name, { ...this.#open, isClosed: true });
    this.#open = undefined;
  }
}
