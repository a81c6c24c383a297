/**
 * What can go wrong. A code is a promise to callers, whose scripts match on it; `wire/error-table.ts` gives each its HTTP
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

/** What an error carries beside its message. */
export interface ErrorOptions {
  /** Facts for programs (never secrets): names, limits, lists of what is missing. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Everything Stemma refuses or fails at, for people (message) and programs (code, details).
 *
 * Format: `Cannot <action> "<value>": <what is>, expected <what is wanted>`, no final stop, then the next step.
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

/** Tells whether a caught value is a StemmaError of one of the codes (of any code when none is named). */
export function isStemmaError(error: unknown, ...codes: ErrorCode[]): error is StemmaError {
  return error instanceof StemmaError && (codes.length === 0 || codes.includes(error.code));
}
