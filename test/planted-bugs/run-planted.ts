import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Catcher, type Edit, planted } from "./planted-bug.ts";

const root = join(import.meta.dirname, "..", "..");
/** What the suites need of the repository. */
const COPIED = ["src", "test", "bin", "scripts", "docs", "package.json", "vitest.config.ts", "tsconfig.json"];

/** How the tests of a file ended. */
export interface SuiteOutcome {
  /** What each failed test is called, and what it said. */
  readonly failed: readonly string[];
  readonly passed: number;
  /** Why the file could not be run at all: such an end is no finding. */
  readonly broken: string | undefined;
}

/** Copies the sources to a folder, beside a link to the installed packages. */
export function copySources(folder: string): void {
  for (const part of COPIED) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

/** Makes edits in a copy and gives what takes them back. */
export function plant(folder: string, edits: readonly Edit[]): () => void {
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
export async function runSuite(
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
