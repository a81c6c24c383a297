import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A folder that is held by this process. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone. Throws at once when another process holds it.
 *
 * The lock is one of the operating system, taken through SQLite because Node has none, so it ends with the process,
 * however that ends.
 */
export function takeFolderLock(folder: string): FolderLock {
  const lock = new DatabaseSync(join(folder, "lock"));
  try {
    // An exclusive transaction that is never committed holds the file's lock and leaves nothing in it.
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw error;
  }
  return { release: () => lock.close() };
}
