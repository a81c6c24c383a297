import { type ErrorCode, StemmaError } from "../model/index.ts";

/** How an error code leaves the server. */
interface ErrorRow {
  readonly status: number;
  /**
   * Seconds after which trying again makes sense. The official client waits just as long, and no longer each time as it
   * does without: it gives up after twenty times this. What lasts is told by the state of the server.
   */
  readonly retryAfterSeconds?: number;
}

/**
 * Code -> HTTP status. The statuses decide whether the official client tries again.
 *
 * **Source** wire page 1: not retried are 400 401 403 404 409 410 413 422 501; retried are 429 and 5xx
 */
export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  invalid_input: { status: 400 },
  unauthenticated: { status: 401 },
  forbidden: { status: 403 },
  not_found: { status: 404 },
  conflict: { status: 409 },
  already_exists: { status: 409 },
  deleted: { status: 410 },
  protected: { status: 409 },
  digest_mismatch: { status: 400 },
  size_mismatch: { status: 400 },
  missing_bytes: { status: 400 },
  not_committed: { status: 400 },
  too_large: { status: 413 },
  over_budget: { status: 400 },
  quota_exceeded: { status: 413 },
  too_many_requests: { status: 429, retryAfterSeconds: 5 },
  misdirected: { status: 421 },
  link_expired: { status: 403 },
  not_offered: { status: 400 },
  unavailable: { status: 503, retryAfterSeconds: 2 },
  storage_full: { status: 507, retryAfterSeconds: 10 },
  damaged: { status: 500 },
  internal: { status: 500 },
};

/** What a caller may know of an error. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Puts any caught value into public words; what is not a StemmaError becomes `internal` with the request's id alone.
 *
 * `outageRetrySeconds` is what the state of the server says, for errors that come of it.
 */
export function publicError(error: unknown, requestId: string, outageRetrySeconds?: number): PublicError {
  const known = error instanceof StemmaError && error.code !== "internal";
  const code = known ? error.code : "internal";
  const { status, retryAfterSeconds: usual } = errorTable[code];
  const isOutage = code === "unavailable" || code === "storage_full";
  const retryAfterSeconds = isOutage && outageRetrySeconds !== undefined ? outageRetrySeconds : usual;
  return {
    code,
    message: known
      ? error.message
      : `Cannot answer the request: the server has a fault, its log has it under ${requestId}`,
    details: known ? publicDetails(error) : {},
    status,
    headers: retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) },
  };
}

/** The cause and where bytes lie are for the log. */
function publicDetails({ code, details }: StemmaError): Readonly<Record<string, unknown>> {
  return code === "damaged" || code === "unavailable" || code === "storage_full" ? {} : details;
}
