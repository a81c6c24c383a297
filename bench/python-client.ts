import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeTestEnvironment } from "../scripts/python-environment.ts";
import { clientEnvironment } from "../test/support/client-environment.ts";
import { endWithThisProcess } from "../test/support/end-with-this-process.ts";
import type { Step } from "./benchmark.ts";
import type { MeasuredServer } from "./measured-server.ts";
import type { ProcessUse } from "./process-meter.ts";

const root = join(import.meta.dirname, "..");

/** An event written by `client/steps.py`. */
type ClientEvent = { readonly begin: string } | { readonly end: string; readonly seconds: number };

/**
 * Runs a script of `client/` with the official client and measures the server during each step.
 *
 * The script waits at the begin and end of each step and measures the duration itself. Calls `onStep` between two
 * steps.
 */
export async function runClient(
  server: MeasuredServer,
  { script, args, folder }: { readonly script: string; readonly args: readonly string[]; readonly folder: string },
  onStep: (work: string) => Promise<void> = async () => {},
): Promise<Step[]> {
  const child = spawn(await makeTestEnvironment(), [join(root, "bench", "client", script), ...args], {
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

/** Yields the events; other lines are output of the client. */
async function* eventsOf(child: ChildProcess): AsyncIterable<ClientEvent> {
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.startsWith("{")) yield JSON.parse(line) as ClientEvent;
}

function never(): never {
  throw new Error("a step ended that had not begun");
}
