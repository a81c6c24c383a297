import { LATEST } from "../../../src/model/index.ts";
import type { StoppedStore } from "../open-stopped-store.ts";

/** Checks that every collection with a version has `latest`, unless a user removed it. */
export async function checkLatest({ engine }: StoppedStore, withoutLatest: readonly string[]): Promise<string[]> {
  const rows = await engine.read
    .selectFrom("collections")
    .innerJoin("projects", "projects.id", "collections.project_id")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .select(["collections.name", "projects.name as project", "entities.name as entity"])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("artifacts")
          .select("artifacts.id")
          .whereRef("artifacts.collection_id", "=", "collections.id")
          .where("artifacts.state", "=", "COMMITTED"),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("aliases")
            .select("aliases.id")
            .whereRef("aliases.collection_id", "=", "collections.id")
            .where("aliases.alias", "=", LATEST),
        ),
      ),
    )
    .execute();
  return rows
    .map(({ name, project, entity }) => `${entity}/${project}/${name}`)
    .filter((collection) => !withoutLatest.includes(collection))
    .map((collection) => `Collection ${collection}: it has versions and no alias "${LATEST}"`);
}
