import type { Accounting } from "../../core/ports/accounting.ts";
import type { Audit } from "../../core/ports/audit.ts";
import type { LongReads } from "../../core/ports/long-reads.ts";
import { type StartedThread, startThread } from "./start-thread.ts";

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
  readonly accounting: Accounting;
  readonly longReads: LongReads;
  /** Ends what is under way: it only reads. */
  close(): Promise<void>;
}

/**
 * The audit thread over a schema that is up to date. It is started by the first call, because a server that is not asked
 * has no need of its memory; one that ended is started again by the next call, because it holds nothing.
 *
 * A call is a method of the thread by its name, so that further long reads need a line here and one there.
 *
 * `onEnd` hears when the thread ends without having been asked to; the calls that were under way fail.
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
      verify: (verifyOptions, place) => call("verify", [verifyOptions, place]),
      needs: (hashes) => call("needs", [hashes]),
      intactAmong: (chunks) => call("intactAmong", [chunks]),
      findRecords: (chunks, place) => call("findRecords", [chunks, place]),
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
