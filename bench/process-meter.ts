import { readFileSync, writeFileSync } from "node:fs";

/** What a process took between two looks at it. */
export interface ProcessUse {
  readonly wallSeconds: number;
  readonly serverCpuSeconds: number;
  readonly peakRssBytes: number;
}

/** Linux counts CPU time in hundredths of a second on every platform Node runs on. */
const TICKS_A_SECOND = 100;

/**
 * Starts to measure a process, all its threads; the returned function ends it and tells.
 *
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

/** The resident memory of a process now. */
export function rssBytes(pid: number): number {
  return statusBytes(pid, "VmRSS");
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold blanks; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function statusBytes(pid: number, name: "VmHWM" | "VmRSS"): number {
  const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kibibytes) * 1024;
}

/** Lets the peak begin at what is resident now. Where that is not allowed, the peak is that of the whole life. */
function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
  }
}
