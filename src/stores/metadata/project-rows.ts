import { sql } from "kysely";
import type { ProjectRows } from "../../core/ports/metadata.ts";
import { type ArtifactId, type EntityId, listName, type Project, type ProjectId } from "../../model/index.ts";
import { keysetPage } from "./query/keyset.ts";
import type { RowsScope } from "./engine/rows-scope.ts";
import type { Db } from "./tables.ts";

/** Projects as rows. */
export function projectRows({ db, capabilities }: RowsScope): ProjectRows {
  async function find(entityName: string, name: string): Promise<Project | null> {
    const row = await selectProjects(db)
      .where("entities.name_key", "=", entityName.toLowerCase())
      .where("projects.name", "=", name)
      .executeTakeFirst();
    return row === undefined ? null : toProject(row);
  }
  const deletion: ProjectRows["deletion"] = async (id) => {
    const row = await db
      .selectFrom("projects")
      .select(["project_deleted_at_ms", "project_purged_at_ms"])
      .where("id", "=", id)
      .executeTakeFirst();
    const deletedAtMs = row?.project_deleted_at_ms ?? null;
    return deletedAtMs === null ? null : { deletedAtMs, isPurged: row?.project_purged_at_ms !== null };
  };
  return {
    find,
    async byId(id) {
      const row = await selectProjects(db).where("projects.id", "=", id).executeTakeFirst();
      return row === undefined ? null : toProject(row);
    },
    async beginningWith(prefix, count) {
      const rows = await selectProjects(db)
        .where("projects.name", ">=", prefix)
        .where("projects.name", "<", `${prefix}\u{10ffff}`)
        .where("projects.project_deleted_at_ms", "is", null)
        .orderBy("projects.id")
        .limit(count)
        .execute();
      return rows.map(toProject);
    },
    async insert({ entityId, name, description, access, createdBy, atMs }) {
      await db
        .insertInto("projects")
        .values({
          entity_id: entityId,
          name,
          description,
          access,
          created_by: createdBy,
          created_at_ms: atMs,
          updated_at_ms: atMs,
          next_run_number: 1,
        })
        .onConflict((conflict) => conflict.columns(["entity_id", "name"]).doNothing())
        .execute();
      return toProject(
        await selectProjects(db)
          .where("projects.entity_id", "=", entityId)
          .where("projects.name", "=", name)
          .executeTakeFirstOrThrow(),
      );
    },
    async update(id, { description, access, updatedAtMs }) {
      const changes = {
        updated_at_ms: updatedAtMs,
        ...(description === undefined ? {} : { description }),
        ...(access === undefined ? {} : { access }),
      };
      await db.updateTable("projects").set(changes).where("id", "=", id).execute();
    },
    async delete(id, { name, atMs }) {
      await db.updateTable("projects").set({ name, project_deleted_at_ms: atMs }).where("id", "=", id).execute();
      for (const table of ["runs", "collections"] as const)
        await db
          .updateTable(table)
          .set({ deleted_at_ms: atMs })
          .where("project_id", "=", id)
          .where("deleted_at_ms", "is", null)
          .execute();
    },
    async undelete(id, name) {
      const { deletedAtMs } = (await deletion(id))!;
      await db.updateTable("projects").set({ name, project_deleted_at_ms: null }).where("id", "=", id).execute();
      for (const table of ["runs", "collections"] as const)
        await db
          .updateTable(table)
          .set({ deleted_at_ms: null })
          .where("project_id", "=", id)
          .where("deleted_at_ms", "=", deletedAtMs)
          .execute();
    },
    async versionsInDeleted(id, count) {
      let versions = db
        .selectFrom("projects")
        .innerJoin("collections", "collections.project_id", "projects.id")
        .innerJoin("artifacts", "artifacts.collection_id", "collections.id")
        .select(["artifacts.id", "projects.project_deleted_at_ms"])
        .where("projects.project_deleted_at_ms", "is not", null)
        .where("artifacts.state", "=", "COMMITTED");
      if (id !== null) versions = versions.where("projects.id", "=", id);
      const rows = await versions.orderBy("artifacts.id").limit(count).execute();
      return rows.map((row) => ({ id: row.id, deletedAtMs: row.project_deleted_at_ms! }));
    },
    async deletedVersions(id, atMs, below, count) {
      const rows = await db
        .selectFrom("artifacts")
        .innerJoin("collections", "collections.id", "artifacts.collection_id")
        .select("artifacts.id")
        .where("collections.project_id", "=", id)
        .where("artifacts.state", "=", "DELETED")
        .where("artifacts.deleted_at_ms", "=", atMs)
        .where("artifacts.manifest_id", "is not", null)
        .where("artifacts.id", "<", below as ArtifactId)
        .orderBy("artifacts.id", "desc")
        .limit(count)
        .execute();
      return rows.map((row) => row.id);
    },
    listDeleted: (entityId, page) => {
      const deleted = selectProjects(db)
        .where("projects.project_deleted_at_ms", "is not", null)
        .where("projects.project_purged_at_ms", "is", null);
      return keysetPage(
        entityId === null ? deleted : deleted.where("projects.entity_id", "=", entityId),
        {
          list: listName("deleted-projects", entityId),
          keys: [
            { value: sql`projects.project_deleted_at_ms`, type: "int", isDescending: true },
            { value: sql`projects.id`, type: "int", isDescending: true },
          ],
        },
        page,
        (rows) => rows.map((row) => ({ project: toProject(row), deletedAtMs: row.project_deleted_at_ms! })),
      );
    },
    deletion,
    async purge(deletedUntilMs, atMs) {
      await db
        .updateTable("projects")
        .set({ project_purged_at_ms: atMs })
        .where("project_deleted_at_ms", "<=", deletedUntilMs)
        .where("project_purged_at_ms", "is", null)
        .execute();
    },
    async lock(id) {
      if (capabilities.hasRowLocks)
        await db.selectFrom("projects").select("id").where("id", "=", id).forUpdate().execute();
    },
    list: (entityId, page) =>
      keysetPage(
        selectProjects(db)
          .where("projects.entity_id", "=", entityId)
          .where("projects.project_deleted_at_ms", "is", null),
        {
          list: listName("projects", entityId),
          keys: [
            { value: sql`projects.created_at_ms`, type: "int", isDescending: true },
            { value: sql`projects.id`, type: "int", isDescending: true },
          ],
        },
        page,
        (rows) => rows.map(toProject),
      ),
    async nextRunNumber(id) {
      const { next_run_number } = await db
        .updateTable("projects")
        .set(({ eb }) => ({ next_run_number: eb("next_run_number", "+", 1) }))
        .where("id", "=", id)
        .returning("next_run_number")
        .executeTakeFirstOrThrow();
      return next_run_number - 1;
    },
  };
}

