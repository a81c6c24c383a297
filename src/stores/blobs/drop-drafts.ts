import { sql } from "kysely";
import { dropManifests } from "../metadata/drop-manifests.ts";
import type { Engine } from "../metadata/engine.ts";
import { runTransaction } from "../metadata/metadata.ts";

/** Drafts one transaction ends. */
const DRAFTS_A_STEP = 100;

/**
 * Ends drafts nobody touched since a moment, and clears what committed versions kept from their time as drafts.
 *
 * A client that comes back to a dropped draft is told that it is gone, and logs again. Gives the number of dropped drafts.
 */
export async function dropSilentDrafts(engine: Engine, touchedBeforeMs: number): Promise<number> {
  await clearFinishedDrafts(engine);
  let total = 0;
  for (;;) {
    const dropped = await runTransaction(engine, async (db) => {
      const drafts = db
        .selectFrom("artifacts")
        .select("id")
        .where("state", "=", "PENDING")
        .where("touched_at_ms", "<", touchedBeforeMs)
        .limit(DRAFTS_A_STEP);
      // Held, so that none of them takes a file or is committed from here on; one that is being touched is not silent.
      const silent = await (engine.facts.hasRowLocks ? drafts.forUpdate().skipLocked() : drafts).execute();
      const ids = silent.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await dropManifests({ db, facts: engine.facts }, { artifactIds: ids });
      // Who named a draft by its id used what never came to be.
      await db.deleteFrom("run_inputs").where("artifact_id", "in", ids).execute();
      await db.deleteFrom("artifacts").where("id", "in", ids).execute();
      return ids.length;
    });
    if (dropped === 0) return total;
    total += dropped;
  }
}

/** What a draft received is held by its manifest once it is committed. */
async function clearFinishedDrafts(engine: Engine): Promise<void> {
  await runTransaction(engine, async (db) => {
    for (const table of ["draft_blobs", "uploads"] as const) {
      await sql`delete from ${sql.table(table)} where artifact_id in (
        select distinct held.artifact_id from ${sql.table(table)} as held join artifacts on artifacts.id = held.artifact_id where artifacts.state <> 'PENDING')`.execute(
        db,
      );
    }
  });
}
