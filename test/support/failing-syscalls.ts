import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endWithThisProcess } from "./end-with-this-process.ts";

/** Which system call fails, in how many of its calls from now on; counted for each thread by itself. */
export interface SyscallFault {
  readonly calls: string;
  /** `KILL` ends the process at the call; others are what it answers. */
  readonly answer: "KILL" | "EIO" | "ENOSPC" | "EMFILE";
  readonly nth: number;
  /** Whether all calls behind the n-th fail too. */
  readonly lasts: boolean;
}

/** Why system calls cannot be let fail here; undefined where they can. */
export function whyNoFailingSyscalls(): string | undefined {
  const { status, error } = spawnSync("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=none", "true"]);
  if (error !== undefined) return "there is no strace on this machine";
  return status === 0 ? undefined : "strace may not trace processes here";
}

/** Lets system calls of a running process fail until it is undone. */
export class FailingSyscalls {
  readonly #strace: ChildProcess;

  private constructor(strace: ChildProcess) {
    this.#strace = strace;
  }

  /** Resolves once every thread of the process is watched. */
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

  /** The process goes on as if nothing had been. */
  async end(): Promise<void> {
    if (this.#strace.exitCode !== null || this.#strace.signalCode !== null) return;
    const ended = once(this.#strace, "exit");
    this.#strace.kill("SIGINT");
    await ended;
  }
}
