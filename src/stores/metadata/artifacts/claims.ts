import { sql } from "kysely";
import type { ArtifactId, BlobId } from "../../../model/index.ts";
import { unpackIds } from "../packed-ids.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/**
 * SQL condition: a row of `claims` is valid, because its draft or version still has the bytes.
 *
 * A claim must end when its project no longer has the bytes. If it stayed valid for as long as anyone stores them, a
 * client that uploaded a guess could find out later whether another tenant has these bytes.
 */
export const isValidClaim = sql<boolean>`(claims.artifact_id is null
  or exists (select 1 from artifacts where artifacts.id = claims.artifact_id and artifacts.manifest_id is not null)
  or exists (select 1 from draft_blobs
    where draft_blobs.blob_id = claims.blob_id and draft_blobs.artifact_id = claims.artifact_id))`;

/** The artifact of an invalid claim: no row has this id. */
const NO_ARTIFACT = 0;

/** Ends the claims of drafts that are about to be emptied. */
export async function endClaims({ db, capabilities }: RowsScope, ids: readonly ArtifactId[]): Promise<void> {
  const input = inputValues(capabilities, "int", ids);
  await sql`update claims set artifact_id = ${NO_ARTIFACT} where artifact_id in ${input}
    and blob_id in (select blob_id from draft_blobs where artifact_id in ${input})`.execute(db);
}

/** Ends claims of drafts on bytes that they no longer have under any path, because uploads replaced them. */
export async function endReplacedClaims(
  { db, capabilities }: RowsScope,
  replaced: readonly { readonly artifactId: ArtifactId; readonly blobId: BlobId }[],
): Promise<void> {
  if (replaced.length === 0) return;
  const input = inputRows(
    capabilities,
    { artifact_id: "int", blob_id: "int" },
    replaced.map(({ artifactId, blobId }) => [artifactId, blobId]),
  );
  await sql`update claims set artifact_id = ${NO_ARTIFACT} from ${input} as input
    where claims.artifact_id = input.artifact_id and claims.blob_id = input.blob_id and not exists (
      select 1 from draft_blobs where artifact_id = input.artifact_id and blob_id = input.blob_id)`.execute(db);
}

/**
 * Moves the claims on some files of a draft that became a version: claims on files in its manifest now depend on the
 * version, the other claims end. Deletes the draft's rows of these files.
 *
 * If several versions have the same bytes, the newest one that is not deleted gets the claim, in any order of calls.
 *
 * @returns the number of files
 */
export async function moveClaims(
  scope: RowsScope,
  id: ArtifactId,
  { inManifest, atMost }: { readonly inManifest: ReadonlySet<BlobId>; readonly atMost: number },
): Promise<number> {
  const { db, capabilities } = scope;
  const files = await db
    .selectFrom("draft_blobs")
    .select(["path", "digest", "blob_id"])
    .where("artifact_id", "=", id)
    .limit(atMost)
    .execute();
  if (files.length === 0) return 0;
  const blobs = [...new Set(files.map(({ blob_id }) => blob_id))];
  const [included, leftOut] = [
    blobs.filter((blob) => inManifest.has(blob)),
    blobs.filter((blob) => !inManifest.has(blob)),
  ];
  await sql`update claims set artifact_id = ${id} where blob_id in ${inputValues(capabilities, "int", included)}
    and coalesce(artifact_id, 0) <> ${id} and project_id = (select collections.project_id from artifacts
      join collections on collections.id = artifacts.collection_id where artifacts.id = ${id})
    and not exists (select 1 from artifacts as holder where holder.id = claims.artifact_id
      and holder.manifest_id is not null and (holder.state = 'COMMITTED', holder.id) >
        (select settled.state = 'COMMITTED', settled.id from artifacts as settled where settled.id = ${id}))`.execute(
    db,
  );
  // The row is kept: verify uses it to know that the bytes have this digest.
  await sql`update claims set artifact_id = ${NO_ARTIFACT} where artifact_id = ${id}
    and blob_id in ${inputValues(capabilities, "int", leftOut)}`.execute(db);
  await sql`delete from draft_blobs where artifact_id = ${id}
    and path in ${inputValues(
      capabilities,
      "text",
      files.map(({ path }) => path),
    )}
    and blob_id in ${inputValues(capabilities, "int", blobs)}`.execute(db);
  return files.length;
}

/**
 * Returns the blobs in the manifest of a version, or in what is kept of it for other versions, from the rows of its
 * segments.
 */
export async function blobsInManifest({ db, capabilities }: RowsScope, id: ArtifactId): Promise<ReadonlySet<BlobId>> {
  const blobs = new Set<BlobId>();
  const nodes = await db
    .selectFrom("artifacts")
    .innerJoin("manifest_nodes", (join) =>
      join.on(sql<boolean>`manifest_nodes.manifest_id = coalesce(artifacts.manifest_id, artifacts.kept_manifest_id)`),
    )
    .innerJoin("manifest_parts", "manifest_parts.id", "manifest_nodes.part_id")
    .select("manifest_parts.children")
    .where("artifacts.id", "=", id)
    .execute();
  for (const { children } of nodes) {
    const segments = await db
      .selectFrom("manifest_parts")
      .select("children")
      .where("id", "in", inputValues(capabilities, "int", unpackIds(children)))
      .execute();
    for (const segment of segments) for (const blob of unpackIds(segment.children)) blobs.add(blob as BlobId);
  }
  return blobs;
}