/** Selects projects with the names of owner and creator. */
function selectProjects(db: Db) {
  return db
    .selectFrom("projects")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .leftJoin("users", "users.id", "projects.created_by")
    .leftJoin("entities as maker", "maker.id", "users.entity_id")
    .select([
      "projects.id",
      "projects.name",
      "projects.entity_id",
      "entities.name as entity_name",
      "projects.description",
      "projects.access",
      "maker.name as created_by",
      "projects.created_at_ms",
      "projects.updated_at_ms",
      "projects.project_deleted_at_ms",
    ]);
}

/** Returns projects by id, each once. */
export async function projectsById(db: Db, ids: readonly ProjectId[]): Promise<Map<ProjectId, Project>> {
  const rows =
    ids.length === 0
      ? []
      : await selectProjects(db)
          .where("projects.id", "in", [...new Set(ids)])
          .execute();
  return new Map(rows.map((row) => [row.id, toProject(row)]));
}

interface ProjectRow {
  id: ProjectId;
  name: string;
  entity_id: EntityId;
  entity_name: string;
  description: string | null;
  access: string;
  created_by: string | null;
  created_at_ms: number;
  updated_at_ms: number;
  project_deleted_at_ms: number | null;
}

function toProject(row: ProjectRow): Project {
  return {
    id: row.id,
    // The row of a deleted project has its name followed by a unique suffix.
    name: row.project_deleted_at_ms === null ? row.name : row.name.split("/")[0]!,
    entityId: row.entity_id,
    entityName: row.entity_name,
    description: row.description,
    access: row.access,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    isDeleted: row.project_deleted_at_ms !== null,
  };
}
