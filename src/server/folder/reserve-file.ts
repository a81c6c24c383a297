import { randomBytes } from "node:crypto";
import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { isStemmaError, StemmaError } from "../../model/index.ts";
import { syncFolder } from "../../stores/blobs/driver/disk-calls.ts";
import { diskFault } from "../../stores/blobs/driver/disk-faults.ts";

const FILE = "reserve";
/** Bytes written at a time, so that the event loop is not blocked for long. */
const STEP_BYTES = 1024 * 1024;
/**
 * Space is low when less than this share of the reserve is free in addition to it: requests in progress can still
 * complete.
 */
const LOW_SHARE = 1 / 4;
/** Inodes that must be free: the files of the database and a pack. */
const MIN_FREE_INODES = 8;
/**
 * The time for which space must stay sufficient before uploads resume: on a full disk each deleted file would otherwise
 * be filled at once.
 */
const RESUME_DELAY_MS = 5_000;

/**
 * A file that reserves disk space and is deleted when the disk is full, so that deletes, commits, the garbage collector
 * and the database still have space. While it is missing or space is low, uploads are rejected; both states end without
 * intervention.
 */
export class ReserveFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #sizeBytes: number;
  readonly #nowMs: () => number;
  #exists = false;
  #freeBytes = 0;
  #hasInodes = true;
  #lowSinceMs: number | undefined;

  /** Measures nothing before `check` (in bytes). */
  constructor(folder: string, sizeBytes: number, nowMs: () => number) {
    this.#folder = folder;
    this.#path = join(folder, FILE);
    this.#sizeBytes = sizeBytes;
    this.#nowMs = nowMs;
  }

  /** Whether the file exists. */
  get exists(): boolean {
    return this.#exists;
  }

  /** The free space at the last check (in bytes). */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** The reason why uploads are rejected; undefined if they are accepted. */
  get shortage(): StemmaError | undefined {
    if (this.#lowSinceMs === undefined) return undefined;
    const [found, wanted] = this.#hasInodes
      ? [`${this.#freeBytes} bytes free`, `at least ${this.#enoughBytes}`]
      : ["no free inodes", `at least ${MIN_FREE_INODES}`];
    return new StemmaError(
      "storage_full",
      `Cannot accept new data: the disk of the server has ${found}, expected ${wanted}; free some space there, and uploads continue automatically`,
    );
  }

  /** The free space needed to create the reserve with enough left. */
  get #enoughBytes(): number {
    return this.#sizeBytes * (1 + 2 * LOW_SHARE);
  }

  /** Adopts the file of an earlier process, and deletes it if the disk is already full. */
  async open(): Promise<void> {
    const sizeBytes = await stat(this.#path).then(
      ({ size }) => size,
      () => undefined,
    );
    this.#exists = sizeBytes === this.#sizeBytes;
    // An unfinished file, or one of another size than configured, is created again.
    if (sizeBytes !== undefined && !this.#exists) await rm(this.#path, { force: true });
    await this.#measure();
    if (this.#isShort()) await this.#release();
  }

  /**
   * Checks the disk once.
   *
   * @param isFull whether a write has just failed for lack of space, even if the free space says otherwise
   * @throws the errors of the system
   */
  async check({ isFull }: { readonly isFull: boolean }): Promise<void> {
    await this.#measure();
    if (isFull || (this.#exists && this.#isShort())) await this.#release();
    else if (!this.#exists) await this.#restore();
  }

  async #measure(): Promise<void> {
    const { bavail, bsize, files, ffree } = await statfs(this.#folder);
    // A file system that does not count inodes cannot run out of them.
    this.#hasInodes = files === 0 || ffree >= MIN_FREE_INODES;
    this.#freeBytes = bavail * bsize;
  }

  #isShort(): boolean {
    return !this.#hasInodes || this.#freeBytes < this.#sizeBytes * LOW_SHARE;
  }

  async #release(): Promise<void> {
    this.#lowSinceMs = this.#nowMs();
    if (!this.#exists) return;
    await rm(this.#path, { force: true });
    // After the delete, so that the getter never reports space that is not free yet.
    this.#exists = false;
    // Some file systems free the blocks of a deleted file only once the delete is durable.
    await syncFolder(this.#folder);
    await this.#measure();
  }

  async #restore(): Promise<void> {
    const isEnough = this.#hasInodes && this.#freeBytes >= this.#enoughBytes;
    if (!isEnough) this.#lowSinceMs ??= this.#nowMs();
    if (!isEnough || this.#nowMs() - (this.#lowSinceMs ?? -RESUME_DELAY_MS) < RESUME_DELAY_MS) return;
    this.#exists = await this.#create();
    this.#lowSinceMs = this.#exists ? undefined : this.#nowMs();
    await this.#measure();
  }

  /**
   * Writes random bytes, because some file systems store equal or empty blocks without space.
   *
   * @returns false if the disk has no space
   */
  async #create(): Promise<boolean> {
    try {
      const file = await open(this.#path, "w", 0o600);
      try {
        for (let written = 0; written < this.#sizeBytes; written += STEP_BYTES)
          await file.writeFile(randomBytes(Math.min(STEP_BYTES, this.#sizeBytes - written)));
        await file.sync();
      } finally {
        await file.close();
      }
      return true;
    } catch (error) {
      await rm(this.#path, { force: true }).catch(() => {});
      if (isStemmaError(diskFault(error, "create the reserve file"), "storage_full")) return false;
      throw error;
    }
  }
}
