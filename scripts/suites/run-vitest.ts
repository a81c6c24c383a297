import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import { crash, type TestResult } from "./test-result.ts";

/** The projects of vitest.config.ts, the ones without servers first. */
export const vitestProjects = ["unit", "house", "conformance", "e2e"];

/** Runs some vitest projects in one process; a JSON and a JUnit report stay in the report folder. */
export async function runVitest(
  projects: readonly string[],
  reportFolder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<TestResult[]> {
  const name = projects.join("-");
  const report = join(reportFolder, `vitest-${name}.json`);
  const reporters = ["default", "junit", join(import.meta.dirname, "results-reporter.ts")];
  const { code, how } = await runCommand(
    "vitest",
    [
      "run",
      ...projects.map((project) => `--project=${project}`),
      ...reporters.map((reporter) => `--reporter=${reporter}`),
      `--outputFile.junit=${join(reportFolder, `vitest-${name}.xml`)}`,
      ...args,
    ],
    { isCaptured: false, env: { ...env, STEMMA_RESULTS_FILE: report } },
  );
  if (!existsSync(report)) return [crash(name, `vitest left no report: ${how}`)];
  const results = JSON.parse(readFileSync(report, "utf8")) as TestResult[];
  const isUnexplained = code !== 0 && results.every((result) => result.outcome !== "failed");
  return isUnexplained ? [...results, crash(name, `vitest ended with ${how} without a failed test`)] : results;
}
