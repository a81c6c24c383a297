import { type ChildProcess, spawn } from "node:child_process";

/**
 * A suite that hangs (a client retrying against a dead server) must end as a failure, not hold the run for ever. The
 * longest one takes eight minutes of two cores, and several times that where the machine has other work.
 */
const LIMIT_SECONDS = 2700;

/** How a command ended. */
export interface CommandEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly seconds: number;
  /** What it printed, when it was captured. */
  readonly output: string;
  /** One phrase for messages: "exit code 1", "signal SIGTERM after 900 s". */
  readonly how: string;
}

const running = new Set<ChildProcess>();
let interruptedBy: NodeJS.Signals | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    interruptedBy = signal;
    // A terminal sends Ctrl-C to the children as well; a second one would cut short their cleaning up.
    if (signal !== "SIGINT" || !process.stdout.isTTY) for (const child of running) child.kill(signal);
    endWhenInterrupted();
  });
}

/** Waits for the children's own cleaning up, so that no database server stays behind; a second signal does not wait. */
function endWhenInterrupted(): void {
  if (interruptedBy !== undefined && running.size === 0) process.kill(process.pid, interruptedBy);
}

/** Runs a command to its end; what it prints goes to the terminal, or is captured when others print there meanwhile. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly isCaptured: boolean; readonly env?: NodeJS.ProcessEnv },
): Promise<CommandEnd> {
  const { promise, resolve } = Promise.withResolvers<CommandEnd>();
  const startedMs = performance.now();
  const child = spawn(command, args, {
    stdio: ["ignore", options.isCaptured ? "pipe" : "inherit", options.isCaptured ? "pipe" : "inherit"],
    env: { ...process.env, ...options.env },
  });
  running.add(child);
  const limit = setTimeout(() => child.kill(), LIMIT_SECONDS * 1000);
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));

  const end = (code: number | null, how: string): void => {
    clearTimeout(limit);
    running.delete(child);
    endWhenInterrupted();
    const seconds = (performance.now() - startedMs) / 1000;
    resolve({ code, seconds, output: Buffer.concat(chunks).toString().trim(), how });
  };
  child.on("error", (error) => end(null, error.message));
  child.on("close", (code, signal) => {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    end(code, signal === null ? `exit code ${code}` : `signal ${signal} after ${seconds} s`);
  });
  return promise;
}
