import type { LinkRows } from "../../../core/ports/metadata.ts";
import { LATEST } from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Versions in collections other than their own, as rows. */
export function linkRows({ db, capabilities }: RowsScope): LinkRows {
  return {
    async add({ collectionId, artifactId, versionIndex, isProtecting, linkedBy, atMs }) {
      const row = {
        collection_id: collectionId,
        artifact_id: artifactId,
        version_index: versionIndex,
        created_at_ms: atMs,
        is_protecting: isProtecting ? 1 : 0,
        linked_by: linkedBy,
      };
      await db.insertInto("memberships").values(row).execute();
    },
    async ownersOf(ids) {
      return db
        .selectFrom("memberships")
        .innerJoin("collections", "collections.id", "memberships.collection_id")
        .innerJoin("projects", "projects.id", "collections.project_id")
        .select(["memberships.artifact_id as id", "projects.entity_id as entityId"])
        .distinct()
        .where("memberships.artifact_id", "in", inputValues(capabilities, "int", ids))
        .where("collections.kind", "=", "portfolio")
        .where("collections.deleted_at_ms", "is", null)
        .execute();
    },
    async again({ collectionId, artifactId, isProtecting, linkedBy }) {
      if (!isProtecting) return;
      await db
        .updateTable("memberships")
        .set({ is_protecting: 1, linked_by: linkedBy })
        .where("collection_id", "=", collectionId)
        .where("artifact_id", "=", artifactId)
        .where(({ or, eb }) => or([eb("is_protecting", "is", null), eb("is_protecting", "=", 0)]))
        .execute();
    },
    async remove(collectionId, ids) {
      const removed = inputValues(capabilities, "int", ids);
      const aliases = await db
        .deleteFrom("aliases")
        .where("collection_id", "=", collectionId)
        .where("artifact_id", "in", removed)
        .returning("alias")
        .execute();
      await db
        .deleteFrom("memberships")
        .where("collection_id", "=", collectionId)
        .where("artifact_id", "in", removed)
        .execute();
      return { hadLatest: aliases.some(({ alias }) => alias === LATEST) };
    },
  };
}
