import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledgement } from "./check-invariants.ts";
import { ClientProcess, type ClientServer } from "./client-process.ts";

const SCRIPT = "test/e2e/faults/kill_client.py";
const BEGIN_MS = 90_000;
/** One request of the client is tried for some ten minutes; what takes longer than this hangs. */
const END_MS = 180_000;
const POLL_INTERVAL_MS = 50;

/** A line of the script's journal. */
export interface LoggedVersion extends Acknowledgement {
  readonly lane: string;
  readonly number: number;
}

/** Where and as what the client logs. */
export interface LoggingOptions {
  readonly folder: string;
  readonly project: string;
  readonly seed: number;
  /** Settings of the client, beside where its server is. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The official client, logging one version after the other until it is told to finish. */
export class LoggingClient {
  /** The log of each process that gave up, after which the script was started again. */
  readonly gaveUp: string[] = [];
  readonly #run: () => ClientProcess;
  readonly #journal: string;
  readonly #stop: string;
  #process: ClientProcess;

  constructor(server: ClientServer, options: LoggingOptions) {
    const { folder, project, seed, environment } = options;
    this.#journal = join(folder, "journal.jsonl");
    this.#stop = join(folder, "stop");
    const args = ["--seed", String(seed), "--project", project, "--journal", this.#journal, "--stop", this.#stop];
    this.#run = () => new ClientProcess(server, folder, { script: SCRIPT, args, environment });
    this.#process = this.#run();
  }

  /** What was acknowledged so far. */
  journal(): LoggedVersion[] {
    if (!existsSync(this.#journal)) return [];
    const lines = readFileSync(this.#journal, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as LoggedVersion);
  }

  /** Starts the script once more when it has given up. */
  runAgain(): void {
    if (this.#process.isRunning) return;
    this.gaveUp.push(this.#process.logTail());
    this.#process = this.#run();
  }

  /** Waits until so many versions are acknowledged. */
  async untilLogged(versions: number): Promise<void> {
    const deadline = Date.now() + BEGIN_MS;
    while (this.journal().length < versions) {
      if (Date.now() > deadline)
        throw new Error(`The client logged nothing within ${BEGIN_MS} ms:\n${this.#process.logTail()}`);
      await sleep(POLL_INTERVAL_MS);
    }
  }

  /** Ends the client at once, where it still runs. */
  [Symbol.dispose](): void {
    this.#process.kill();
  }

  /** Lets the client finish, by itself or started once more; gives a sentence where it does not. */
  async finish(): Promise<string[]> {
    const logged = this.journal().length;
    if (this.#process.isRunning) await this.untilLogged(logged + 1);
    writeFileSync(this.#stop, "");
    if ((await this.#process.end(END_MS)) === 0) return [];
    const firstWords = this.#process.logTail();
    this.runAgain();
    const code = await this.#process.end(END_MS);
    if (code === 0) return [];
    return [
      `The client ended with ${code} when it was run again; first it said:\n${firstWords}\nthen ${this.#process.logTail()}`,
    ];
  }
}
