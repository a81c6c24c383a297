import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StemmaError } from "../model/index.ts";
import { makePythonEnvironment } from "./python-environment.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The pipeline in its order; the last script prints the lineage that the others made. */
const scripts = ["ingest.py", "train.py", "evaluate.py", "lineage.py"];

/**
 * Runs the example pipeline with the official client in a Python environment of its own.
 *
 * **Errors** `unavailable` when the examples, Python or a script fail; `signal` ends a running script
 */
export async function runDemo(
  server: { baseUrl: string; apiKey: string; dataFolder: string },
  signal: AbortSignal,
): Promise<void> {
  const examples = join(root, "examples");
  if (!existsSync(examples))
    throw new StemmaError(
      "unavailable",
      "Cannot run the demo: the examples are not part of this package; clone the repository and run it from there",
    );
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
}

/** What the client needs, and folders of its own: the demo leaves nothing in the home of whoever runs it. */
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
      code === 0
        ? resolve()
        : reject(new StemmaError("unavailable", `Cannot finish the demo: ${script} exited with code ${code}`)),
    );
  });
}
