import { readFileSync, writeFileSync } from "node:fs";

/** The resource usage of a process during a measurement. */
export interface ProcessUse {
  readonly wallSeconds: number;
  readonly serverCpuSeconds: number;
  readonly peakRssBytes: number;
}

/** Linux reports CPU time in hundredths of a second on all platforms of Node. */
const TICKS_PER_SECOND = 100;

/**
 * Starts to measure a process with all its threads.
 *
 * @returns a function that ends the measurement and returns the usage
 * @see proc(5)
 */
export function measureProcess(pid: number): () => ProcessUse {
  resetPeak(pid);
  const startedAt = process.hrtime.bigint();
  const cpuBefore = cpuSeconds(pid);
  return () => ({
    wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
    serverCpuSeconds: cpuSeconds(pid) - cpuBefore,
    peakRssBytes: statusBytes(pid, "VmHWM"),
  });
}

/** Returns the resident memory of a process. */
export function rssBytes(pid: number): number {
  return statusBytes(pid, "VmRSS");
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The process name in parentheses may contain spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function statusBytes(pid: number, name: "VmHWM" | "VmRSS"): number {
  const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kibibytes) * 1024;
}

/** Resets the peak memory to the current one. Without permission, the peak covers the lifetime of the process. */
function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
  }
}
