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
 * The disk driver's system calls by file descriptor, off the calling thread.
 *
 * Uses descriptors instead of FileHandle: each FileHandle call costs about twice the CPU, and the JavaScript garbage
 * collector closes it.
 */
export const close = promisify(closeCallback);
export const fdatasync = promisify(fdatasyncCallback);
export const fsync = promisify(fsyncCallback);
export const ftruncate = promisify(ftruncateCallback);
const open = promisify(openCallback);

const read = promisify(readCallback);
const writev = promisify(writevCallback);

/** The maximum number of buffers in one call (IOV_MAX of Linux and macOS). */
const MAX_PARTS_PER_CALL = 1024;

/**
 * Opens a regular file of the store. Does not follow symbolic links or block on pipes; throws EISDIR for anything but a
 * file.
 */
export async function openFile(path: string, flags: number): Promise<{ fd: number; sizeBytes: number }> {
  const fd = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  try {
    // The system has the stats of an open file in memory: a thread pool call would cost more than fstat itself.
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
 * Writes all parts, in order, at the file's position, and continues after short writes.
 *
 * @param write the system call; tests pass one with short writes
 */
export async function writeFully(
  fd: number,
  parts: readonly Uint8Array[],
  write: WriteParts = (fd, parts) => writev(fd, parts),
): Promise<void> {
  let first = 0;
  let writtenBytes = 0;
  while (first < parts.length) {
    const batch = parts.slice(first, first + MAX_PARTS_PER_CALL);
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

/**
 * Fills the buffer from an offset of the file.
 *
 * @returns the number of bytes read, fewer at the end of the file
 */
export async function readFully(fd: number, buffer: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < buffer.byteLength) {
    const { bytesRead } = await read(fd, buffer, done, buffer.byteLength - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Makes the creation and deletion of names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const fd = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await fsync(fd);
  } finally {
    await close(fd);
  }
}
