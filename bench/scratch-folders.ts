import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY_FOLDER = "/dev/shm";
/** Files in memory take it from the measured programs, which keep half of the free memory. */
const MEMORY_SHARE = 0.5;
const MIB = 1024 * 1024;
/** Larger folders are removed at once: they have few files, and the disk has no space for several. */
const REMOVED_AT_ONCE_BYTES = 1024 * MIB;

/** The folder of a benchmark. */
export interface Scratch {
  readonly folder: string;
  /** The parent folder and its file system, for the table. */
  readonly place: string;
  /** Removes a large folder now, a small one at the end of the run. */
  leave(): void;
}

const made = new Set<string>();
// Removed at the end: on some file systems, deleting thousands of files slows the creation of others many times.
process.once("exit", () => made.forEach(remove));

/** Creates an empty folder with space for so many bytes: in memory if they fit, otherwise on the disk. */
export function makeScratch(spaceBytes: number, isOnDisk: boolean): Scratch {
  const fitsInMemory = freeMemoryBytes() * MEMORY_SHARE >= spaceBytes;
  const above = fitsInMemory && !isOnDisk ? MEMORY_FOLDER : tmpdir();
  const { bavail, bsize } = statfsSync(above);
  if (bavail * bsize < spaceBytes)
    throw new Error(
      `Cannot run in ${above}: it has ${Math.floor((bavail * bsize) / MIB)} MiB left, expected ${Math.ceil(spaceBytes / MIB)}`,
    );
  const folder = mkdtempSync(join(above, "stemma-bench-"));
  made.add(folder);
  return {
    folder,
    place: `${above}, ${fileSystemOf(above)}`,
    leave: () => (spaceBytes > REMOVED_AT_ONCE_BYTES ? remove(folder) : undefined),
  };
}

function freeMemoryBytes(): number {
  if (!existsSync(MEMORY_FOLDER)) return 0;
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  const [, kibibytes] = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))!;
  return Math.min(bavail * bsize, Number(kibibytes) * 1024);
}

function fileSystemOf(folder: string): string {
  return execFileSync("stat", ["-f", "-c", "%T", folder], { encoding: "utf8" }).trim();
}

function remove(folder: string): void {
  made.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
