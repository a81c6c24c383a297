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

/** The server of one benchmark, on an empty data folder, with its resource usage. */
export class MeasuredServer {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly #process: ServerProcess;

  private constructor(server: ServerProcess) {
    this.#process = server;
    this.baseUrl = server.baseUrl;
    this.apiKey = server.apiKey;
  }

  /** Starts `stemma serve` on a free port with its data below the folder. */
  static async start(folder: string, environment: Readonly<Record<string, string>> = {}): Promise<MeasuredServer> {
    const place = join(folder, "server");
    await mkdir(place, { recursive: true });
    return new MeasuredServer(await new ServerProcess(place, environment).start());
  }

  /** Starts a server, calls `use`, and always stops the server. */
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

  /**
   * Starts a measurement.
   *
   * @returns a function that ends it
   */
  begin(): () => ProcessUse {
    return measureProcess(this.#process.pid!);
  }

  /** Runs and measures a step. */
  async step(work: string, run: () => Promise<void>, facts: Partial<Step> = {}): Promise<Step> {
    const end = this.begin();
    await run();
    return { work, ...end(), ...facts };
  }

  /** Restarts the server on the same folder and measures the time until it is ready. */
  async restart(work: string): Promise<Step> {
    await this.#process.stop();
    const startedAt = process.hrtime.bigint();
    await this.#process.start();
    return { work, wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9 };
  }

  /** Returns the longest time since the last call during which the main thread was blocked (in seconds). */
  async longestBlockedSeconds(): Promise<number> {
    const headers = { Authorization: `Bearer ${this.#process.adminToken}` };
    const { body } = await sendRequest(`${this.baseUrl}/metrics`, { headers });
    const [, seconds] = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(body.toString())!;
    return Number(seconds);
  }

  /** Returns the resident memory (in bytes). */
  rssBytes(): number {
    return rssBytes(this.#process.pid!);
  }

  /**
   * Returns the size of the data folder after a garbage collection round: packs, and the used pages of the database (in
   * bytes).
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
