import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endWithThisProcess } from "./end-with-this-process.ts";

/** The system calls that fail, counted for each thread. */
export interface SyscallFault {
  readonly calls: string;
  /** `KILL` ends the process at the call; the others are error codes. */
  readonly answer: "KILL" | "EIO" | "ENOSPC" | "EMFILE";
  readonly nth: number;
  /** Whether all calls after the n-th fail too. */
  readonly lasts: boolean;
}

/** Returns the reason why system calls cannot be made to fail here; undefined if they can. */
export function whyNoFailingSyscalls(): string | undefined {
  const { status, error } = spawnSync("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=none", "true"]);
  if (error !== undefined) return "there is no strace on this machine";
  return status === 0 ? undefined : "strace may not trace processes here";
}

/** Lets system calls of a running process fail until `end`. */
export class FailingSyscalls {
  readonly #strace: ChildProcess;

  private constructor(strace: ChildProcess) {
    this.#strace = strace;
  }

  /** Resolves once every thread of the process is traced. */
  static async begin(pid: number, { calls, answer, nth, lasts }: SyscallFault): Promise<FailingSyscalls> {
    const effect = answer === "KILL" ? "signal=KILL" : `error=${answer}`;
    const when = `when=${nth}${lasts ? "+" : ""}`;
    const args = ["-f", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", `inject=${calls}:${effect}:${when}`];
    const strace = spawn("strace", [...args, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
    endWithThisProcess(strace);
    const lines = createInterface({ input: strace.stderr });
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    lines.on("line", (line) => (line.includes("attached") ? resolve(undefined) : undefined));
    strace.once("exit", () => reject(new Error("strace ended before it watched the process")));
    await promise;
    return new FailingSyscalls(strace);
  }

  /** Stops the faults; the process continues normally. */
  async end(): Promise<void> {
    if (this.#strace.exitCode !== null || this.#strace.signalCode !== null) return;
    const ended = once(this.#strace, "exit");
    this.#strace.kill("SIGINT");
    await ended;
  }
}
