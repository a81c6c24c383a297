import { constants, fstatSync } from "node:fs";
import { missingObject } from "./object-errors.ts";
import { close, openFile } from "./disk-calls.ts";
import { systemCode } from "./disk-faults.ts";

/** Far below the 1,024 files that systems commonly allow a process, and more packs than one download touches. */
const MAX_HANDLES = 64;

/** An unused handle keeps the bytes of a deleted file on the disk: it is closed after one to two of these. */
const UNUSED_MS = 1000;

interface Handle {
  readonly fd: Promise<number>;
  readers: number;
  wasUsedLately: boolean;
  isForgotten: boolean;
}

/** The files that are open for reading: the latest used first to stay, at most MAX_HANDLES, closed when no one reads. */
export class DiskHandles {
  readonly #pathOf: (name: string) => string;
  /** In the order of last use. */
  readonly #handles = new Map<string, Handle>();
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(pathOf: (name: string) => string) {
    this.#pathOf = pathOf;
  }

  /**
   * Lends the file of an object for as long as `read` runs, also when the object is deleted meanwhile.
   *
   * @throws `not_found`, those of the system, those of `read`
   */
  async use<Result>(name: string, read: (fd: number, sizeBytes: number) => Promise<Result>): Promise<Result> {
    for (;;) {
      const handle = await this.#take(name);
      try {
        const fd = await handle.fd;
        const { nlink, size } = fstatSync(fd);
        if (nlink > 0) return await read(fd, size);
        // Deleted through another driver over the folder: the name may stand for another file, or for none.
        void this.#forget(name, handle);
      } catch (error) {
        void this.#forget(name, handle);
        throw systemCode(error) === "ENOENT" ? missingObject("read", name, error) : error;
      } finally {
        this.#giveBack(handle);
      }
    }
  }

  /** Lets go of an object that was deleted; those who read it go on. */
  forget(name: string): void {
    const handle = this.#handles.get(name);
    if (handle !== undefined) void this.#forget(name, handle);
  }

  /** Lets go of everything. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#handles].map(([name, handle]) => this.#forget(name, handle)));
  }

  async #take(name: string): Promise<Handle> {
    for (;;) {
      const handle = this.#handles.get(name) ?? this.#open(name);
      if (handle !== undefined) {
        handle.readers += 1;
        handle.wasUsedLately = true;
        this.#handles.delete(name);
        this.#handles.set(name, handle);
        return handle;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Opens the file where there is room for a handle, or one that no one reads makes room. */
  #open(name: string): Handle | undefined {
    let isClosed: Promise<void> | undefined;
    if (this.#handles.size >= MAX_HANDLES) {
      const unused = [...this.#handles].find(([, { readers }]) => readers === 0);
      if (unused === undefined) return undefined;
      isClosed = this.#forget(...unused);
    }
    this.#timer ??= setInterval(() => this.#closeUnused(), UNUSED_MS).unref();
    const path = this.#pathOf(name);
    const opened =
      isClosed === undefined
        ? openFile(path, constants.O_RDONLY)
        : isClosed.then(() => openFile(path, constants.O_RDONLY));
    return { fd: opened.then((file) => file.fd), readers: 0, wasUsedLately: true, isForgotten: false };
  }

  #giveBack(handle: Handle): void {
    handle.readers -= 1;
    if (handle.readers > 0) return;
    if (handle.isForgotten) void closeQuietly(handle);
    this.#waiting.shift()?.();
  }

  /** Takes a handle out of the map; resolves when it is closed, or at once when that is left to its last reader. */
  async #forget(name: string, handle: Handle): Promise<void> {
    if (handle.isForgotten) return;
    handle.isForgotten = true;
    if (this.#handles.get(name) === handle) this.#handles.delete(name);
    if (handle.readers === 0) await closeQuietly(handle);
  }

  #closeUnused(): void {
    for (const [name, handle] of this.#handles) {
      if (handle.readers === 0 && !handle.wasUsedLately) void this.#forget(name, handle);
      else handle.wasUsedLately = false;
    }
    if (this.#handles.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Nothing was written through the handle, so a failing close says nothing; a failed open was told to its reader. */
function closeQuietly({ fd }: Handle): Promise<void> {
  return fd.then(close).catch(() => {});
}
