/**
 * The error codes. They are stable, because scripts of callers match on them; `wire/error-table.ts` gives each its HTTP
 * status and help text.
 */
export type ErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "already_exists"
  | "deleted"
  | "protected"
  | "digest_mismatch"
  | "size_mismatch"
  | "missing_bytes"
  | "not_committed"
  | "too_large"
  | "over_budget"
  | "quota_exceeded"
  | "too_many_requests"
  | "misdirected"
  | "link_expired"
  | "not_offered"
  | "unavailable"
  | "storage_full"
  | "damaged"
  | "internal";

/** Additional fields of an error. */
export interface ErrorOptions {
  /** Details for programs (never secrets): names, limits, lists of missing items. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error of Stemma, for people (message) and programs (code, details).
 *
 * Format: `Cannot <action> "<value>": <reason>; <next step>`, no full stop.
 */
export class StemmaError extends Error {
  override readonly name = "StemmaError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Returns whether a caught value is a StemmaError with one of the codes (any code if none is given). */
export function isStemmaError(error: unknown, ...codes: ErrorCode[]): error is StemmaError {
  return error instanceof StemmaError && (codes.length === 0 || codes.includes(error.code));
}
