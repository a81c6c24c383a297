import { randomBytes } from "node:crypto";
import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { isStemmaError, StemmaError } from "../../model/index.ts";
import { syncFolder } from "../../stores/blobs/driver/disk-calls.ts";
import { diskFault } from "../../stores/blobs/driver/disk-faults.ts";

const FILE = "reserve";
/** A step of filling the file, so that no other work of the process waits for long. */
const STEP_BYTES = 1024 * 1024;
/** Space counts as used up when less than this part of the reserve is free besides it: what is under way still ends. */
const LOW_PART = 1 / 4;
/** Names that have to be free: the files of the database and a pack. */
const LOW_NAMES = 8;
/** Space that was used up is trusted again after this time: on a full disk every deleted file would fill at once. */
const HOLD_MS = 5_000;

/**
 * A file that takes space away and is given up when the disk runs full, so that deletes, commits, the collector and the
 * database still have some. While it is gone, or space is low, new bytes are refused; both end by themselves.
 */
export class ReserveFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #sizeBytes: number;
  readonly #nowMs: () => number;
  #isHeld = false;
  #freeBytes = 0;
  #hasNames = true;
  #lowSinceMs: number | undefined;

  /** Nothing is looked at before `look` (in bytes). */
  constructor(folder: string, sizeBytes: number, nowMs: () => number) {
    this.#folder = folder;
    this.#path = join(folder, FILE);
    this.#sizeBytes = sizeBytes;
    this.#nowMs = nowMs;
  }

  /** Whether the file is there. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** As the last look saw it (in bytes). */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Why no new bytes are taken; undefined while they are. */
  get lack(): StemmaError | undefined {
    if (this.#lowSinceMs === undefined) return undefined;
    const [found, wanted] = this.#hasNames
      ? [`${this.#freeBytes} bytes free`, `at least ${this.#enoughBytes}`]
      : ["no free inodes", `at least ${LOW_NAMES}`];
    return new StemmaError(
      "storage_full",
      `Cannot accept new data: the disk of the server has ${found}, expected ${wanted}; free some space there, and uploads continue automatically`,
    );
  }

  /** Free bytes at which the reserve can be made and space is not low afterwards. */
  get #enoughBytes(): number {
    return this.#sizeBytes * (1 + 2 * LOW_PART);
  }

  /** Finds what an earlier process left, and gives it up where the disk is full already. */
  async open(): Promise<void> {
    const sizeBytes = await stat(this.#path).then(
      ({ size }) => size,
      () => undefined,
    );
    this.#isHeld = sizeBytes === this.#sizeBytes;
    // One that is unfinished, or of another size than it shall have now, is made anew.
    if (sizeBytes !== undefined && !this.#isHeld) await rm(this.#path, { force: true });
    await this.#measure();
    if (this.#isShort()) await this.#giveUp();
  }

  /**
   * Looks at the disk once. `isFull` says that a write has just failed for lack of space, whatever the figures say.
   *
   * @throws those of the system
   */
  async look({ isFull }: { readonly isFull: boolean }): Promise<void> {
    await this.#measure();
    if (isFull || (this.#isHeld && this.#isShort())) await this.#giveUp();
    else if (!this.#isHeld) await this.#restore();
  }

  async #measure(): Promise<void> {
    const { bavail, bsize, files, ffree } = await statfs(this.#folder);
    // Where the file system does not count names, it has none to run out of.
    this.#hasNames = files === 0 || ffree >= LOW_NAMES;
    this.#freeBytes = bavail * bsize;
  }

  #isShort(): boolean {
    return !this.#hasNames || this.#freeBytes < this.#sizeBytes * LOW_PART;
  }

  async #giveUp(): Promise<void> {
    this.#lowSinceMs = this.#nowMs();
    if (!this.#isHeld) return;
    await rm(this.#path, { force: true });
    // Not before the file is gone: whoever sees the figure may count on it.
    this.#isHeld = false;
    // Some file systems give the blocks of a removed file out again once that is durable.
    await syncFolder(this.#folder);
    await this.#measure();
  }

  async #restore(): Promise<void> {
    const isEnough = this.#hasNames && this.#freeBytes >= this.#enoughBytes;
    if (!isEnough) this.#lowSinceMs ??= this.#nowMs();
    if (!isEnough || this.#nowMs() - (this.#lowSinceMs ?? -HOLD_MS) < HOLD_MS) return;
    this.#isHeld = await this.#make();
    this.#lowSinceMs = this.#isHeld ? undefined : this.#nowMs();
    await this.#measure();
  }

  /** Random bytes, because some file systems keep equal or empty ones in no space. False where there is no room. */
  async #make(): Promise<boolean> {
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
