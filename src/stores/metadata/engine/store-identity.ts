import { StemmaError } from "../../../model/index.ts";
import type { Engine } from "./engine.ts";
import { runTransaction } from "./run-transaction.ts";

/**
 * Makes sure that rows and bytes belong together: at a start, packs no row names are deleted, and with the wrong database
 * that would be all of them.
 *
 * `folderId` is what the folder of the bytes says, undefined for a new one; gives what it is to say from now on.
 *
 * @throws `unavailable` when they belong to two stores
 */
export async function matchStoreIdentity(engine: Engine, folderId: string | undefined, newId: string): Promise<string> {
  return runTransaction(engine, async (db) => {
    const row = await db.selectFrom("store_identity").select("id").executeTakeFirst();
    if (row === undefined && folderId === undefined) {
      await db.insertInto("store_identity").values({ id: newId }).execute();
      return newId;
    }
    if (row !== undefined && folderId === undefined) return row.id;
    if (row?.id === folderId) return row!.id;
    throw new StemmaError(
      "unavailable",
      `Cannot open the store: the data folder belongs to the store "${folderId}", but the database to ${row === undefined ? "none yet" : `"${row.id}"`}; check --data and --database`,
    );
  });
}
