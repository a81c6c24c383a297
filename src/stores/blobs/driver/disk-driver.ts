import { constants, type Stats } from "node:fs";
import { chmod, lstat, mkdir, opendir, rename, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  type BlobDriver,
  type ListedObject,
  OBJECT_NAME,
  type ObjectSize,
  type TailDriver,
} from "../../../core/ports/blob-driver.ts";
import { StemmaError } from "../../../model/errors.ts";
import { close, fsync, openFile, readFully, syncFolder, writeFully } from "./disk-calls.ts";
import { diskFault, systemCode } from "./disk-faults.ts";
import { DiskHandles } from "./disk-handles.ts";
import { DiskTails } from "./disk-tails.ts";
import { KeyedMutex } from "../../../async/keyed-mutex.ts";
import { existingObject, requireObjectName, requireRange, shortObject } from "./object-errors.ts";

/** The suffix of a file that is being written; object names never have it. */
const UNFINISHED = ".unfinished";

/** Names read from the folder at a time. */
const NAMES_PER_READ = 1024;

/** How a disk driver is opened. */
export interface DiskDriverOptions {
  /**
   * Whether this driver writes. One driver per folder, across all threads, may be the owner: it removes unfinished
   * files of ended processes. All others only read, or they would remove its files.
   */
  readonly isOwner?: boolean;
}

/**
 * Opens an object store in its own folder, which is created if missing: one file per object, accessible only to this
 * user (folder 0700, files 0600). Does not follow symbolic links.
 *
 * A put writes a temporary file, syncs it, renames it and syncs the folder.
 *
 * @throws `unavailable`; `damaged` if the path is not a folder
 */
export async function openDiskDriver(folder: string, { isOwner = false }: DiskDriverOptions = {}): Promise<BlobDriver> {
  const path = resolve(folder);
  try {
    await prepareFolder(path);
    if (isOwner) await removeUnfinished(path);
  } catch (error) {
    throw diskFault(error, `open the folder "${path}"`);
  }
  return new DiskDriver(path);
}

class DiskDriver implements BlobDriver {
  readonly #folder: string;
  readonly #pathOf = (name: string): string => join(this.#folder, name);
  readonly #queue = new KeyedMutex();
  readonly #handles = new DiskHandles(this.#pathOf);
  readonly #tails = new DiskTails(this.#pathOf, this.#queue);
  readonly tail: TailDriver = this.#tails;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(name: string, parts: readonly Uint8Array[]): Promise<void> {
    requireObjectName(name);
    await this.#queue.run(name, () => translated(`store object "${name}"`, () => this.#put(name, parts)));
  }

  async get(name: string, start: number, end: number): Promise<Uint8Array> {
    requireObjectName(name);
    requireRange(name, start, end);
    return translated(`read object "${name}"`, () =>
      this.#handles.use(name, async (fd, sizeBytes) => {
        // Checked first: a wrong row must not allocate memory for missing bytes.
        if (end > sizeBytes) throw shortObject(name, end, sizeBytes);
        const buffer = Buffer.allocUnsafeSlow(end - start);
        const readBytes = await readFully(fd, buffer, start);
        if (readBytes < buffer.byteLength) throw shortObject(name, end, start + readBytes);
        return new Uint8Array(buffer.buffer);
      }),
    );
  }

  async stat(name: string): Promise<ObjectSize | null> {
    requireObjectName(name);
    return translated(`find object "${name}"`, () => this.#sizeOf(name));
  }

  async *list(): AsyncIterable<ListedObject> {
    try {
      for await (const { name } of await opendir(this.#folder, { bufferSize: NAMES_PER_READ })) {
        if (!OBJECT_NAME.test(name)) continue;
        const stats = await lstatIfThere(this.#pathOf(name));
        if (stats?.isFile()) yield { name, sizeBytes: stats.size };
      }
    } catch (error) {
      throw diskFault(error, "list the objects");
    }
  }

  async delete(name: string): Promise<void> {
    requireObjectName(name);
    await this.#queue.run(name, () =>
      translated(`delete object "${name}"`, async () => {
        await unlinkIfThere(this.#pathOf(name));
        this.#handles.forget(name);
        await this.#tails.forget(name);
      }),
    );
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#tails.closeAll();
    await this.#handles.close();
  }

  async #put(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const path = this.#pathOf(name);
    if ((await lstatIfThere(path)) !== undefined) throw existingObject(name);
    try {
      await writeDurably(`${path}${UNFINISHED}`, parts);
      await rename(`${path}${UNFINISHED}`, path);
    } catch (error) {
      await removeAfterFault(`${path}${UNFINISHED}`);
      throw error;
    }
    try {
      await syncFolder(this.#folder);
    } catch (error) {
      await removeAfterFault(path);
      throw error;
    }
  }

  async #sizeOf(name: string): Promise<ObjectSize | null> {
    const stats = await lstatIfThere(this.#pathOf(name));
    if (stats === undefined) return null;
    if (stats.isFile()) return { sizeBytes: stats.size };
    throw Object.assign(new Error(`${name} is not a file`), { code: stats.isSymbolicLink() ? "ELOOP" : "EISDIR" });
  }
}

async function prepareFolder(path: string): Promise<void> {
  const firstMade = (await mkdir(path, { recursive: true, mode: 0o700 })) ?? path;
  const stats = await lstat(path);
  if (!stats.isDirectory()) {
    throw new StemmaError("damaged", `Cannot open the folder "${path}": it is a symbolic link, expected a folder`);
  }
  // A folder with only other files keeps its mode.
  if ((stats.mode & 0o777) !== 0o700 && (await isOwnOrEmpty(path))) await chmod(path, 0o700);
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent.length <= dirname(firstMade).length) break;
  }
}

async function isOwnOrEmpty(path: string): Promise<boolean> {
  let isEmpty = true;
  for await (const { name } of await opendir(path)) {
    if (OBJECT_NAME.test(name)) return true;
    isEmpty = false;
  }
  return isEmpty;
}

async function removeUnfinished(folder: string): Promise<void> {
  for await (const { name } of await opendir(folder)) {
    if (name.endsWith(UNFINISHED)) await unlink(join(folder, name));
  }
}

async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const { fd } = await openFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC);
  try {
    await writeFully(fd, parts);
    await fsync(fd);
  } finally {
    await close(fd);
  }
}

/** Ignores errors: the first fault is reported. A remaining file is never listed and is removed at the next start. */
async function removeAfterFault(path: string): Promise<void> {
  await unlink(path).catch(() => {});
}

function lstatIfThere(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(ignoreMissing);
}

async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") throw error;
}

async function translated<Result>(action: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw diskFault(error, action);
  }
}
