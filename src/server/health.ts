import { constants } from "node:fs";
import { access, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readiness, ServerState } from "../api/server-state.ts";
import { isStemmaError, StemmaError } from "../model/index.ts";
import { diskFault } from "../stores/blobs/driver/disk-faults.ts";
import type { ReserveFile } from "./folder/reserve-file.ts";

/** The interval of disk checks: two system calls each. */
const CHECK_INTERVAL_MS = 1000;
/** The interval of write probes without a fault, so that a broken disk is found even when nothing else writes. */
const TRIAL_EVERY_MS = 30_000;
/**
 * The share of the outage so far after which clients should retry. The client retries twenty times: this way it returns
 * soon after a short outage and survives one of ten minutes.
 */
const RETRY_PART = 1 / 2;
const MIN_RETRY_SECONDS = 5;
const MAX_RETRY_SECONDS = 60;
/** A probe that takes longer has failed: the database or the disk does not respond. */
const TRIAL_PATIENCE_MS = 10_000;

/** The dependencies of the health check. */
export interface HealthParts {
  /** The data folder. */
  readonly folder: string;
  readonly reserve: ReserveFile;
  /** Writes to the database in a transaction without changing it. */
  readonly tryDatabase: () => Promise<void>;
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
  #lastTrialMs = performance.now();
  #looking: Promise<void> | undefined;
  #trial: Promise<void> | undefined;
  #told: string | undefined;
  #outageSinceMs: number | undefined;

  constructor(parts: HealthParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.look(), CHECK_INTERVAL_MS).unref();
  }

  requireWritable(): void {
    const problem = this.#problem;
    // Each caller gets its own error object, which it may change.
    if (problem !== undefined) throw new StemmaError(problem.code, problem.message);
  }

  readiness(): Readiness {
    const problems = [this.#fault, this.#parts.reserve.lack].filter((problem) => problem !== undefined);
    const reasons = problems.map(({ code, message }) => ({ code, message }));
    if (this.#isStopping)
      reasons.unshift({ code: "unavailable", message: "Cannot accept requests: the server is stopping" });
    return { isReady: reasons.length === 0, reasons, warnings: this.#parts.warnings };
  }

  get outageRetrySeconds(): number | undefined {
    if (this.#outageSinceMs === undefined) return undefined;
    const seconds = ((performance.now() - this.#outageSinceMs) / 1000) * RETRY_PART;
    return Math.ceil(Math.min(MAX_RETRY_SECONDS, Math.max(MIN_RETRY_SECONDS, seconds)));
  }

  /** Makes the server unready for good. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Records an error; checks at once after a fault of disk or database. */
  heard(error: unknown): void {
    if (!isStemmaError(error, "storage_full", "unavailable") || this.#isSuspect) return;
    this.#isSuspect = true;
    void this.look();
  }

  /** Checks the disk, and probes with a write after a fault or when due; resolves when the result is effective. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  get #problem(): StemmaError | undefined {
    return this.#fault ?? this.#parts.reserve.lack;
  }

  async #look(): Promise<void> {
    const { folder, reserve } = this.#parts;
    const isDue = performance.now() - this.#lastTrialMs >= TRIAL_EVERY_MS;
    const tried = this.#isSuspect || isDue ? await this.#try() : undefined;
    try {
      await reserve.look({ isFull: isStemmaError(tried, "storage_full") });
      // Fails with EROFS if the file system turned read-only; writes nothing.
      await access(folder, constants.W_OK);
      this.#fault = isStemmaError(tried, "storage_full") ? undefined : tried;
    } catch (error) {
      this.#fault = asFault(error);
    }
    this.#isSuspect = tried !== undefined || this.#fault !== undefined;
    this.#tell();
  }

  /**
   * Probes with a write.
   *
   * @returns the fault, or undefined
   */
  async #try(): Promise<StemmaError | undefined> {
    this.#lastTrialMs = performance.now();
    this.#trial ??= this.#writeTrial().finally(() => (this.#trial = undefined));
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new StemmaError("unavailable", "Cannot write: the disk or the database is not responding"));
    }, TRIAL_PATIENCE_MS);
    try {
      await Promise.race([this.#trial, late.promise]);
      return undefined;
    } catch (error) {
      return asFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #writeTrial(): Promise<void> {
    const path = join(this.#parts.folder, "trial");
    const file = await open(path, "w", 0o600);
    try {
      await file.writeFile("a test write that checks whether the disk is writable\n");
      await file.sync();
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
    await this.#parts.tryDatabase();
  }

  #tell(): void {
    const problem = this.#problem;
    if (problem?.code === this.#told) return;
    this.#told = problem?.code;
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
