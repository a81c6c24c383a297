import { constants } from "node:fs";
import { access, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readiness, ServerState } from "../api/server-state.ts";
import { isStemmaError, StemmaError } from "../model/index.ts";
import { diskFault } from "../stores/blobs/driver/disk-faults.ts";
import type { ReserveFile } from "./folder/reserve-file.ts";

/** How often the disk is looked at: two system calls. */
const CHECK_INTERVAL_MS = 1000;
/** How often a write is tried though nothing went wrong: a disk that broke while nobody wrote is known then. */
const TRIAL_EVERY_MS = 30_000;
/**
 * A client that is told when to come again comes twenty times. Told after half of the time the outage has taken so far, it
 * is back soon after a short one and bears one of ten minutes (in seconds).
 */
const RETRY_PART = 1 / 2;
const MIN_RETRY_SECONDS = 5;
const MAX_RETRY_SECONDS = 60;
/** A trial that takes longer has failed: the database or the disk does not answer. */
const TRIAL_PATIENCE_MS = 10_000;

/** What the server has to look at. */
export interface HealthParts {
  /** The data folder. */
  readonly folder: string;
  readonly reserve: ReserveFile;
  /** Writes to the database as a transaction does, and changes nothing. */
  readonly tryDatabase: () => Promise<void>;
  /** What was found at the start and does not keep the server from serving. */
  readonly warnings: readonly string[];
  /** Hears when the server stops or begins to take new bytes. */
  readonly onChange: (problem: StemmaError | undefined) => void;
}

/**
 * Knows whether the server can write. Once a second it looks at the disk. Now and then, and once a second after a request
 * has failed for want of disk or database, it tries to write itself. So an outage is told at the door, and ends by itself.
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
    // Each caller gets an error of its own: what happens to one must not change another's.
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

  /** From now on the server is not ready, whatever else is true. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Hears what went wrong; a fault of disk or database is looked into at once. */
  heard(error: unknown): void {
    if (!isStemmaError(error, "storage_full", "unavailable") || this.#isSuspect) return;
    this.#isSuspect = true;
    void this.look();
  }

  /** Looks at the disk and, where something went wrong, tries to write; resolves when what was found counts. */
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
      // Says EROFS where the file system turned read-only, and writes nothing.
      await access(folder, constants.W_OK);
      this.#fault = isStemmaError(tried, "storage_full") ? undefined : tried;
    } catch (error) {
      this.#fault = asFault(error);
    }
    this.#isSuspect = tried !== undefined || this.#fault !== undefined;
    this.#tell();
  }

  /** What keeps the server from writing; undefined when nothing does. */
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

/** In our words, for everybody: the paths of the system are for the log. */
function asFault(error: unknown): StemmaError {
  const fault = diskFault(error, "write to the data folder");
  return isStemmaError(fault)
    ? fault
    : new StemmaError("unavailable", "Cannot write: internal server error", { cause: error });
}
