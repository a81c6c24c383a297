import type { Audit } from "../core/ports/audit.ts";
import { startThread } from "./start-thread.ts";

/** Where the audit thread finds its things. */
export interface AuditThreadOptions {
  readonly packFolder: string;
  readonly sqlitePath: string;
  /** Set where PostgreSQL holds the rows. */
  readonly postgresUrl: string | undefined;
}

/** The audit thread as seen from the thread that answers requests. */
export interface AuditClient {
  readonly audit: Audit;
  /** Ends what is under way: it only reads. */
  close(): Promise<void>;
}

/**
 * Starts the audit thread over a schema that is up to date. A call is a method of the thread by its name, so that further
 * long reads need a line here and one there.
 *
 * `onEnd` hears when the thread ends without having been asked to.
 */
export async function startAuditThread(
  options: AuditThreadOptions,
  onEnd: (error: Error) => void,
): Promise<AuditClient> {
  const { caller, stop } = await startThread("audit-thread", "audit", options, onEnd);
  return {
    audit: {
      verify: (verifyOptions, place) => caller.call("verify", [verifyOptions, place]),
      needs: (hashes) => caller.call("needs", [hashes]),
      wholeAmong: (chunks) => caller.call("wholeAmong", [chunks]),
      findRecords: (chunks, place) => caller.call("findRecords", [chunks, place]),
      remakeNodes: (chunks) => caller.call("remakeNodes", [chunks]),
    },
    close: stop,
  };
}
