import { StemmaError } from "../../../model/index.ts";
import type { Engine } from "./engine.ts";
import { runTransaction } from "./run-transaction.ts";

/**
 * Checks that rows and bytes belong to the same store. Packs without rows are deleted at the start; with the wrong
 * database that would be all of them.
 *
 * @param folderId the identity stored in the folder, undefined for a new one
 * @returns the identity to store in the folder
 * @throws `unavailable` if they belong to different stores
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
