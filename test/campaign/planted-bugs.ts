import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plantedBugs } from "../planted-bugs/bugs.ts";
import { type Catcher, type Edit, type PlantedBug, planted } from "../planted-bugs/planted-bug.ts";
import type { Campaign } from "./campaign.ts";

const root = join(import.meta.dirname, "..", "..");
/** What the suites need of the repository. */
const COPIED = ["src", "test", "bin", "scripts", "docs", "package.json", "vitest.config.ts", "tsconfig.json"];

/** What a loop meets depends on its seed, as it takes some steps of all: every run of it has another one. */
const SEEDS_A_SUITE = 3;

/**
 * Plants one bug after the other in a copy of the sources and runs the suites that have to find it. A bug counts as
 * caught when a test fails that says so; every suite passes without a bug. `count` is the number of bugs.
 */
export const plantedBugsCampaign: Campaign = async ({ seed, count = plantedBugs.length, folder, say }) => {
  copySources(folder);
  const counts = { bugs: 0, caught: 0, suites: 0 };
  const failures: string[] = [];
  const bugs = plantedBugs.slice(0, count);
  for (const suite of suitesOf(bugs)) {
    const { failed, broken } = await runSuite(folder, suite, seed);
    counts.suites += 1;
    if (broken !== undefined) failures.push(`${suite.file}, without a bug: it cannot be run: ${broken}`);
    for (const failure of failed) failures.push(`${suite.file}, without a bug: ${failure}`);
  }
  for (const bug of bugs) {
    const missing = await findBug(folder, bug, seed);
    counts.bugs += 1;
    if (missing.length === 0) counts.caught += 1;
    failures.push(...missing);
    say(`${missing.length === 0 ? "caught" : "NOT caught"}: ${bug.name}`);
  }
  return { counts, failures };
};

/** Each file once, whole. */
function suitesOf(bugs: readonly PlantedBug[]): Pick<Catcher, "project" | "file">[] {
  const suites = bugs.flatMap(({ caughtBy }) => caughtBy.map(({ project, file }) => ({ project, file })));
  return [...new Map(suites.map((suite) => [suite.file, suite])).values()];
}

/** Every suite that has to find the bug and did not. */
async function findBug(folder: string, { name, breaks, edits, caughtBy }: PlantedBug, seed: number): Promise<string[]> {
  const undo = plant(folder, edits);
  const missing: string[] = [];
  for (const suite of caughtBy) {
    let said = "";
    let isFound = false;
    for (let tried = 0; !isFound && tried < SEEDS_A_SUITE; tried++) {
      const { failed, broken } = await runSuite(folder, suite, seed + tried);
      isFound = failed.some((failure) => suite.sign.test(failure));
      said = failed.map((failure) => failure.slice(0, 500)).join("\n") || broken || "nothing";
    }
    if (!isFound) missing.push(`"${name}" (${breaks}) is not found by ${suite.file}, which says: ${said}`);
  }
  undo();
  return missing;
}

/** How the tests of a file ended. */
interface SuiteOutcome {
  /** What each failed test is called, and what it said. */
  readonly failed: readonly string[];
  readonly passed: number;
  /** Why the file could not be run at all: such an end is no finding. */
  readonly broken: string | undefined;
}

/** Copies the sources to a folder, beside a link to the installed packages. */
function copySources(folder: string): void {
  for (const part of COPIED) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

/** Makes edits in a copy and gives what takes them back. */
function plant(folder: string, edits: readonly Edit[]): () => void {
  const files = [...new Set(edits.map(({ file }) => file))];
  const before = new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
  for (const [file, text] of before)
    writeFileSync(
      join(folder, file),
      planted(
        text,
        edits.filter((edit) => edit.file === file),
      ),
    );
  return () => {
    for (const [file, text] of before) writeFileSync(join(folder, file), text);
  };
}

/** Runs the tests of one file in a copy. */
async function runSuite(
  folder: string,
  { project, file, only }: Pick<Catcher, "project" | "file" | "only">,
  seed: number,
): Promise<SuiteOutcome> {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const args = [
    vitest,
    "run",
    "--root",
    folder,
    "--project",
    project,
    "--reporter=json",
    `--outputFile=${report}`,
    file,
  ];
  if (only !== undefined) args.push("-t", only);
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, STEMMA_TEST_SEED: String(seed) },
    stdio: "ignore",
  });
  await once(child, "close");
  if (!existsSync(report)) return { failed: [], passed: 0, broken: "vitest left no report" };
  const { testResults, numPassedTests } = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join("\n")}`);
  // A file that fails as a whole says why, and has no test that ended.
  const ended = testResults.flatMap(({ message = "" }) => (message === "" ? [] : [message]));
  return {
    failed: [...failed, ...ended],
    passed: numPassedTests,
    broken: tests.length === 0 ? (ended[0] ?? "it has no test") : undefined,
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
