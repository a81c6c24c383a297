import type { ErrorCode } from "../model/index.ts";

/** What the server knows of itself beyond one request. */
export interface ServerState {
  /**
   * Whether new bytes can be kept: asked before a body is read, and while it is.
   *
   * @throws `storage_full`, `unavailable`
   */
  requireWritable(): void;
  readiness(): Readiness;
  /** After how long a client should try again while an outage lasts: the longer, the later. Undefined without one. */
  readonly outageRetrySeconds: number | undefined;
}

/** Whether the server serves and can write, and if not, why. */
export interface Readiness {
  readonly isReady: boolean;
  readonly reasons: readonly { readonly code: ErrorCode; readonly message: string }[];
  /** What an operator should know, and what does not keep the server from serving. */
  readonly warnings: readonly string[];
}
