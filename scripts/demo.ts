import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningServer } from "../src/server/start-server.ts";
import { makePythonEnvironment } from "./python-environment.ts";

const root = join(import.meta.dirname, "..");

/** The pipeline in its order; the last script prints the lineage that the others made. */
const scripts = ["ingest.py", "train.py", "evaluate.py", "lineage.py"];

/**
 * Runs the example pipeline against a server, with the official client in a Python environment of its own.
 *
 * @throws {Error} when Python or a script fails; aborting `signal` ends a running script
 */
export async function runDemo(running: RunningServer, signal: AbortSignal): Promise<void> {
  const examples = join(root, "examples");
  const server = { ...running, apiKey: readFileSync(join(running.dataFolder, "api-key"), "utf8").trim() };
  const ready = process.env["STEMMA_DEMO_PYTHON"];
  if (ready === undefined)
    console.log("Preparing Python with the wandb client for the demo (about a minute the first time) …");
  const python = ready ?? (await makePythonEnvironment(join(root, ".venv-demo"), join(examples, "requirements.txt")));
  const folder = join(server.dataFolder, "demo");
  mkdirSync(folder, { recursive: true });
  for (const script of scripts) {
    console.log(`\n— ${script}`);
    await runScript(python, join(examples, script), folder, demoEnvironment(server, folder), signal);
  }
  console.log(
    `\nThe demo is finished. Open ${server.baseUrl}/${server.user}/digits (any user name, the API key as password).`,
  );
}

/** The environment of the client, with its own folders: the demo writes nothing to the home folder. */
function demoEnvironment({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }, folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WANDB_BASE_URL: baseUrl,
    WANDB_API_KEY: apiKey,
    WANDB_ERROR_REPORTING: "false",
    WANDB_DIR: folder,
    WANDB_CACHE_DIR: join(folder, "cache"),
    WANDB_DATA_DIR: join(folder, "staging"),
    WANDB_CONFIG_DIR: join(folder, "config"),
    WANDB_ARTIFACT_DIR: join(folder, "artifacts"),
  };
}

function runScript(
  python: string,
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script], { cwd, env, stdio: ["ignore", "inherit", "inherit"], signal });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`Cannot finish the demo: ${script} exited with code ${code}`)),
    );
  });
}
