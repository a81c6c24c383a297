/**
 * The one error class of Stemma and the closed list of what can go wrong.
 *
 * A code is a promise to callers: scripts match on it, the error table gives it a status, the documents list it.
 */

/** What each code means to a person who meets it: one line, shown by `stemma explain` and in the reference. */
export const errorHelp = {
  invalid_input: "The request holds something Stemma cannot accept; the message names it and what is expected.",
  unauthenticated: "No valid API key came with the request; set WANDB_API_KEY to a key of this server.",
  forbidden: "The key is valid, but its user has no right to do this here; ask an admin of the team.",
  not_found: "Nothing of that name is there, or the caller may not see it; both look the same.",
  conflict: "The request contradicts what is already stored; the message names it.",
  already_exists: "A thing of that name is there already.",
  deleted: "The version was deleted; an admin can bring it back inside the undelete window.",
  protected: "Aliases or links keep this version; remove them first, or say that they may go.",
  digest_mismatch: "The bytes that arrived are not the bytes that were announced; send them again.",
  size_mismatch: "The body is longer or shorter than announced; send it again.",
  missing_bytes: "The manifest names files whose bytes never arrived here; upload them and send it again.",
  not_committed: "The version is a draft: its manifest has not arrived or was not committed.",
  too_large: "The request is larger than the limit named in the message.",
  over_budget:
    "The query asks for more than one request may take; ask for smaller pages, fewer fields or a narrower filter.",
  quota_exceeded: "The entity holds as much as it may; delete and purge versions, or ask for a larger quota.",
  too_many_requests: "The server is working at its limit; try again after the seconds of Retry-After.",
  misdirected: "The server does not know the host name it was called by; set --public-url.",
  link_expired: "The signed address is too old or was changed; ask for a new one.",
  not_offered: "Stemma does not offer this product of the protocol.",
  unavailable: "The server cannot do this at the moment and loses nothing; try again after Retry-After.",
  storage_full: "The disk of the server is full; free space, the client tries again by itself.",
  damaged: "Stored bytes no longer match their seal; the reading was stopped and the damage recorded.",
  internal: "A fault of the server; the log has the cause under the request id.",
} as const;

export type ErrorCode = keyof typeof errorHelp;

/** What an error carries beside its message. */
export interface ErrorOptions {
  /** Facts for programs (never secrets): names, limits, lists of what is missing. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Everything Stemma refuses or fails at, for people (message) and programs (code, details).
 *
 * **Shape** `Cannot <action> "<value>": <what is>, expected <what is wanted>`, no final stop, then the next step.
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
