import { accessSync, constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Access } from "../../src/core/access.ts";
import { createOrg, createTeam, createUser } from "../../src/core/manage-accounts.ts";
import type { Ports } from "../../src/core/ports/ports.ts";
import { upsertRun } from "../../src/core/upsert-run.ts";
import type { Actor, ProjectId, RunId } from "../../src/model/index.ts";
import { realHashing } from "../../src/server/world.ts";
import { createMetadata } from "../../src/stores/metadata/metadata.ts";
import { migrate } from "../../src/stores/metadata/migrate.ts";
import { openSqliteEngine } from "../../src/stores/metadata/dialect-sqlite.ts";
import { LocalSqlWriter } from "../../src/stores/metadata/sql-writer.ts";

/** Who acts: one may write in the team, one may read there, one belongs elsewhere. */
export type Person = "writer" | "viewer" | "stranger";

/** The projects, and the entity each belongs to. */
export const entityOf = { alpha: "team", beta: "team", gamma: "stranger" } as const;

export type ProjectKey = keyof typeof entityOf;

/** A run that is there from the beginning. */
export interface KnownRun {
  readonly id: RunId;
  readonly name: string;
  readonly project: ProjectKey;
}

/** Where worlds begin: a database with accounts, projects and runs, to be copied. */
export interface Place {
  readonly actors: Readonly<Record<Person, Actor>>;
  readonly projectIds: Readonly<Record<ProjectKey, ProjectId>>;
  readonly runs: readonly KnownRun[];
  /** Copies the database to a path of its own. */
  copyDatabase(): string;
  remove(): void;
}

/** When everything begins. **Units** milliseconds since 1970 UTC */
export const START_MS = 1_700_000_000_000;

const plannedRuns: readonly { name: string; project: ProjectKey }[] = [
  { name: "run-0", project: "alpha" },
  { name: "run-1", project: "alpha" },
  { name: "run-2", project: "beta" },
  { name: "run-3", project: "gamma" },
];

/** Makes the database that worlds are copied from, in memory where the machine has a file system of that kind. */
export async function makePlace(folder = fastFolder()): Promise<Place> {
  const root = mkdtempSync(join(folder, "stemma-simulation-"));
  const template = join(root, "template.sqlite");
  const writer = new LocalSqlWriter(template);
  const engine = openSqliteEngine(template, () => writer.session());
  await migrate(engine, START_MS);
  const metadata = createMetadata(engine);
  const ports = {
    metadata,
    clock: { nowMs: () => START_MS },
    chance: { token: tokens() },
    hashing: realHashing,
  } as Ports;
  const root1: Access = { actor: { user: null, isSiteAdmin: true, memberships: [] }, right: "admin" };
  for (const username of ["writer", "viewer", "stranger"])
    await createUser(ports, root1, { username, email: `${username}@example.org`, isAdmin: false, apiKey: undefined });
  await createOrg(ports, root1, { name: "org", members: [] });
  const members = [
    { username: "writer", role: "member" as const },
    { username: "viewer", role: "viewer" as const },
  ];
  await createTeam(ports, root1, { name: "team", org: "org", members });
  const runs: KnownRun[] = [];
  for (const { name, project } of plannedRuns) {
    const input = { id: undefined, entity: entityOf[project], project, name, changes: {} };
    runs.push({ id: (await upsertRun(ports, root1, input)).run.id, name, project });
  }
  const actors = {} as Record<Person, Actor>;
  for (const person of ["writer", "viewer", "stranger"] as const) {
    const user = await metadata.read.accounts.findUser(person);
    actors[person] = (await metadata.read.accounts.actorByUser(user!.id))!;
  }
  const projectIds = {} as Record<ProjectKey, ProjectId>;
  for (const project of ["alpha", "beta", "gamma"] as const)
    projectIds[project] = (await metadata.read.projects.find(entityOf[project], project))!.id;
  await engine.close();
  writer.close();

  let copies = 0;
  return {
    actors,
    projectIds,
    runs,
    copyDatabase() {
      const path = join(root, `world-${(copies += 1)}.sqlite`);
      copyFileSync(template, path);
      return path;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
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
