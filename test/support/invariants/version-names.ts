import type { Engine } from "../../../src/stores/metadata/engine.ts";

/** A row of a version under the name people know it by. */
export interface NamedVersion {
  readonly id: number;
  readonly collectionId: number;
  /** `entity/project/collection` */
  readonly collection: string;
  readonly state: string;
  readonly versionIndex: number | null;
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly manifestId: number | null;
  /** What a sentence calls it. */
  readonly name: string;
}

/** All versions and drafts, in the order they were made. */
export async function namedVersions(engine: Engine): Promise<NamedVersion[]> {
  const rows = await engine.read
    .selectFrom("artifacts")
    .innerJoin("collections", "collections.id", "artifacts.collection_id")
    .innerJoin("projects", "projects.id", "collections.project_id")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .select([
      "artifacts.id",
      "artifacts.collection_id",
      "artifacts.state",
      "artifacts.version_index",
      "artifacts.digest",
      "artifacts.digest_algorithm",
      "artifacts.size_bytes",
      "artifacts.entry_count",
      "artifacts.manifest_id",
      "collections.name as collection_name",
      "projects.name as project_name",
      "entities.name as entity_name",
    ])
    .orderBy("artifacts.id")
    .execute();
  return rows.map((row) => {
    const collection = `${row.entity_name}/${row.project_name}/${row.collection_name}`;
    return {
      id: row.id,
      collectionId: row.collection_id,
      collection,
      state: row.state,
      versionIndex: row.version_index,
      digest: row.digest,
      digestAlgorithm: row.digest_algorithm,
      sizeBytes: row.size_bytes,
      entryCount: row.entry_count,
      manifestId: row.manifest_id,
      name:
        row.version_index === null ? `Draft ${row.id} of ${collection}` : `Version ${collection}:v${row.version_index}`,
    };
  });
}
