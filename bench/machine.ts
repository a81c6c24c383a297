import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";

/** Above this load, other programs affect the measurement. */
const QUIET_LOAD = 0.5;
const GIB = 1024 ** 3;

/** Describes the measurement: date, commit, machine, and whether other programs were running at the start. */
export function describeRun({ isQuick, repeat }: { readonly isQuick: boolean; readonly repeat: number }): string[] {
  const [load = 0] = loadavg();
  const processors = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Node ${process.versions.node}, SQLite ${process.versions["sqlite"]}`,
    `${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}, ${(totalmem() / GIB).toFixed(0)} GiB, Linux ${release()}`,
    `${repeat === 1 ? "one run" : `${repeat} runs in turns, median (least-most)`}; server and clients share the machine`,
    ...(isQuick ? ["**Quick sizes: no result, it only shows that all works.**"] : []),
    ...(load > QUIET_LOAD
      ? [`**Other work was running (load ${load.toFixed(1)} at the start): the wall times are not reliable.**`]
      : []),
  ];
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  try {
    const isChanged = git("status", "--porcelain").trim() !== "";
    return `${git("rev-parse", "--short=12", "HEAD").trim()}${isChanged ? " with changes" : ""}`;
  } catch {
    return "unknown";
  }
}
