import { type RawBuilder, sql } from "kysely";
import {
  type ArtifactId,
  type BlobId,
  DRAFT_SILENCE_MS,
  LAPSED_DRAFT_KEPT_MS,
  MAX_NAMED_FAULTS,
} from "../../../model/index.ts";
import { blobsInManifest, endClaims, settleClaims } from "../../metadata/artifacts/held-claims.ts";
import { clearManifests, dropManifests } from "../../metadata/artifacts/drop-manifests.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { inputValues } from "../../metadata/engine/input-rows.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";

/** Drafts one transaction ends. */
const DRAFTS_A_STEP = 100;
/** Files of finished drafts one transaction forgets. */
const FILES_A_STEP = 5000;

/**
 * Gives up what drafts received that nobody touched for so long, and clears what committed versions kept from their time
 * as drafts. The draft itself stays for a while: a client that comes back is told what to send again.
 *
 * Gives the number of drafts that lapsed.
 */
export async function lapseSilentDrafts(engine: Engine, nowMs: number): Promise<number> {
  await clearFinishedDrafts(engine);
  const lapsed = await inSteps(engine, async (scope) => {
    const ids = await holdDrafts(
      scope,
      sql<boolean>`lapsed_at_ms is null and touched_at_ms < ${nowMs - DRAFT_SILENCE_MS}`,
    );
    if (ids.length > 0) await lapseDrafts(scope, ids, { atMs: nowMs });
    return ids.length;
  });
  await inSteps(engine, async (scope) => {
    const ids = await holdDrafts(scope, sql<boolean>`lapsed_at_ms < ${nowMs - LAPSED_DRAFT_KEPT_MS}`);
    if (ids.length > 0) await forgetDrafts(scope, ids);
    return ids.length;
  });
  return lapsed;
}

/**
 * Gives up what drafts received, which are held; how much it was stays on record, with some of the paths.
 *
 * **Shape** `lapsed_files` is JSON, `{count, paths}`
 */
async function lapseDrafts({ db, facts }: RowsScope, ids: readonly ArtifactId[], { atMs }: { atMs: number }) {
  const given = inputValues(facts, "int", ids);
  const { rows: files } = await sql<{ artifact_id: ArtifactId; path: string; total: number | string }>`
    select artifact_id, path, total from (
      select artifact_id, path, count(*) over (partition by artifact_id) as total,
        row_number() over (partition by artifact_id order by path) as place
      from draft_blobs where artifact_id in ${given}) as numbered
    where place <= ${MAX_NAMED_FAULTS} order by artifact_id, place`.execute(db);
  const filesOf = Map.groupBy(files, ({ artifact_id }) => artifact_id);
  await clearManifests({ db, facts }, ids);
  await endClaims({ db, facts }, ids);
  for (const table of ["draft_blobs", "uploads"] as const)
    await db.deleteFrom(table).where("artifact_id", "in", ids).execute();
  for (const id of ids) {
    const of = filesOf.get(id) ?? [];
    const lapsed = { count: Number(of[0]?.total ?? 0), paths: of.map(({ path }) => path) };
    const changes = { lapsed_at_ms: atMs, lapsed_files: JSON.stringify(lapsed) };
    await db.updateTable("artifacts").set(changes).where("id", "=", id).execute();
  }
  await sql`insert into storage_journal (at_ms, action, subject, because, entity_id)
    select cast(${atMs} as bigint), 'LAPSED', entities.name || '/' || projects.name || '/' || collections.name,
      'its client was silent', projects.entity_id
    from artifacts join collections on collections.id = artifacts.collection_id
    join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id
    where artifacts.id in ${given}`.execute(db);
}

/** Ends drafts for good. Who named one by its id used what never came to be. */
async function forgetDrafts(scope: RowsScope, ids: readonly ArtifactId[]): Promise<void> {
  await dropManifests(scope, { artifactIds: ids });
  await scope.db.deleteFrom("run_inputs").where("artifact_id", "in", ids).execute();
  await scope.db.deleteFrom("artifacts").where("id", "in", ids).execute();
}

/** Held, so that none of them takes a file or is committed from here on; one that is being touched is not silent. */
async function holdDrafts({ db, facts }: RowsScope, isMeant: RawBuilder<boolean>): Promise<ArtifactId[]> {
  const drafts = db.selectFrom("artifacts").select("id").where("state", "=", "PENDING").where(isMeant);
  const some = drafts.limit(DRAFTS_A_STEP);
  return (await (facts.hasRowLocks ? some.forUpdate().skipLocked() : some).execute()).map(({ id }) => id);
}

async function inSteps(engine: Engine, step: (scope: RowsScope) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await runTransaction(engine, (db) => step({ db, facts: engine.facts }));
    if (done === 0) return total;
    total += done;
  }
}

/** What a draft received is held by its manifest once it is committed; so are its project's claims on it. */
async function clearFinishedDrafts(engine: Engine): Promise<void> {
  // A large version takes many steps, and its manifest is read once.
  let manifest: { readonly id: ArtifactId; readonly blobs: ReadonlySet<BlobId> } | undefined;
  await inSteps(engine, async (scope) => {
    await sql`delete from uploads where artifact_id in (select distinct held.artifact_id from uploads as held
      join artifacts on artifacts.id = held.artifact_id where artifacts.state <> 'PENDING')`.execute(scope.db);
    const finished = await scope.db
      .selectFrom("draft_blobs")
      .innerJoin("artifacts", "artifacts.id", "draft_blobs.artifact_id")
      .select("artifacts.id")
      .distinct()
      .where("artifacts.state", "<>", "PENDING")
      .limit(DRAFTS_A_STEP)
      .execute();
    let files = 0;
    for (const { id } of finished) {
      if (files >= FILES_A_STEP) break;
      if (manifest?.id !== id) manifest = { id, blobs: await blobsInManifest(scope, id) };
      files += await settleClaims(scope, id, { inManifest: manifest.blobs, atMost: FILES_A_STEP });
    }
    return files;
  });
}
