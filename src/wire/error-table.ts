import type { ErrorCode } from "../model/index.ts";

/** HTTP status, retry delay and help text of an error code. */
export interface ErrorDescription {
  readonly status: number;
  /**
   * Seconds after which a retry makes sense, sent as `Retry-After`. The official client then waits exactly this long
   * instead of backing off, and gives up after twenty attempts. During an outage the server sends a longer delay.
   */
  readonly retryAfterSeconds?: number;
  readonly help: string;
}

/**
 * Every error code with its HTTP status, retry delay and help text. The internals page "The wire" lists this table, and
 * a test compares the two.
 *
 * The official client decides by the status: it retries 429 and 5xx, and gives up on 400, 401, 403, 404, 409, 410, 413,
 * 422 and 501.
 */
export const errorTable: Readonly<Record<ErrorCode, ErrorDescription>> = {
  invalid_input: { status: 400, help: "The request is malformed; the message names the value and what is expected." },
  unauthenticated: { status: 401, help: "No valid API key was sent; set WANDB_API_KEY to a key of this server." },
  forbidden: { status: 403, help: "The user of the key lacks the permission; ask an admin of the team." },
  not_found: { status: 404, help: "The object does not exist, or the caller cannot access it." },
  conflict: { status: 409, help: "The request contradicts what is stored; the message names the difference." },
  already_exists: { status: 409, help: "An object with this name already exists." },
  deleted: { status: 410, help: "The version was deleted; it can be undeleted until the undelete window ends." },
  protected: { status: 409, help: "Aliases or links protect the version; remove them first, or delete them with it." },
  digest_mismatch: { status: 400, help: "The body does not match the declared digest; send it again." },
  size_mismatch: { status: 400, help: "The body is longer or shorter than declared; send it again." },
  missing_bytes: {
    status: 400,
    help: "The manifest lists files that were never uploaded to the project; upload them and send it again.",
  },
  not_committed: { status: 400, help: "The version is a draft: its manifest is missing or was not committed." },
  too_large: { status: 413, help: "The request exceeds the limit named in the message." },
  over_budget: {
    status: 400,
    help: "The query exceeds the budget of a request; ask for smaller pages, fewer fields or a narrower filter.",
  },
  quota_exceeded: {
    status: 413,
    help: "The entity has reached its storage quota; delete and purge versions, or ask for a larger quota.",
  },
  too_many_requests: {
    status: 429,
    retryAfterSeconds: 5,
    help: "The server has reached its limit of concurrent work; retry after the delay.",
  },
  misdirected: { status: 421, help: "The server does not know the host name of the request; set --public-url." },
  link_expired: {
    status: 403,
    help: "The signed URL expired, was changed, or its user lost access; ask for a new one.",
  },
  not_offered: { status: 400, help: "Stemma does not offer this product of the protocol." },
  unavailable: {
    status: 503,
    retryAfterSeconds: 2,
    help: "The server cannot do this right now, and no data is lost; retry after the delay.",
  },
  storage_full: {
    status: 507,
    retryAfterSeconds: 10,
    help: "The disk of the server is full; free space. The client retries automatically.",
  },
  damaged: {
    status: 500,
    help: "Stored bytes do not match their checksum; the read was aborted and the corruption was recorded.",
  },
  internal: { status: 500, help: "The server failed; its log has the cause under the request id in the message." },
};
