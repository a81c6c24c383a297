import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";

const candidates = ["python3.11", "python3", "python3.12", "python3.13", "python3.10", "python3.9", "python"];
const probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";

/**
 * Makes a Python environment from a requirements file, unless the folder already holds the one of exactly this file.
 *
 * Gives the path of its Python.
 */
export async function makePythonEnvironment(folder: string, requirements: string): Promise<string> {
  if (!existsSync(requirements)) {
    throw new Error(`Cannot make "${folder}": "${requirements}" is missing, expected the packages of the Python suite`);
  }
  const mark = join(folder, "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, "utf8") === wanted) return python;

  rmSync(folder, { recursive: true, force: true });
  const system = await findPython();
  await mustRun(system, ["-m", "venv", folder]);
  await mustRun(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  // Written last: an environment that was interrupted has no mark and is made again.
  writeFileSync(mark, wanted);
  return python;
}

async function findPython(): Promise<string> {
  for (const candidate of candidates) {
    const { code } = await runCommand(candidate, ["-c", probe], { isCaptured: true });
    if (code === 0) return candidate;
  }
  throw new Error(
    "Cannot make a Python environment: none of " +
      `${candidates.join(", ")} is Python 3.9 or newer with venv, expected one on the PATH; ` +
      'install it (Debian: "apt install python3 python3-venv") and run the tests again',
  );
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { code, how, output } = await runCommand(command, args, { isCaptured: true });
  if (code !== 0) throw new Error(`Cannot run "${command} ${args.join(" ")}": ${how}\n${output}`);
}
