import type { Accounting } from "../../core/ports/accounting.ts";
import type { Audit } from "../../core/ports/audit.ts";
import type { LongReads } from "../../core/ports/long-reads.ts";
import { type StartedThread, startThread } from "./start-thread.ts";

/** The stores that the audit thread reads. */
export interface AuditThreadOptions {
  readonly packFolder: string;
  readonly sqlitePath: string;
  /** Set if the metadata is in PostgreSQL. */
  readonly postgresUrl: string | undefined;
}

/** The client of the audit thread, for the main thread. */
export interface AuditClient {
  readonly audit: Audit;
  readonly accounting: Accounting;
  readonly longReads: LongReads;
  /** Terminates running calls; they only read. */
  close(): Promise<void>;
}

/**
 * Creates a client of the audit thread; the schema must be migrated. The first call starts the thread, so that unused
 * threads need no memory. A thread that ended is started again by the next call, because it has no state.
 *
 * Calls name a method of the thread; a new long read needs one line here and one in the thread.
 *
 * @param onEnd called when the thread ends unexpectedly; the calls in progress fail
 */
export function createAuditClient(options: AuditThreadOptions, onEnd: (error: Error) => void): AuditClient {
  let thread: Promise<StartedThread> | undefined;
  const forget = (): void => {
    thread = undefined;
  };
  const start = (): Promise<StartedThread> =>
    startThread("audit-thread", "audit", options, (error) => {
      forget();
      onEnd(error);
    });
  async function call<T>(
    method: keyof Audit | keyof Accounting | keyof LongReads,
    args: readonly unknown[],
  ): Promise<T> {
    thread ??= start();
    thread.catch(forget);
    const { caller } = await thread;
    return caller.call(method, args);
  }
  return {
    audit: {
      verify: (verifyOptions, cursor) => call("verify", [verifyOptions, cursor]),
      needs: (hashes) => call("needs", [hashes]),
      intactAmong: (chunks) => call("intactAmong", [chunks]),
      findRecords: (chunks, cursor) => call("findRecords", [chunks, cursor]),
      rebuildNodes: (chunks) => call("rebuildNodes", [chunks]),
    },
    accounting: {
      figures: (scope, within) => call("figures", [scope, within]),
      freedBy: (ids, within) => call("freedBy", [ids, within]),
      freedByEach: (ids, within) => call("freedByEach", [ids, within]),
      heldBy: (id) => call("heldBy", [id]),
      textsOf: (id) => call("textsOf", [id]),
      ofStore: () => call("ofStore", []),
    },
    longReads: {
      keysOf: (id) => call("keysOf", [id]),
      linesWith: (id, spec) => call("linesWith", [id, spec]),
      pageOfRuns: (runs, order, page, nowMs) => call("pageOfRuns", [runs, order, page, nowMs]),
      countOfRuns: (runs) => call("countOfRuns", [runs]),
    },
    async close() {
      await (await thread?.catch(() => undefined))?.stop();
    },
  };
}
