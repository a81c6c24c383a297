import {
  close as closeCallback,
  constants,
  fdatasync as fdatasyncCallback,
  fstatSync,
  fsync as fsyncCallback,
  ftruncate as ftruncateCallback,
  open as openCallback,
  read as readCallback,
  writev as writevCallback,
} from "node:fs";
import { promisify } from "node:util";

/**
 * The system calls of the disk driver by file descriptor, off the calling thread.
 *
 * Descriptors instead of FileHandle: each of its calls costs about twice the CPU, and the garbage collector closes it.
 */
export const close = promisify(closeCallback);
export const fdatasync = promisify(fdatasyncCallback);
export const fsync = promisify(fsyncCallback);
export const ftruncate = promisify(ftruncateCallback);
const open = promisify(openCallback);

const read = promisify(readCallback);
const writev = promisify(writevCallback);

/** What the system takes in one call (IOV_MAX of Linux and macOS). */
const MAX_PARTS_A_CALL = 1024;

/**
 * Opens a file of the store and nothing else: a symbolic link is not followed, a pipe does not block, and what is no
 * file is closed again with the error code EISDIR.
 */
export async function openFile(path: string, flags: number): Promise<{ fd: number; sizeBytes: number }> {
  const fd = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  try {
    // Of an open file the system has this at hand: a thread for it would cost more than the call.
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw Object.assign(new Error(`${path} is not a file`), { code: "EISDIR" });
    return { fd, sizeBytes: stats.size };
  } catch (error) {
    await close(fd);
    throw error;
  }
}

type WriteParts = (fd: number, parts: readonly Uint8Array[]) => Promise<{ bytesWritten: number }>;

/**
 * Writes all parts, in order, at the file's position; the system may take fewer bytes than it is given.
 *
 * `write` is the system's call; a test gives one that takes less.
 */
export async function writeFully(
  fd: number,
  parts: readonly Uint8Array[],
  write: WriteParts = (fd, parts) => writev(fd, parts),
): Promise<void> {
  let first = 0;
  let writtenBytes = 0;
  while (first < parts.length) {
    const batch = parts.slice(first, first + MAX_PARTS_A_CALL);
    batch[0] = batch[0]!.subarray(writtenBytes);
    const { bytesWritten } = await write(fd, batch);
    const before = first;
    writtenBytes += bytesWritten;
    for (; first < parts.length && writtenBytes >= parts[first]!.byteLength; first++) {
      writtenBytes -= parts[first]!.byteLength;
    }
    if (bytesWritten === 0 && first === before) {
      throw Object.assign(new Error("the system wrote no bytes"), { code: "EIO" });
    }
  }
}

/** Reads into the whole buffer from a position of the file; gives how many bytes there were. */
export async function readFully(fd: number, buffer: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < buffer.byteLength) {
    const { bytesRead } = await read(fd, buffer, done, buffer.byteLength - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Makes the names in a folder durable: those that were added and those that were removed. */
export async function syncFolder(path: string): Promise<void> {
  const fd = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await fsync(fd);
  } finally {
    await close(fd);
  }
}
