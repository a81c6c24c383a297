import type { ChildProcess } from "node:child_process";

/** A signal alone would end this process without its exit handlers. */
const EXIT_CODE_OF_SIGTERM = 143;
process.once("SIGTERM", () => process.exit(EXIT_CODE_OF_SIGTERM));

/** Ends a child process together with this one: an aborted test run calls no cleanup. */
export function endWithThisProcess(child: ChildProcess): void {
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}
