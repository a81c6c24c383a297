import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledgement } from "./check-invariants.ts";
import { ClientProcess, type ClientServer } from "./client-process.ts";

const SCRIPT = "test/e2e/faults/kill_client.py";
const BEGIN_MS = 90_000;
/** The client retries a request for about ten minutes; a longer one has failed. */
const END_MS = 180_000;
const POLL_INTERVAL_MS = 50;

/** A line of the script's journal. */
export interface LoggedVersion extends Acknowledgement {
  readonly lane: string;
  readonly number: number;
}

/** The target and content of the logged versions. */
export interface LoggingOptions {
  readonly folder: string;
  readonly project: string;
  readonly seed: number;
  /** Settings of the client, beside its server. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The official client, which logs one version after the other until it is told to finish. */
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

  /** Returns the acknowledged versions. */
  journal(): LoggedVersion[] {
    if (!existsSync(this.#journal)) return [];
    const lines = readFileSync(this.#journal, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as LoggedVersion);
  }

  /** Restarts the script if it gave up. */
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

  /** Kills the client if it is still running. */
  [Symbol.dispose](): void {
    this.#process.kill();
  }

  /**
   * Lets the client finish, with a restart if needed.
   *
   * @returns a sentence if it does not
   */
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
