import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY_FOLDER = "/dev/shm";
/** What lies in memory takes it from the programs that are measured: half of what is free is theirs. */
const MEMORY_SHARE = 0.5;
const MIB = 1024 * 1024;
/** A folder that may hold more is removed at once: it has few files, and there is not room for several. */
const REMOVED_AT_ONCE_BYTES = 1024 * MIB;

/** Where a benchmark puts its files. */
export interface Scratch {
  readonly folder: string;
  /** For the table: the folder above and its file system. */
  readonly place: string;
  /** Removes it now when it is large, else when the run is over. */
  leave(): void;
}

const made = new Set<string>();
// Thousands of files are never removed before others are made: on some file systems that slows the makers many times.
process.once("exit", () => made.forEach(remove));

/** Makes an empty folder with room for so many bytes: in memory where they fit, else on the disk. */
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
