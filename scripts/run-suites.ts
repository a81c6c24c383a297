/**
 * Runs the suites, from the cheapest to the dearest, and prints one summary over all of them.
 *
 * Only suites without servers run beside another: those with servers have both cores for themselves.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseSuites } from "./suites/choose-suites.ts";
import { printSummary } from "./suites/print-summary.ts";
import { makePythonEnvironment } from "../src/cli/python-environment.ts";
import { checks, runCheck } from "./suites/run-check.ts";
import { runPytest } from "./suites/run-pytest.ts";
import { runVitest, vitestProjects } from "./suites/run-vitest.ts";
import { crash, type TestResult } from "./suites/test-result.ts";

const root = join(import.meta.dirname, "..");
const reportFolder = join(root, ".report");
const serverlessProjects = new Set(["unit", "house"]);

process.chdir(root);
rmSync(reportFolder, { recursive: true, force: true });
mkdirSync(reportFolder, { recursive: true });

try {
  const results = await runSuites();
  writeFileSync(join(reportFolder, "results.json"), JSON.stringify(results, undefined, 1));
  printSummary(results);
  process.exitCode = results.some((result) => result.outcome === "failed") ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function runSuites(): Promise<TestResult[]> {
  const { suites, args } = chooseSuites(process.argv.slice(2));
  const projects = vitestProjects.filter((project) => suites.has(project));
  const serverless = projects.filter((project) => serverlessProjects.has(project));
  const withServers = projects.filter((project) => !serverlessProjects.has(project));
  const needsPython = suites.has("wandb") || suites.has("e2e");

  const results: TestResult[] = [];
  const environment = needsPython ? preparePython(results) : Promise.resolve(undefined);
  for (const check of Object.keys(checks).filter((name) => suites.has(name))) results.push(await runCheck(check));
  if (serverless.length > 0) results.push(...(await runVitest(serverless, reportFolder, args, {})));

  const python = await environment;
  const env = python === undefined ? {} : { STEMMA_TEST_PYTHON: python };
  if (withServers.length > 0) results.push(...(await runVitest(withServers, reportFolder, args, env)));
  if (suites.has("wandb") && python !== undefined) results.push(...(await runPytest(python, reportFolder, args)));
  return results;
}

/** The environment takes most of a minute, nearly all of it waiting: it is made while the first suites run. */
async function preparePython(results: TestResult[]): Promise<string | undefined> {
  try {
    return await makePythonEnvironment(join(root, ".venv"), join(root, "test", "wandb", "requirements.txt"));
  } catch (error) {
    const { message } = error as Error;
    console.error(message);
    results.push(crash("wandb", message.split("\n", 1)[0]!));
    return undefined;
  }
}
