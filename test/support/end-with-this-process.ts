import type { ChildProcess } from "node:child_process";

/** A signal alone would end this process without a word to what it started. */
const EXIT_CODE_OF_SIGTERM = 143;
process.once("SIGTERM", () => process.exit(EXIT_CODE_OF_SIGTERM));

/** A test run that breaks off calls nothing that cleans up: what it started must not outlive it. */
export function endWithThisProcess(child: ChildProcess): void {
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}
