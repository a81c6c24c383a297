import type { Engine } from "./engine.ts";
import { runTransaction } from "./run-transaction.ts";

/**
 * Commits a transaction that writes a row and leaves it as it is: what succeeds is synced like any other.
 *
 * @throws those of a transaction
 */
export async function probeWrite(engine: Engine): Promise<void> {
  await runTransaction(engine, async (db) => {
    await db
      .updateTable("store_identity")
      .set(({ ref }) => ({ id: ref("id") }))
      .execute();
  });
}
