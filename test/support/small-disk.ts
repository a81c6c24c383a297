import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { testPython } from "../../scripts/python-environment.ts";

const STEP_BYTES = 64 * 1024;
const FILLER = "somebody-elses.file";
/**
 * Node has no call for it.
 *
 * @see EXT4_IOC_SHUTDOWN and EXT4_GOING_FLAGS_NOLOGFLUSH of Linux
 */
const SHUT_DOWN =
  'import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))';

/** The reason why tests with a small disk are skipped. */
export const noSmallDisk = "this system lets no one mount a small disk for a test: that takes root";

/** The reason why tests with power cuts are skipped. */
export const noPowerCuts = "this system lets no one mount a small disk for a test and shut it down: that takes root";

/** The size of a disk. */
export interface DiskSize {
  readonly mib: number;
  /** The maximum number of files. */
  readonly names?: number;
}

/** A small file system mounted at a folder, which tests can fill or break. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Mounts a file system in memory; undefined if the system refuses. */
  static inMemory(folder: string, { mib, names }: DiskSize): SmallDisk | undefined {
    const options = [`size=${mib}m`, "mode=0700", ...(names === undefined ? [] : [`nr_inodes=${names}`])];
    return mounted(folder, ["-t", "tmpfs", "-o", options.join(), "none"]) ? new SmallDisk(folder) : undefined;
  }

  /** Mounts a file system with a journal from a file beside the folder; undefined if the system refuses. */
  static withJournal(folder: string, { mib }: DiskSize): SmallDisk | undefined {
    const image = `${folder}.image`;
    const made = spawnSync("sh", ["-c", 'truncate -s "$0M" "$1" && mkfs.ext4 -q "$1"', String(mib), image]);
    if (made.status !== 0) return undefined;
    return mounted(folder, ["-t", "ext4", "-o", "loop", image]) ? new SmallDisk(folder) : undefined;
  }

  /** In bytes. */
  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Fills the disk up to `leftBytes` of free space. */
  fill(leftBytes = 0): void {
    const file = openSync(join(this.folder, FILLER), "a");
    try {
      while (this.freeBytes > leftBytes)
        writeSync(file, Buffer.alloc(Math.min(STEP_BYTES, this.freeBytes - leftBytes), 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Frees the filled space. */
  empty(): void {
    rmSync(join(this.folder, FILLER), { force: true });
  }

  /** Causes a journal error: from now on the system writes nothing to this disk. */
  breakWriting(): void {
    execFileSync("mount", ["-o", "remount,abort", this.folder]);
  }

  /** Tests whether the system allows power cuts; the disk must be unused. */
  canLosePower(): boolean {
    try {
      this.cutPower();
    } catch {
      return false;
    }
    this.restorePower();
    return true;
  }

  /** Discards all later writes to this disk, including the system's cache and the open part of the journal. */
  cutPower(): void {
    execFileSync(testPython(), ["-c", SHUT_DOWN, this.folder]);
  }

  /** Mounts the disk again in the state of the power cut; it must be unused. */
  restorePower(): void {
    execFileSync("umount", [this.folder]);
    execFileSync("mount", ["-o", "loop", `${this.folder}.image`, this.folder]);
  }

  unmount(): void {
    execFileSync("umount", ["-l", this.folder]);
  }
}

function mounted(folder: string, args: readonly string[]): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync("mount", [...args, folder]).status === 0;
}
