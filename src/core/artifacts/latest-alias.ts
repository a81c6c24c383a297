import { type CollectionId, LATEST } from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";

/** Moves `latest` to the highest remaining version of each collection that lost it. */
export async function reassignLatest(rows: Rows, collections: readonly CollectionId[], atMs: number): Promise<void> {
  for (const id of collections) {
    const newest = await rows.versions.newest(id);
    if (newest !== null) await rows.aliases.set(id, LATEST, newest, atMs);
  }
}
