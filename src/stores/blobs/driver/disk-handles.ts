import { constants, fstatSync } from "node:fs";
import { missingObject } from "./object-errors.ts";
import { close, openFile } from "./disk-calls.ts";
import { systemCode } from "./disk-faults.ts";

/** Far below the usual limit of 1,024 open files, and more packs than one download reads. */
const MAX_HANDLES = 64;

/** An unused handle keeps the bytes of a deleted file on the disk. It is closed after one to two of these intervals. */
const UNUSED_MS = 1000;

interface Handle {
  readonly fd: Promise<number>;
  readers: number;
  wasUsedLately: boolean;
  isForgotten: boolean;
}

/** A cache of at most MAX_HANDLES files open for reading. Evicts the least recently used ones without readers. */
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
   * Keeps the file of an object open while `read` runs, even if the object is deleted meanwhile.
   *
   * @throws `not_found`, errors of the system, errors of `read`
   */
  async use<Result>(name: string, read: (fd: number, sizeBytes: number) => Promise<Result>): Promise<Result> {
    for (;;) {
      const handle = await this.#take(name);
      try {
        const fd = await handle.fd;
        const { nlink, size } = fstatSync(fd);
        if (nlink > 0) return await read(fd, size);
        // Another driver deleted the file: the name may now belong to another file, or to none.
        void this.#forget(name, handle);
      } catch (error) {
        void this.#forget(name, handle);
        throw systemCode(error) === "ENOENT" ? missingObject("read", name, error) : error;
      } finally {
        this.#giveBack(handle);
      }
    }
  }

  /** Drops the handle of a deleted object; current readers continue. */
  forget(name: string): void {
    const handle = this.#handles.get(name);
    if (handle !== undefined) void this.#forget(name, handle);
  }

  /** Closes all handles. */
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

  /** Opens a file if there is space for a handle, or if an unused one can be closed. */
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

  /** Removes a handle from the cache. Resolves when it is closed, or at once if its last reader will close it. */
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

/** The handle only reads, so a failing close loses nothing; its reader received the error of a failed open. */
function closeQuietly({ fd }: Handle): Promise<void> {
  return fd.then(close).catch(() => {});
}
