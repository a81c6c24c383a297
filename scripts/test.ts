/**
 * npm test: runs every check and suite, and prints the ten slowest tests, the failed and the skipped ones. The last line
 * is "N passed, N failed".
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeTestEnvironment } from "./python-environment.ts";
import type { TestResult } from "./results-reporter.ts";

const root = join(import.meta.dirname, "..");
const reports = join(root, ".report");
const SLOWEST_COUNT = 10;
/** Ends a suite that hangs. The longest takes some eight minutes of two cores, several times that on a busy machine. */
const LIMIT_MS = 45 * 60_000;

const checks: Readonly<Record<string, string>> = {
  format: "oxfmt --check .",
  lint: "oxlint --deny-warnings",
  types: "tsc --noEmit",
};

let running: ChildProcess | undefined;
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    // The suite stops its servers first; a second signal ends this process at once.
    isInterrupted = true;
    running?.kill("SIGINT");
  });

process.chdir(root);
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const results: TestResult[] = [];
// Creating the environment is mostly waiting for downloads.
const python = makeTestEnvironment().catch((error: Error) => {
  results.push(failure("wandb", "create the Python environment", error.message));
  return undefined;
});
for (const [suite, command] of Object.entries(checks)) await runCheck(suite, command);
await runVitest("unit", "house");
const interpreter = await python;
await runVitest("conformance", "e2e");
// The client waits most of its time. Each process has its own server, and the tests of a file stay together.
if (interpreter !== undefined)
  await runSuite("wandb", [interpreter, "-m", "pytest", "-q", "-n", "3", "--dist", "loadfile"]);
printSummary();

async function runCheck(suite: string, command: string): Promise<void> {
  const startedAtMs = performance.now();
  const end = await run(command.split(" "));
  const seconds = (performance.now() - startedAtMs) / 1000;
  results.push(
    end === "exit code 0"
      ? { suite, name: command, outcome: "passed", seconds }
      : { ...failure(suite, command, end), seconds },
  );
}

async function runVitest(...projects: string[]): Promise<void> {
  const reporter = join(import.meta.dirname, "results-reporter.ts");
  const names = projects.map((project) => `--project=${project}`);
  await runSuite(projects.join("-"), ["vitest", "run", ...names, "--reporter=default", `--reporter=${reporter}`]);
}

/** Runs a suite that writes its results to STEMMA_RESULTS_FILE. A suite that crashes counts as a failure. */
async function runSuite(suite: string, command: readonly string[]): Promise<void> {
  const report = join(reports, `${suite}.json`);
  const end = await run(command, { STEMMA_RESULTS_FILE: report, PYTHONDONTWRITEBYTECODE: "1" });
  const found = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as TestResult[]) : [];
  results.push(...found);
  if (end !== "exit code 0" && !found.some(({ outcome }) => outcome === "failed"))
    results.push(failure(suite, "run the suite", `it ended with ${end}`));
}

/** Runs a command in the terminal. Returns how it ended. */
function run([command, ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(command!, args, { stdio: "inherit", timeout: LIMIT_MS, env: { ...process.env, ...env } });
  running = child;
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => {
      if (isInterrupted) process.exit(1);
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
}

function failure(suite: string, name: string, reason: string): TestResult {
  return { suite, name, outcome: "failed", seconds: 0, reason };
}

function printSummary(): void {
  const [passed, failed, skipped] = (["passed", "failed", "skipped"] as const).map((outcome) =>
    results.filter((result) => result.outcome === outcome),
  ) as [TestResult[], TestResult[], TestResult[]];
  console.log("\nThe ten slowest tests:");
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_COUNT);
  for (const { seconds, suite, name } of slowest) console.log(`${seconds.toFixed(2).padStart(8)} s  ${suite}  ${name}`);
  printReasons("Failed:", failed);
  printReasons("Skipped:", skipped);
  if (skipped.length > 0) console.log(`\n${skipped.length} skipped`);
  console.log(`${passed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function printReasons(title: string, found: readonly TestResult[]): void {
  if (found.length === 0) return;
  console.log(`\n${title}`);
  for (const { suite, name, reason } of found) console.log(`  ${suite}  ${name}: ${reason}`);
}
