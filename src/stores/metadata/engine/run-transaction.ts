import type { Db } from "../tables.ts";
import type { Engine } from "./engine.ts";
import { isRetryable } from "./postgres-faults.ts";

/** A transaction that PostgreSQL broke off for another's sake is tried this often before the client hears of it. */
const TRANSACTION_TRIES = 5;

/**
 * Runs a transaction, again when PostgreSQL asks for it or its connection was lost before the commit.
 *
 * @throws `conflict`, `protected`, `unavailable`, `storage_full`, `invalid_input`
 */
export async function runTransaction<T>(engine: Engine, work: (db: Db) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await engine.write.transaction().execute(work);
    } catch (error) {
      if (tries === TRANSACTION_TRIES || !isRetryable(error)) throw error;
    }
  }
}
