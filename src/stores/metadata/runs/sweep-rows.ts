import { sql } from "kysely";
import type { SweepAgentRows, SweepRows } from "../../../core/ports/metadata.ts";
import {
  FINAL_RUN_STATES,
  listName,
  parseStoredSearch,
  type Project,
  type ProjectId,
  type RunState,
  type Sweep,
  type SweepAgent,
} from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import { projectsById } from "../project-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import type { Db, Tables } from "../tables.ts";

const ENDED: readonly RunState[] = [...FINAL_RUN_STATES];

/** Sweeps as rows. */
export function sweepRows({ db, capabilities }: RowsScope): SweepRows {
  const sweeps = () => db.selectFrom("sweeps").selectAll().where("deleted_at_ms", "is", null);
  async function one(query: ReturnType<typeof sweeps>): Promise<Sweep | null> {
    return (await toSweeps(db, await query.execute()))[0] ?? null;
  }
  return {
    find: (projectId, name) => one(sweeps().where("project_id", "=", projectId).where("name", "=", name)),
    byId: (id) => one(sweeps().where("id", "=", id)),
    lock(id) {
      const locked = sweeps().where("id", "=", id);
      return one(capabilities.hasRowLocks ? locked.forUpdate() : locked);
    },
    async insert({ projectId, name, displayName, description, state, config, search, atMs }) {
      const row = {
        project_id: projectId,
        name,
        display_name: displayName,
        description,
        state,
        config,
        grid: JSON.stringify(search),
        next_point: 0,
        created_at_ms: atMs,
        updated_at_ms: atMs,
        deleted_at_ms: null,
      };
      return (await db.insertInto("sweeps").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async update(id, { displayName, description, state, config, search, nextPoint, updatedAtMs }) {
      const changes = {
        updated_at_ms: updatedAtMs,
        ...(displayName === undefined ? {} : { display_name: displayName }),
        ...(description === undefined ? {} : { description }),
        ...(state === undefined ? {} : { state }),
        ...(config === undefined ? {} : { config }),
        ...(search === undefined ? {} : { grid: JSON.stringify(search) }),
        ...(nextPoint === undefined ? {} : { next_point: nextPoint }),
      };
      await db.updateTable("sweeps").set(changes).where("id", "=", id).execute();
    },
    async delete(id, atMs) {
      await db.updateTable("sweeps").set({ deleted_at_ms: atMs }).where("id", "=", id).execute();
    },
    async adoptRuns({ name, project }, names) {
      await db
        .updateTable("runs")
        .set({ sweep_name: name })
        .where("project_id", "=", project.id)
        .where("name", "in", inputValues(capabilities, "text", names))
        .where("deleted_at_ms", "is", null)
        .execute();
    },
    async stopRuns({ name, project }, startedBy) {
      const active = db
        .updateTable("runs")
        .set({ is_stop_requested: 1 })
        .where("project_id", "=", project.id)
        .where("sweep_name", "=", name)
        .where("state", "not in", ENDED)
        .where("deleted_at_ms", "is", null);
      await (startedBy === undefined ? active : active.where("created_by", "=", startedBy)).execute();
    },
    list: (projectId, page) =>
      keysetPage(
        sweeps().where("project_id", "=", projectId),
        {
          list: listName("sweeps", projectId),
          keys: [{ value: sql`sweeps.id`, type: "int", isDescending: true }],
        },
        page,
        (rows) => toSweeps(db, rows),
      ),
  };
}

/** Agents of sweeps as rows. */
export function sweepAgentRows({ db }: RowsScope): SweepAgentRows {
  const agents = () =>
    db
      .selectFrom("sweep_agents")
      .select([
        "id",
        "sweep_id as sweepId",
        "host",
        "created_at_ms as createdAtMs",
        "heartbeat_at_ms as heartbeatAtMs",
      ]);
  return {
    async insert({ sweepId, host, atMs }) {
      const row = { sweep_id: sweepId, host, created_at_ms: atMs, heartbeat_at_ms: atMs };
      return (await db.insertInto("sweep_agents").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async byId(id): Promise<SweepAgent | null> {
      return (await agents().where("id", "=", id).executeTakeFirst()) ?? null;
    },
    list: (sweepId, page) =>
      keysetPage(
        agents().where("sweep_id", "=", sweepId),
        { list: listName("agents", sweepId), keys: [{ value: sql`sweep_agents.id`, type: "int" }] },
        page,
        (rows) =>
          rows.map(({ id, host, sweepId: of, createdAtMs, heartbeatAtMs }) => ({
            id,
            host,
            sweepId: of,
            createdAtMs,
            heartbeatAtMs,
          })),
      ),
    async touch(id, atMs) {
      await db.updateTable("sweep_agents").set({ heartbeat_at_ms: atMs }).where("id", "=", id).execute();
    },
  };
}

type SweepRow = { [Column in keyof Tables["sweeps"]]: Column extends "id" ? Sweep["id"] : Tables["sweeps"][Column] };

async function toSweeps(db: Db, rows: readonly SweepRow[]): Promise<Sweep[]> {
  const projects: ReadonlyMap<ProjectId, Project> = await projectsById(
    db,
    rows.map((row) => row.project_id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    project: projects.get(row.project_id)!,
    displayName: row.display_name,
    description: row.description,
    state: row.state,
    config: row.config,
    search: parseStoredSearch(row.grid),
    nextPoint: row.next_point,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }));
}
