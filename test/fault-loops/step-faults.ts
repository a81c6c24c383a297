import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import { diskFault } from "../../src/stores/blobs/driver/disk-faults.ts";
import type { SqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import { translateSqlite } from "../../src/stores/metadata/engine/sqlite-faults.ts";
import type { Surroundings } from "../simulation/world.ts";

/** The kinds of faults: the system's error code for files, and SQLite's code for the same fault. */
export const faultKinds = {
  EIO: { code: "EIO", errcode: 10 },
  ENOSPC: { code: "ENOSPC", errcode: 13 },
  EMFILE: { code: "EMFILE", errcode: 14 },
  /** Another program has locked the database; files of packs are slow, at worst. */
  BUSY: { code: "EAGAIN", errcode: 5 },
} as const;

/** The name of a kind of fault. */
export type FaultKind = keyof typeof faultKinds;

/** SQLite rolls back after these. */
const ROLLS_BACK: ReadonlySet<number> = new Set([faultKinds.EIO.errcode, faultKinds.ENOSPC.errcode]);

/** The steps that fail. */
export interface FaultPlan {
  readonly kind: FaultKind;
  /** The number of steps before the fault. */
  readonly after: number;
  /** Whether all later steps fail too, until the fault ends. */
  readonly lasts: boolean;
}

/**
 * Lets one I/O step fail, or all from one on: calls of the pack driver and of the database, as their ports specify. A
 * failed step has no effect; a pack whose sync failed accepts no more writes.
 */
export class StepFaults {
  /** The number of failed steps. */
  fired = 0;
  /** Calls that violate the port: writes to a pack whose sync had failed. */
  readonly forbidden: string[] = [];
  /** The steps since `begin`. */
  steps = 0;
  #plan: FaultPlan | undefined;
  readonly #givenUp = new Set<string>();

  readonly around: Surroundings = {
    driver: (driver) => {
      // A new process finds the files on the disk.
      this.#givenUp.clear();
      return this.#failingDriver(driver);
    },
    session: (session) => this.#failingSession(session),
    read: {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        this.#meet((code) => sqliteError(code.errcode));
        return result;
      },
    },
  };

  /** Starts to count steps. */
  begin(plan: FaultPlan): void {
    this.#plan = plan;
    this.steps = 0;
  }

  /** Ends the fault. */
  end(): void {
    this.#plan = undefined;
  }

  #meet(errorOf: (kind: (typeof faultKinds)[FaultKind]) => unknown): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    const step = this.steps;
    this.steps += 1;
    if (plan.lasts ? step < plan.after : step !== plan.after) return;
    this.fired += 1;
    throw errorOf(faultKinds[plan.kind]);
  }

  #meetOnDisk(action: string, name: string): void {
    this.#meet(({ code }) => {
      const error = Object.assign(new Error(`${code}: ${action}`), { code });
      return diskFault(error, `${action} object "${name}"`);
    });
  }

  #failingDriver(driver: BlobDriver): BlobDriver {
    const grown = (action: string, name: string): void => {
      if (this.#givenUp.has(name)) this.forbidden.push(`${action} after a failed sync of the same pack`);
      this.#meetOnDisk(action, name);
    };
    return {
      async put(name, parts) {
        grown("store", name);
        await driver.put(name, parts);
      },
      get: async (name, start, end) => {
        this.#meetOnDisk("read", name);
        return driver.get(name, start, end);
      },
      delete: async (name) => {
        this.#meetOnDisk("delete", name);
        await driver.delete(name);
        this.#givenUp.delete(name);
      },
      stat: (name) => driver.stat(name),
      list: () => driver.list(),
      close: () => driver.close(),
      tail: {
        async append(name, parts) {
          grown("append to", name);
          await driver.tail.append(name, parts);
        },
        sync: async (name) => {
          try {
            grown("sync", name);
          } catch (error) {
            this.#givenUp.add(name);
            throw error;
          }
          await driver.tail.sync(name);
        },
        async cut(name, sizeBytes) {
          grown("cut", name);
          await driver.tail.cut(name, sizeBytes);
        },
        close: (name) => driver.tail.close(name),
      },
    };
  }

  #failingSession(session: SqlWriter): SqlWriter {
    const meet = (): void => this.#meet(({ errcode }) => sqliteError(errcode));
    return {
      async begin() {
        meet();
        await session.begin();
      },
      execute: async (sql, parameters) => {
        try {
          meet();
        } catch (error) {
          if (ROLLS_BACK.has(faultKinds[this.#plan!.kind].errcode)) await session.end("rollback");
          throw error;
        }
        return session.execute(sql, parameters);
      },
      async end(how) {
        if (how === "rollback") return session.end(how);
        try {
          meet();
        } catch (error) {
          await session.end("rollback");
          throw error;
        }
        await session.end("commit");
      },
    };
  }
}

/**
 * Returns the translated error of SQLite.
 *
 * @see https://sqlite.org/rescode.html
 */
function sqliteError(errcode: number): unknown {
  return translateSqlite(Object.assign(new Error(`SQLite answers ${errcode}`), { errcode }));
}
