import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { sendRequest } from "../test/support/send-request.ts";
import { ServerProcess } from "../test/support/server-process.ts";
import type { Step } from "./benchmark.ts";
import { measureProcess, type ProcessUse, rssBytes } from "./process-meter.ts";

const STEMMA = join(import.meta.dirname, "..", "bin", "stemma.js");
const run = promisify(execFile);

/** A server of its own for one benchmark, on an empty data folder, and what it uses. */
export class MeasuredServer {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly #process: ServerProcess;

  private constructor(server: ServerProcess) {
    this.#process = server;
    this.baseUrl = server.baseUrl;
    this.apiKey = server.apiKey;
  }

  /** Starts `stemma serve` on a free port, its data below the folder. */
  static async start(folder: string, environment: Readonly<Record<string, string>> = {}): Promise<MeasuredServer> {
    const place = join(folder, "server");
    await mkdir(place, { recursive: true });
    return new MeasuredServer(await new ServerProcess(place, environment).start());
  }

  /** Runs it, stops the server whatever comes, and gives what it gives. */
  static async use<T>(
    folder: string,
    work: (server: MeasuredServer) => Promise<T>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const server = await MeasuredServer.start(folder, environment);
    try {
      return await work(server);
    } finally {
      await server.#process.stop();
    }
  }

  /** Begins to measure; the returned function ends it. */
  begin(): () => ProcessUse {
    return measureProcess(this.#process.pid!);
  }

  /** Does a piece of work and tells what it took. */
  async step(work: string, run: () => Promise<void>, facts: Partial<Step> = {}): Promise<Step> {
    const end = this.begin();
    await run();
    return { work, ...end(), ...facts };
  }

  /** Stops it, and starts it again on the same folder; tells how long it takes until it is ready. */
  async restart(work: string): Promise<Step> {
    await this.#process.stop();
    const startedAt = process.hrtime.bigint();
    await this.#process.start();
    return { work, wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9 };
  }

  /** The longest time since the last question for which its main thread served nobody (in seconds). */
  async longestHoldSeconds(): Promise<number> {
    const headers = { Authorization: `Bearer ${this.#process.adminToken}` };
    const { body } = await sendRequest(`${this.baseUrl}/metrics`, { headers });
    const [, seconds] = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(body.toString())!;
    return Number(seconds);
  }

  /** The resident memory now (in bytes). */
  rssBytes(): number {
    return rssBytes(this.#process.pid!);
  }

  /**
   * What the data folder holds once the collector was there: packs, and the pages of the database that are in use. What a
   * draft needed for its time alone is gone then, and its pages are used again (in bytes).
   */
  async storedBytes(): Promise<number> {
    const { data } = this.#process;
    await run(process.execPath, [STEMMA, "admin", "collect", "--data", data]);
    const packs = join(data, "packs");
    const sizes = readdirSync(packs).map((name) => statSync(join(packs, name)).size);
    return sizes.reduce((total, size) => total + size, usedBytes(join(data, "stemma.sqlite")));
  }
}

function usedBytes(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const read = (pragma: string): number => Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get()!)[0]);
  try {
    return (read("page_count") - read("freelist_count")) * read("page_size");
  } finally {
    database.close();
  }
}
