import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJunit } from "./read-junit.ts";
import { runCommand } from "./run-command.ts";
import { crash, type TestResult } from "./test-result.ts";

const suite = "wandb";

/** The client waits most of its time. Each process has a server of its own, and the tests of a file stay together. */
const PROCESSES = ["-n", "3", "--dist", "loadfile"];

/** Runs the suite of the official Python client; its JUnit report stays in the report folder. */
export async function runPytest(python: string, reportFolder: string, args: readonly string[]): Promise<TestResult[]> {
  const report = join(reportFolder, "pytest.xml");
  const { code, how } = await runCommand(
    python,
    [
      "-m",
      "pytest",
      "-q",
      ...PROCESSES,
      "--continue-on-collection-errors",
      `--junitxml=${report}`,
      // Named files stand for the whole folder.
      ...(args.some((arg) => existsSync(arg.split("::", 1)[0]!)) ? [] : ["test/wandb"]),
      ...args,
    ],
    { isCaptured: false, env: { PYTHONDONTWRITEBYTECODE: "1" } },
  );
  if (!existsSync(report)) return [crash(suite, `pytest left no report: ${how}`)];
  const results = readJunit(suite, readFileSync(report, "utf8"));
  const isUnexplained = code !== 0 && results.every((result) => result.outcome !== "failed");
  return isUnexplained ? [...results, crash(suite, `pytest ended with ${how} without a failed test`)] : results;
}
