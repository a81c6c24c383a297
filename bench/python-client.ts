import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makePythonEnvironment } from "../src/cli/python-environment.ts";
import { endWithThisProcess } from "../test/support/end-with-this-process.ts";
import type { Step } from "./benchmark.ts";
import type { MeasuredServer } from "./measured-server.ts";
import type { ProcessUse } from "./process-meter.ts";

const root = join(import.meta.dirname, "..");
const FOLDERS = ["HOME", "WANDB_DIR", "WANDB_CACHE_DIR", "WANDB_DATA_DIR", "WANDB_CONFIG_DIR", "WANDB_ARTIFACT_DIR"];

/** What `client/steps.py` writes. */
type ClientEvent = { readonly begin: string } | { readonly end: string; readonly seconds: number };

/**
 * Runs a script of `client/` with the official client and measures the server around each of its steps.
 *
 * The script waits at each step's begin and end; its own clock tells the wall time. `onStep` runs between two steps.
 */
export async function runClient(
  server: MeasuredServer,
  { script, args, folder }: { readonly script: string; readonly args: readonly string[]; readonly folder: string },
  onStep: (work: string) => Promise<void> = async () => {},
): Promise<Step[]> {
  const child = spawn(await clientPython(), [join(root, "bench", "client", script), ...args], {
    env: { PATH: process.env["PATH"], ...clientEnvironment(server, folder) },
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  endWithThisProcess(child);
  const ended = once(child, "exit") as Promise<[number | null]>;
  const steps: Step[] = [];
  let end: () => ProcessUse = () => never();
  let storedBefore = 0;
  for await (const event of eventsOf(child)) {
    if ("begin" in event) {
      storedBefore = await server.storedBytes();
      end = server.begin();
    } else {
      const use = end();
      const addedBytes = (await server.storedBytes()) - storedBefore;
      steps.push({ work: `client: ${event.end}`, ...use, wallSeconds: event.seconds, addedBytes });
      await onStep(event.end);
    }
    child.stdin!.write("\n");
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`Cannot measure the official client: ${script} ended with ${code}, expected 0`);
  return steps;
}

/** The Python that has the official client: the one of the tests, made where it is missing. */
async function clientPython(): Promise<string> {
  return (
    process.env["STEMMA_TEST_PYTHON"] ??
    makePythonEnvironment(join(root, ".venv"), join(root, "test", "wandb", "requirements.txt"))
  );
}

/** Its events; other lines are the client's own talk. */
async function* eventsOf(child: ChildProcess): AsyncIterable<ClientEvent> {
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.startsWith("{")) yield JSON.parse(line) as ClientEvent;
}

function clientEnvironment({ baseUrl, apiKey }: MeasuredServer, folder: string): Record<string, string> {
  const folders = FOLDERS.map((name) => {
    const path = join(folder, name.toLowerCase());
    mkdirSync(path, { recursive: true });
    return [name, path];
  });
  return {
    ...(Object.fromEntries(folders) as Record<string, string>),
    WANDB_BASE_URL: baseUrl,
    WANDB_API_KEY: apiKey,
    WANDB_ERROR_REPORTING: "false",
    WANDB_SILENT: "true",
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

function never(): never {
  throw new Error("a step ended that had not begun");
}
