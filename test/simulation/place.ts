import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Access } from "../../src/core/accounts/access.ts";
import { createOrg, createTeam, createUser } from "../../src/core/accounts/manage-accounts.ts";
import type { Ports } from "../../src/core/ports/ports.ts";
import { upsertRun } from "../../src/core/runs/upsert-run.ts";
import { type Actor, type ProjectId, type RunId, SOLE_WRITER } from "../../src/model/index.ts";
import { realHashing } from "../../src/server/system-ports.ts";
import { createMetadata } from "../../src/stores/metadata/metadata.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";
import { migrate } from "../../src/stores/metadata/migrations/migrate.ts";
import { openSqliteEngine } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import { LocalSqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import { SqliteConnection } from "../../src/stores/metadata/engine/sqlite-connection.ts";

/** The callers: one with write access to the team, one with read access, one from elsewhere. */
export type Person = "writer" | "viewer" | "stranger";

/** The projects, and the entity of each. */
export const entityOf = { alpha: "team", beta: "team", gamma: "stranger" } as const;

export type ProjectKey = keyof typeof entityOf;

/** A run that exists from the start. */
export interface KnownRun {
  readonly id: RunId;
  readonly name: string;
  readonly project: ProjectKey;
}

/**
 * A database for consecutive worlds, with the accounts, projects and runs that all of them start with. Its connections
 * stay open, because preparing several hundred statements takes longer than a sequence.
 */
export interface Place {
  readonly actors: Readonly<Record<Person, Actor>>;
  readonly projectIds: Readonly<Record<ProjectKey, ProjectId>>;
  readonly runs: readonly KnownRun[];
  readonly writer: LocalSqlWriter;
  readonly engine: Engine;
  /** The connection with which transactions read before their first write. */
  readonly reader: SqliteConnection;
  /** Reads the rows independently. */
  readonly rows: DatabaseSync;
  /** Removes the data of a world. */
  clear(): void;
  remove(): Promise<void>;
}

/** The start time (in milliseconds since 1970 UTC). */
export const START_MS = 1_700_000_000_000;

const plannedRuns: readonly { name: string; project: ProjectKey }[] = [
  { name: "run-0", project: "alpha" },
  { name: "run-1", project: "alpha" },
  { name: "run-2", project: "beta" },
  { name: "run-3", project: "gamma" },
];

/** Creates a place, in memory if the machine has such a file system. */
export async function makePlace(folder = fastFolder()): Promise<Place> {
  const root = mkdtempSync(join(folder, "stemma-simulation-"));
  const path = join(root, "stemma.sqlite");
  const writer = new LocalSqlWriter(path);
  const engine = openSqliteEngine(path, () => writer.session());
  await migrate(engine, START_MS);
  const metadata = createMetadata(engine);
  const ports = {
    metadata,
    clock: { nowMs: () => START_MS },
    tokens: { token: tokens() },
    hashing: realHashing,
    // The runs are created before quotas count.
    quotas: { requireRoom: async () => {}, textsArrived: () => {} } as unknown as Ports["quotas"],
  } as Ports;
  const admin: Access = {
    actor: { user: null, isSiteAdmin: true, memberships: [] },
    right: "admin",
  };
  for (const username of ["writer", "viewer", "stranger"])
    await createUser(ports, admin, {
      username,
      email: `${username}@example.org`,
      isAdmin: false,
      apiKey: undefined,
    });
  await createOrg(ports, admin, { name: "org", members: [] });
  const members = [
    { username: "writer", role: "member" as const },
    { username: "viewer", role: "viewer" as const },
  ];
  await createTeam(ports, admin, { name: "team", org: "org", members });
  const actors = {} as Record<Person, Actor>;
  for (const person of ["writer", "viewer", "stranger"] as const) {
    const user = await metadata.read.accounts.findUser(person);
    actors[person] = (await metadata.read.accounts.actorByUser(user!.id))!;
  }
  const runs: KnownRun[] = [];
  for (const { name, project } of plannedRuns) {
    const input = { id: undefined, entity: entityOf[project], project, name, writer: SOLE_WRITER, changes: {} };
    // Started by the worker of the project, who may therefore delete its files.
    const worker: Access = { actor: actors[entityOf[project] === "team" ? "writer" : "stranger"], right: "write" };
    runs.push({ id: (await upsertRun(ports, worker, input)).run.id, name, project });
  }
  const projectIds = {} as Record<ProjectKey, ProjectId>;
  for (const project of ["alpha", "beta", "gamma"] as const)
    projectIds[project] = (await metadata.read.projects.find(entityOf[project], project))!.id;
  const rows = new DatabaseSync(path);
  const reader = new SqliteConnection(path, { isReader: true });
  const clearing = clearingOf(rows);
  return {
    actors,
    projectIds,
    runs,
    writer,
    engine,
    reader,
    rows,
    clear: () => rows.exec(clearing),
    async remove() {
      rows.close();
      reader.close();
      await engine.close();
      writer.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Empties the tables that are empty now and restarts their ids at one. */
function clearingOf(rows: DatabaseSync): string {
  const tables = rows
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => rows.prepare(`select count(*) as count from ${name}`).get()!["count"] === 0);
  const deletes = tables.map((name) => `delete from ${name}; delete from sqlite_sequence where name = '${name}';`);
  return `PRAGMA foreign_keys = OFF; BEGIN; ${deletes.join(" ")} COMMIT;`;
}

function tokens(): (characters: number) => string {
  let last = 0;
  return (characters) => String((last += 1)).padStart(characters, "0");
}

function fastFolder(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}
