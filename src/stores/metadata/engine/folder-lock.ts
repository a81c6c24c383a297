import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A folder that this process has locked. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder for this process; throws at once if another process has the lock.
 *
 * Uses an operating system lock, through SQLite because Node offers none, so it ends with the process in any case.
 */
export function takeFolderLock(folder: string): FolderLock {
  const lock = new DatabaseSync(join(folder, "lock"));
  try {
    // An exclusive transaction that is never committed keeps the file locked and leaves the file empty.
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw error;
  }
  return { release: () => lock.close() };
}
