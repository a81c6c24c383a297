import type { Engine } from "./engine.ts";
import { runTransaction } from "./run-transaction.ts";

/**
 * Commits a transaction that writes a row without changing it; it is synced like any other.
 *
 * @throws the errors of a transaction
 */
export async function probeWrite(engine: Engine): Promise<void> {
  await runTransaction(engine, async (db) => {
    await db
      .updateTable("store_identity")
      .set(({ ref }) => ({ id: ref("id") }))
      .execute();
  });
}
