import { type ErrorCode, StemmaError } from "../model/index.ts";
import { errorTable } from "../wire/error-table.ts";
import type { ApiParts } from "./api-parts.ts";

/** What a caller may learn of an error. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to a request that failed. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Whose message names the cause of an outage, which sets the retry delay. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set(["unavailable", "storage_full"]);
const FIRST_SERVER_ERROR = 500;

/**
 * Turns any caught value into what the caller may learn; anything but a `StemmaError` becomes `internal`, and its
 * message only has the id of the request.
 *
 * @param outageRetrySeconds the retry delay for errors of an outage, while there is one
 */
export function publicError(error: unknown, requestId: string, outageRetrySeconds?: number): PublicError {
  const known = error instanceof StemmaError && error.code !== "internal" ? error : undefined;
  const code = known?.code ?? "internal";
  const { status, retryAfterSeconds: usual } = errorTable[code];
  const retryAfterSeconds = OUTAGES.has(code) ? (outageRetrySeconds ?? usual) : usual;
  return {
    code,
    message:
      known?.message ??
      `Cannot answer the request: internal server error; the server log has the cause under ${requestId}`,
    status,
    headers: retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) },
  };
}

/**
 * The answer to a request that failed, the same for every route; faults of the server are logged. Errors of `/graphql`
 * have the shape of GraphQL, all others `{error: {code, message}}`.
 */
export function answerError(
  { log, state }: Pick<ApiParts, "log" | "state">,
  error: unknown,
  { path, requestId }: { readonly path: string; readonly requestId: string },
): ErrorAnswer {
  const { code, message, status, headers } = publicError(error, requestId, state.outageRetrySeconds);
  if (status >= FIRST_SERVER_ERROR) log.fault(error, requestId);
  return {
    status,
    headers: {
      ...headers,
      "Content-Type": "application/json",
      ...(code === "unauthenticated" ? { "WWW-Authenticate": 'Basic realm="Stemma"' } : {}),
    },
    body: JSON.stringify(
      path === "/graphql" ? { errors: [{ message, extensions: { code } }] } : { error: { code, message } },
    ),
  };
}
