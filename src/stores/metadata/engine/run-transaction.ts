import type { Db } from "../tables.ts";
import type { Engine } from "./engine.ts";
import { isRetryable } from "./postgres-faults.ts";

/** The number of attempts for a transaction that PostgreSQL aborts. */
const TRANSACTION_TRIES = 5;

/**
 * Runs a transaction. Retries it if PostgreSQL aborts it or its connection is lost before the commit.
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
