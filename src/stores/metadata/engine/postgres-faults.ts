import { StemmaError } from "../../../model/index.ts";

const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";
/** A text with U+0000, as a parameter or escaped in JSON. */
const UNSTORABLE_TEXT: ReadonlySet<string> = new Set(["22021", "22P05"]);
/** PostgreSQL aborted the transaction because of another: serialization failure, deadlock. */
const ABORTED_CODES: ReadonlySet<string> = new Set(["40001", "40P01"]);
const DISK_FULL = "53100";
/**
 * Temporary: connection, resources, operator intervention, lock not available, no such database, read-only (a standby,
 * promoted or not).
 */
const TRANSIENT = /^(08|53|57|55P03|3D000|25006)/;
/** Messages of the driver for a connection that ended or was never established; these errors have no code. */
const CONNECTION_LOST = /^(Connection terminated|Client (has encountered|was closed)|timeout e|Postgres connection)/;
/** The subset for established connections that ended: a new one may be available at once. */
const CONNECTION_ENDED = /^(Connection terminated( unexpectedly)?$|Client (has encountered|was closed))/;
const ENDED_CODE = /^(57P0[123]|ECONNRESET|EPIPE)$/;
/** The system's codes for network failures and for a process without free file descriptors. */
const NETWORK_CODE = /^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_|MFILE|NFILE)/;

/** Translates an error of PostgreSQL or its connection; returns other errors unchanged. */
export function translatePostgres(cause: unknown): unknown {
  if (cause instanceof StemmaError) return cause;
  const state = sqlState(cause);
  if (state === UNIQUE_VIOLATION)
    return new StemmaError("conflict", "Cannot insert the row: the key already exists", { cause });
  if (state === FOREIGN_KEY_VIOLATION)
    return new StemmaError("protected", "Cannot change the row: rows refer to it, or it refers to a missing row", {
      cause,
    });
  if (state !== undefined && UNSTORABLE_TEXT.has(state)) {
    return new StemmaError("invalid_input", "Cannot store the text: it contains the character U+0000", {
      cause,
    });
  }
  if (state === DISK_FULL)
    return new StemmaError("storage_full", "Cannot write the metadata: the disk of PostgreSQL is full", { cause });
  if (state !== undefined && (TRANSIENT.test(state) || ABORTED_CODES.has(state)))
    return new StemmaError("unavailable", "Cannot reach the metadata: PostgreSQL refuses the connection or is busy", {
      cause,
    });
  if (isConnectionLost(cause))
    return new StemmaError("unavailable", "Cannot reach the metadata: PostgreSQL is not responding", { cause });
  return cause;
}

/** Returns whether PostgreSQL itself aborted a transaction, which therefore had no effect. */
export function isAborted(error: unknown): boolean {
  return error instanceof StemmaError && ABORTED_CODES.has(sqlState(error.cause) ?? "");
}

/**
 * Returns whether a transaction that failed with a translated error had no effect and may succeed when repeated:
 * PostgreSQL aborted it, or its connection ended before the commit.
 */
export function isRetryable(error: unknown): boolean {
  if (isAborted(error)) return true;
  if (!(error instanceof StemmaError) || error.details["isInDoubt"] === true) return false;
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  return code === undefined ? CONNECTION_ENDED.test(message ?? "") : ENDED_CODE.test(code);
}

function isConnectionLost(cause: unknown): boolean {
  const { code } = cause as { code?: string };
  if (code !== undefined) return NETWORK_CODE.test(code);
  return cause instanceof Error && CONNECTION_LOST.test(cause.message);
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
