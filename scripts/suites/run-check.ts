import { runCommand } from "./run-command.ts";
import type { TestResult } from "./test-result.ts";

/** The checks that run no code of ours; each counts as one test. */
export const checks: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  lock: ["npm", "ci", "--dry-run", "--ignore-scripts", "--loglevel=error"],
  format: ["oxfmt", "--check", "."],
  lint: ["oxlint", "--deny-warnings"],
  types: ["tsc", "--noEmit"],
};

/** Runs one check and prints what it found. */
export async function runCheck(name: string): Promise<TestResult> {
  const [command, ...args] = checks[name]!;
  const { code, output, seconds, how } = await runCommand(command, args, { isCaptured: true });
  const test = [command, ...args].join(" ");
  if (code === 0) return { suite: name, name: test, outcome: "passed", seconds };
  console.log(`${output}\n`);
  return { suite: name, name: test, outcome: "failed", seconds, reason: how };
}
