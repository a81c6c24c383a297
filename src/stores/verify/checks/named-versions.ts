import type { RowsScope } from "../../metadata/engine/rows-scope.ts";

/** Selects versions and drafts with the columns that name them. */
export function namedVersions({ db }: Pick<RowsScope, "db">) {
  return db
    .selectFrom("artifacts")
    .innerJoin("collections", "collections.id", "artifacts.collection_id")
    .innerJoin("projects", "projects.id", "collections.project_id")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .select([
      "artifacts.id",
      "artifacts.state",
      "artifacts.version_index",
      "collections.name as collection_name",
      "projects.name as project_name",
      "entities.name as entity_name",
    ]);
}

/** The columns that name a version. */
export interface VersionNameRow {
  readonly id: number;
  readonly entity_name: string;
  readonly project_name: string;
  readonly collection_name: string;
  readonly state: string;
  readonly version_index: number | null;
}

/** Returns `entity/project/collection:vN`; a draft has no index. */
export function versionName(row: VersionNameRow): string {
  const collection = `${row.entity_name}/${row.project_name}/${row.collection_name}`;
  if (row.version_index === null) return `draft ${row.id} of ${collection}`;
  return `${collection}:v${row.version_index}${row.state === "DELETED" ? " (deleted)" : ""}`;
}
