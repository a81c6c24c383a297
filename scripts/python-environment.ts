import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const testEnvironment = join(root, ".venv");
const candidates = ["python3.11", "python3", "python3.12", "python3.13", "python3.10", "python3.9", "python"];
const probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";

/**
 * Creates a Python environment from a requirements file, unless the folder already has one made from exactly this file.
 *
 * @returns the path of its Python
 * @throws {Error} when there is no Python 3.9 or newer, or an install fails
 */
export async function makePythonEnvironment(folder: string, requirements: string): Promise<string> {
  const mark = join(folder, "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const python = pythonOf(folder);
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, "utf8") === wanted) return python;

  rmSync(folder, { recursive: true, force: true });
  const system = await findPython();
  await mustRun(system, ["-m", "venv", folder]);
  await mustRun(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  // Written last: an environment that was interrupted has no mark and is made again.
  writeFileSync(mark, wanted);
  return python;
}

/** Creates `.venv`, the environment of the tests, which has the official client. Returns the path of its Python. */
export function makeTestEnvironment(): Promise<string> {
  return makePythonEnvironment(testEnvironment, join(root, "test", "wandb", "requirements.txt"));
}

/** Returns the Python of the tests. It must have been created before. */
export function testPython(): string {
  const python = pythonOf(testEnvironment);
  if (!existsSync(python))
    throw new Error(`Cannot find "${python}": run "node scripts/python-environment.ts" to create it`);
  return python;
}

function pythonOf(folder: string): string {
  return join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
}

async function findPython(): Promise<string> {
  for (const candidate of candidates) if ((await run(candidate, ["-c", probe])).code === 0) return candidate;
  throw new Error(
    `Cannot create a Python environment: none of ${candidates.join(", ")} is Python 3.9 or newer with venv; install it (Debian: apt install python3 python3-venv) and try again`,
  );
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`Cannot run "${command} ${args.join(" ")}": it exited with code ${code}\n${output}`);
}

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
    child.on("error", (error) => resolve({ code: -1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}

if (import.meta.main) await makeTestEnvironment();
