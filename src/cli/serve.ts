import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { readConfig, type ServeOptions } from "../server/config.ts";
import { createLog } from "../server/log.ts";
import { type RunningServer, startServer } from "../server/start-server.ts";

/** A terminal can send several signals for one key press within this time. */
const ONE_PRESS_MS = 500;

/** Work beside a running server. The server keeps running when it is done, and stops with exit code 1 when it fails. */
export type ServerTask = (server: RunningServer, signal: AbortSignal) => Promise<void>;

/** Starts the registry and serves until it is asked to stop. Returns the exit code. */
export async function serve(options: ServeOptions, task?: ServerTask): Promise<number> {
  const config = readConfig(options, process.env);
  const stop = Promise.withResolvers<number>();
  const log = createLog(config.logLevel, (line) => console.error(line));
  const server = await startServer(config, log, () => stop.resolve(1));
  let firstAskedAtMs: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stop.resolve(0);
      firstAskedAtMs ??= performance.now();
      // A second signal stops the server immediately. A terminal sends one key press to all processes of its group.
      if (performance.now() - firstAskedAtMs > ONE_PRESS_MS) void server.close();
    });
  }
  // V8 would let its young generation grow to 128 MiB under load without a benefit, because our large objects are buffers
  // outside the heap. From now on it keeps the size it has after the start.
  setFlagsFromString("--semi-space-growth-factor=1");
  printStart(server);
  if (task !== undefined) await runTask(task, server, stop);
  const code = await stop.promise;
  await server.close();
  // A thread that does not end in time must not keep the process alive.
  process.exit(code);
}

async function runTask(task: ServerTask, server: RunningServer, stop: PromiseWithResolvers<number>): Promise<void> {
  const ending = new AbortController();
  void stop.promise.then(() => ending.abort());
  try {
    await task(server, ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return;
    console.error((error as Error).message);
    stop.resolve(1);
  }
}

/** Prints how to connect. The key itself is printed only on a terminal, where it does not end up in a log. */
function printStart(server: RunningServer): void {
  const keyFile = join(server.dataFolder, "api-key");
  const key = server.newKey !== undefined && process.stdout.isTTY ? server.newKey : `$(cat ${quoted(keyFile)})`;
  console.log(`Stemma is running at ${server.baseUrl} with the data folder ${server.dataFolder}

  export WANDB_BASE_URL=${server.baseUrl}
  export WANDB_API_KEY=${key}

${server.newKey === undefined ? "" : `The API key of the first account is in ${keyFile}\n`}Press Ctrl-C to stop.`);
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
