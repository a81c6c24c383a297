import { constants } from "node:fs";
import { access, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { deadline } from "../async/deadline.ts";
import type { Readiness, ServerState } from "../api/server-state.ts";
import { isStemmaError, StemmaError } from "../model/index.ts";
import { diskFault } from "../stores/blobs/driver/disk-faults.ts";
import type { ReserveFile } from "./folder/reserve-file.ts";

/** The interval of disk checks: two system calls each. */
const CHECK_INTERVAL_MS = 1000;
/** The interval of write probes without a fault, so that a broken disk is found even when nothing else writes. */
const PROBE_INTERVAL_MS = 30_000;
/**
 * The share of the outage so far after which clients should retry. The client retries twenty times: this way it returns
 * soon after a short outage and survives one of ten minutes.
 */
const RETRY_SHARE = 1 / 2;
const MIN_RETRY_SECONDS = 5;
const MAX_RETRY_SECONDS = 60;
/** A probe that takes longer has failed: the database or the disk does not respond. */
const PROBE_TIMEOUT_MS = 10_000;

/** The dependencies of the health check. */
export interface HealthParts {
  /** The data folder. */
  readonly folder: string;
  readonly reserve: ReserveFile;
  /** Writes to the database in a transaction without changing it. */
  readonly probeDatabase: () => Promise<void>;
  /** Problems found at the start that do not prevent serving. */
  readonly warnings: readonly string[];
  /** Called when the server stops or resumes accepting uploads. */
  readonly onChange: (problem: StemmaError | undefined) => void;
}

/**
 * Monitors whether the server can write. Checks the disk once a second. Probes with a real write every 30 s and after
 * failures, so that outages are reported before uploads start and clear without a restart.
 */
export class Health implements ServerState {
  readonly #parts: HealthParts;
  readonly #timer: NodeJS.Timeout;
  #fault: StemmaError | undefined;
  #isSuspect = false;
  #isStopping = false;
  #lastProbeMs = performance.now();
  #checking: Promise<void> | undefined;
  #probing: Promise<void> | undefined;
  #reportedCode: string | undefined;
  #outageSinceMs: number | undefined;

  constructor(parts: HealthParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.check(), CHECK_INTERVAL_MS).unref();
  }

  requireWritable(): void {
    const problem = this.#problem;
    // Each caller gets its own error object, which it may change.
    if (problem !== undefined) throw new StemmaError(problem.code, problem.message);
  }

  readiness(): Readiness {
    const problems = [this.#fault, this.#parts.reserve.shortage].filter((problem) => problem !== undefined);
    const reasons = problems.map(({ code, message }) => ({ code, message }));
    if (this.#isStopping)
      reasons.unshift({ code: "unavailable", message: "Cannot accept requests: the server is stopping" });
    return { isReady: reasons.length === 0, reasons, warnings: this.#parts.warnings };
  }

  get outageRetrySeconds(): number | undefined {
    if (this.#outageSinceMs === undefined) return undefined;
    const seconds = ((performance.now() - this.#outageSinceMs) / 1000) * RETRY_SHARE;
    return Math.ceil(Math.min(MAX_RETRY_SECONDS, Math.max(MIN_RETRY_SECONDS, seconds)));
  }

  /** Makes the server unready for good. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Records an error; checks at once after a fault of disk or database. */
  reportFault(error: unknown): void {
    if (!isStemmaError(error, "storage_full", "unavailable") || this.#isSuspect) return;
    this.#isSuspect = true;
    void this.check();
  }

  /** Checks the disk, and probes with a write after a fault or when due; resolves when the result is effective. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#checking;
  }

  get #problem(): StemmaError | undefined {
    return this.#fault ?? this.#parts.reserve.shortage;
  }

  async #check(): Promise<void> {
    const { folder, reserve } = this.#parts;
    const isDue = performance.now() - this.#lastProbeMs >= PROBE_INTERVAL_MS;
    const probed = this.#isSuspect || isDue ? await this.#probe() : undefined;
    try {
      await reserve.check({ isFull: isStemmaError(probed, "storage_full") });
      // Fails with EROFS if the file system turned read-only; writes nothing.
      await access(folder, constants.W_OK);
      this.#fault = isStemmaError(probed, "storage_full") ? undefined : probed;
    } catch (error) {
      this.#fault = asFault(error);
    }
    this.#isSuspect = probed !== undefined || this.#fault !== undefined;
    this.#report();
  }

  /**
   * Probes with a write.
   *
   * @returns the fault, or undefined
   */
  async #probe(): Promise<StemmaError | undefined> {
    this.#lastProbeMs = performance.now();
    this.#probing ??= this.#writeProbeFile().finally(() => (this.#probing = undefined));
    try {
      await deadline(this.#probing, PROBE_TIMEOUT_MS, () => {
        throw new StemmaError("unavailable", "Cannot write: the disk or the database is not responding");
      });
      return undefined;
    } catch (error) {
      return asFault(error);
    }
  }

  async #writeProbeFile(): Promise<void> {
    const path = join(this.#parts.folder, "trial");
    const file = await open(path, "w", 0o600);
    try {
      await file.writeFile("a test write that checks whether the disk is writable\n");
      await file.sync();
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
    await this.#parts.probeDatabase();
  }

  #report(): void {
    const problem = this.#problem;
    if (problem?.code === this.#reportedCode) return;
    this.#reportedCode = problem?.code;
    this.#outageSinceMs = problem === undefined ? undefined : (this.#outageSinceMs ?? performance.now());
    this.#parts.onChange(problem);
  }
}

/** Translates an error for clients, without paths of the system. */
function asFault(error: unknown): StemmaError {
  const fault = diskFault(error, "write to the data folder");
  return isStemmaError(fault)
    ? fault
    : new StemmaError("unavailable", "Cannot write: internal server error", { cause: error });
}
