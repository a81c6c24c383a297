import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, globSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testPython } from "../../scripts/python-environment.ts";
import { clientEnvironment } from "./client-environment.ts";
import { endWithThisProcess } from "./end-with-this-process.ts";

const root = join(import.meta.dirname, "..", "..");
const LOG_TAIL_LINES = 40;
/** Warnings and errors of the client's own log that explain why it gave up. */
const CORE_LOG_LINES = 15;

/** The server of a client. */
export interface ClientServer {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** A script, run from the root of the repository, and its additional environment. */
export interface ClientScript {
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A Python with the official client; by default the one of the tests. */
  readonly python?: string;
}

/** A Python script with the official client, in its own process. */
export class ClientProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | string>;
  readonly #folder: string;
  readonly #logPath: string;

  /** Starts the script; the client writes its files and log to the folder. */
  constructor(
    server: ClientServer,
    folder: string,
    { script, args, environment, python = testPython() }: ClientScript,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#logPath = join(folder, "client.log");
    const log = openSync(this.#logPath, "a");
    this.#child = spawn(python, [join(root, script), ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...clientEnvironment(server, folder), ...environment },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    endWithThisProcess(this.#child);
    this.#ended = once(this.#child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  }

  /** Whether the process is running. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves with the exit code. Kills the process after the timeout, which the code shows. */
  async end(withinMs: number): Promise<number | string> {
    const late = setTimeout(() => this.#child.kill("SIGKILL"), withinMs);
    const code = await this.#ended;
    clearTimeout(late);
    return code;
  }

  /** Kills the process. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** The last lines it printed, and the last warnings and errors in the log of its service. */
  logTail(): string {
    const printed = readFileSync(this.#logPath, "utf8").split("\n").slice(-LOG_TAIL_LINES);
    const logged = globSync("**/debug-internal.log", { cwd: this.#folder })
      .flatMap((path) => readFileSync(join(this.#folder, path), "utf8").split("\n"))
      .filter((line) => /"level":"(WARN|ERROR)/.test(line))
      .sort();
    // The folder of the latest run is also there as a link.
    return [...printed, ...[...new Set(logged)].slice(-CORE_LOG_LINES)].join("\n");
  }
}
