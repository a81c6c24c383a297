import { sql } from "kysely";
import type { AliasRows } from "../../../core/ports/metadata.ts";
import { listName } from "../../../model/index.ts";
import { collectionRows } from "./collection-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { toAlias } from "./version-rows.ts";

/** Aliases as rows. An alias names one version of a collection. */
export function aliasRows(scope: RowsScope): AliasRows {
  const { db } = scope;
  const { lock } = collectionRows(scope);
  return {
    async set(collectionId, alias, id, atMs) {
      await lock([collectionId]);
      await db
        .insertInto("aliases")
        .values({ collection_id: collectionId, alias, artifact_id: id, created_at_ms: atMs })
        .onConflict((conflict) => conflict.columns(["collection_id", "alias"]).doUpdateSet({ artifact_id: id }))
        .execute();
    },
    async remove(collectionId, alias, id) {
      await lock([collectionId]);
      await db
        .deleteFrom("aliases")
        .where("collection_id", "=", collectionId)
        .where("alias", "=", alias)
        .where("artifact_id", "=", id)
        .execute();
    },
    list: (collectionId, page) =>
      keysetPage(
        db
          .selectFrom("aliases")
          .innerJoin("collections", "collections.id", "aliases.collection_id")
          .innerJoin("projects", "projects.id", "collections.project_id")
          .select(["aliases.id", "aliases.alias", "aliases.collection_id", "projects.entity_id"])
          .where("aliases.collection_id", "=", collectionId),
        { list: listName("aliases", collectionId), keys: [{ value: sql`aliases.id`, type: "int" }] },
        page,
        (rows) => rows.map(toAlias),
      ),
  };
}
