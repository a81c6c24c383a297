import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithThisProcess } from "./end-with-this-process.ts";
import { sendRequest } from "./send-request.ts";

const root = join(import.meta.dirname, "..", "..");
const START_MS = 60_000;
/** A stopping server gives requests 25 s to end. */
const STOP_MS = 40_000;
/** Each of the many servers creates its reserve (in MiB). */
const RESERVE_MIB = "1";
const POLL_INTERVAL_MS = 10;
const LOG_TAIL_LINES = 40;

/** `stemma serve` in its own process, which can be stopped, killed and restarted on the same port and folder. */
export class ServerProcess {
  /** The data folder. */
  readonly data: string;
  readonly logPath: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #limit: string;
  #baseUrl = "";
  #child: ChildProcess | undefined;

  /**
   * Creates a stopped server. The folder contains its data and log. `limit` is a shell command prefix, such as `ulimit
   * -n 300`.
   */
  constructor(folder: string, environment: Readonly<Record<string, string>> = {}, limit = "true") {
    this.data = join(folder, "data");
    this.logPath = join(folder, "server.log");
    this.#environment = environment;
    this.#limit = limit;
  }

  /** Without a trailing slash; empty before the first start. */
  get baseUrl(): string {
    return this.#baseUrl;
  }

  /** The current process, if it is running. */
  get pid(): number | undefined {
    const child = this.#child;
    return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  /** The key of the first account. */
  get apiKey(): string {
    return this.secret("api-key");
  }

  /** The token of the provisioning API. */
  get adminToken(): string {
    return this.secret("admin-token");
  }

  /** Starts the process and resolves when it responds; rejects with its output if it does not. */
  async start(): Promise<this> {
    await this.spawn();
    const deadline = Date.now() + START_MS;
    while (!(await this.isReady())) {
      if (this.#child?.exitCode === null && this.#child.signalCode === null && Date.now() < deadline) {
        await sleep(POLL_INTERVAL_MS);
        continue;
      }
      throw new Error(`The server did not start. Its log:\n${this.logTail()}`);
    }
    return this;
  }

  /** Asks the process to end and does not wait. */
  terminate(): void {
    this.#child?.kill("SIGTERM");
  }

  /** Starts the process without waiting for it. */
  async spawn(): Promise<void> {
    await mkdir(this.data, { recursive: true, mode: 0o700 });
    const log = openSync(this.logPath, "a");
    const port = this.#baseUrl === "" ? "0" : new URL(this.#baseUrl).port;
    const args = ["serve", "--host", "127.0.0.1", "--port", port, "--data", this.data];
    const command = [process.execPath, join(root, "bin", "stemma.js"), ...args];
    this.#child = spawn("sh", ["-c", `${this.#limit} && exec "$@"`, "sh", ...command], {
      cwd: root,
      env: { PATH: process.env["PATH"], STEMMA_RESERVE_MIB: RESERVE_MIB, ...this.#environment },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    endWithThisProcess(this.#child);
  }

  /** Returns whether the current process responds. */
  async isReady(): Promise<boolean> {
    const facts = this.#facts();
    // The file may belong to an earlier process: only the one of this process counts.
    if (facts === undefined || facts.pid !== this.#child?.pid) return false;
    this.#baseUrl = facts.baseUrl;
    return sendRequest(`${facts.baseUrl}/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** Kills the process with all its threads; rejects if it had ended before. */
  async kill(): Promise<void> {
    const code = await this.#end("SIGKILL");
    if (code !== undefined && code !== "SIGKILL")
      throw new Error(`The server had ended with ${code} by itself. Its log:\n${this.logTail()}`);
  }

  /** Asks the process to end and expects exit code 0. */
  async stop(): Promise<void> {
    const code = await this.#end("SIGTERM");
    if (code !== undefined && code !== 0)
      throw new Error(`The server ended with ${code}, expected 0. Its log:\n${this.logTail()}`);
  }

  /** Returns the last lines of its log. */
  logTail(): string {
    return readFileSync(this.logPath, "utf8").split("\n").slice(-LOG_TAIL_LINES).join("\n");
  }

  /** Returns how the process ended; undefined if none was running. */
  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<number | string | undefined> {
    const child = this.#child;
    if (child === undefined) return undefined;
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode!;
    const ended = once(child, "exit") as Promise<[number | null, string | null]>;
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    const [code, by] = await ended;
    clearTimeout(late);
    return code ?? by!;
  }

  #facts(): { pid: number; baseUrl: string } | undefined {
    try {
      return JSON.parse(readFileSync(join(this.data, "server.json"), "utf8")) as { pid: number; baseUrl: string };
    } catch {
      return undefined;
    }
  }

  /** Returns a secret from the data folder. */
  secret(name: "api-key" | "admin-token" | "signing-key"): string {
    return readFileSync(join(this.data, name), "utf8").trim();
  }
}
