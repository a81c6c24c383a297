import { spawn } from "node:child_process";
import { once } from "node:events";

/** The reason why tests with failing system calls are skipped. */
export const noFailingCalls = "there is no strace that may attach to a process here";

/** Failing system calls of a running process, until they are stopped. */
export interface FailingCalls {
  end(): Promise<void>;
}

/**
 * Lets system calls of a process on a file fail, with an `inject` expression of strace. Returns undefined if strace is
 * missing or may not attach.
 */
export async function failCalls(pid: number, path: string, inject: string): Promise<FailingCalls | undefined> {
  const [calls = ""] = inject.split(":");
  const args = ["-f", "-o", "/dev/null", "-P", path, "-e", `trace=${calls}`, "-e", `inject=${inject}`];
  const strace = spawn("strace", [...args, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  const isAttached = await Promise.race([
    once(strace.stderr, "data").then(([text]) => String(text).includes("attached")),
    once(strace, "error").then(() => false),
    once(strace, "exit").then(() => false),
  ]);
  if (!isAttached) return undefined;
  strace.stderr.resume();
  return {
    async end() {
      const ended = once(strace, "exit");
      strace.kill("SIGINT");
      await ended;
    },
  };
}
