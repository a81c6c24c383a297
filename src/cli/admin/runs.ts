import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { type Page, listText, nodesOf, PAGE_INFO, SHOWN_ROWS } from "./pages.ts";
import { counted } from "../readable-text.ts";

const RUN = "name project { name entityName }";
const RUNS = `query Q($entityName: String, $projectName: String, $first: Int, $after: String) {
  list: deletedRuns(entityName: $entityName, projectName: $projectName, first: $first, after: $after) {
    totalCount edges { node { id deletedAt run { ${RUN} } replacedBy { ${RUN} } } } ${PAGE_INFO} } }`;
const PROJECTS = `query Q($entityName: String, $first: Int, $after: String) {
  list: deletedProjects(entityName: $entityName, first: $first, after: $after) {
    totalCount edges { node { id deletedAt project { name entityName } } } ${PAGE_INFO} } }`;
const UNDELETE_RUNS = `mutation M($ids: [ID!]!) { undeleteRuns(runIDs: $ids) { ${RUN} } }`;
const DELETE_PROJECT = `mutation M($entityName: String!, $projectName: String!) {
  deleteProject(entityName: $entityName, projectName: $projectName) { projectID } }`;
const UNDELETE_PROJECT = "mutation M($id: ID!) { undeleteProject(projectID: $id) { name entityName } }";

interface PlacedProject {
  readonly name: string;
  readonly entityName: string;
}

interface PlacedRun {
  readonly name: string;
  readonly project: PlacedProject;
}

interface DeletedRun {
  readonly id: string;
  readonly deletedAt: string;
  readonly run: PlacedRun;
  readonly replacedBy: PlacedRun | null;
}

interface DeletedProject {
  readonly id: string;
  readonly deletedAt: string;
  readonly project: PlacedProject;
}

/** Lists the runs that can be undeleted: deleted ones, and the earlier content of runs that were started again. */
export async function adminDeletedRuns(server: AdminConnection, place: string | undefined): Promise<void> {
  const [entityName = null, projectName = null] = readParts(place, 2);
  const variables = { entityName, projectName, first: SHOWN_ROWS };
  const { list } = await server.ask<{ list: Page<DeletedRun> | null }>(RUNS, variables);
  if (list === null) throw new StemmaError("not_found", `Cannot find "${place}"`);
  const rows = list.edges.map(({ node }) => [
    node.deletedAt,
    runText(node.replacedBy ?? node.run),
    node.replacedBy === null ? "deleted" : "replaced by a new start",
    node.id,
  ]);
  const head = ["deleted at", "run", "reason", "id"];
  console.log(listText([head, ...rows], list.totalCount, "no deleted runs can be undeleted"));
}

/** Undeletes runs, all of them or none. */
export async function adminUndeleteRuns(server: AdminConnection, names: readonly string[]): Promise<void> {
  const ids: string[] = [];
  for (const name of names) ids.push(name.includes("/") ? await findRun(server, name) : name);
  const { undeleteRuns } = await server.ask<{ undeleteRuns: readonly PlacedRun[] }>(UNDELETE_RUNS, { ids });
  for (const run of undeleteRuns) console.log(`undeleted ${runText(run)}`);
}

/** Lists the deleted projects that can be undeleted. */
export async function adminDeletedProjects(server: AdminConnection, place: string | undefined): Promise<void> {
  const [entityName = null] = readParts(place, 1);
  const variables = { entityName, first: SHOWN_ROWS };
  const { list } = await server.ask<{ list: Page<DeletedProject> | null }>(PROJECTS, variables);
  if (list === null) throw new StemmaError("not_found", `Cannot find "${place}"`);
  const rows = list.edges.map(({ node }) => [node.deletedAt, projectText(node.project), node.id]);
  console.log(listText([["deleted at", "project", "id"], ...rows], list.totalCount, "no deleted projects"));
}

/** Deletes a project with everything in it. */
export async function adminDeleteProject(server: AdminConnection, place: string): Promise<void> {
  const [entityName, projectName] = requireParts(place, 2, "entity/project");
  await server.ask(DELETE_PROJECT, { entityName, projectName });
  console.log(`deleted ${place}; to undo this, run stemma admin undelete-project ${place}`);
}

/** Undeletes a project with what was deleted with it. */
export async function adminUndeleteProject(server: AdminConnection, name: string): Promise<void> {
  const id = name.includes("/") ? await findProject(server, name) : name;
  const { undeleteProject } = await server.ask<{ undeleteProject: PlacedProject }>(UNDELETE_PROJECT, { id });
  console.log(`undeleted ${projectText(undeleteProject)}`);
}

async function findRun(server: AdminConnection, name: string): Promise<string> {
  const [entityName, projectName, run] = requireParts(name, 3, "entity/project/run");
  const found: string[] = [];
  const variables = { entityName, projectName };
  for await (const node of nodesOf<DeletedRun>(server, RUNS, { variables, name }))
    if ((node.replacedBy ?? node.run).name === run) found.push(node.id);
  return theOne(found, name, "run");
}

async function findProject(server: AdminConnection, name: string): Promise<string> {
  const [entityName, project] = requireParts(name, 2, "entity/project");
  const found: string[] = [];
  for await (const node of nodesOf<DeletedProject>(server, PROJECTS, { variables: { entityName }, name }))
    if (node.project.name === project) found.push(node.id);
  return theOne(found, name, "project");
}

/**
 * @throws `not_found`, `conflict` (several deleted ones had the name)
 */
function theOne(found: readonly string[], name: string, noun: "run" | "project"): string {
  if (found.length > 1)
    throw new StemmaError(
      "conflict",
      `Cannot undelete "${name}": ${counted(found.length, `deleted ${noun}`)} had this name; pass one of their ids, most recently deleted first: ${found.join(", ")}`,
    );
  if (found.length === 0)
    throw new StemmaError(
      "not_found",
      `Cannot undelete "${name}": no deleted ${noun} has this name; run stemma admin deleted-${noun}s to list the deleted ${noun}s`,
    );
  return found[0]!;
}

/**
 * @throws `invalid_input`
 */
function readParts(place: string | undefined, most: number): string[] {
  const parts = place === undefined ? [] : place.split("/");
  if (parts.length > most || parts.includes(""))
    throw new StemmaError(
      "invalid_input",
      `Cannot read the name "${place}": expected ${most === 1 ? "an entity" : "entity or entity/project"}`,
    );
  return parts;
}

/**
 * @throws `invalid_input`
 */
function requireParts(name: string, count: number, shape: string): string[] {
  const parts = name.split("/");
  if (parts.length !== count || parts.includes(""))
    throw new StemmaError("invalid_input", `Cannot read the name "${name}": expected ${shape}`);
  return parts;
}

function runText({ name, project }: PlacedRun): string {
  return `${projectText(project)}/${name}`;
}

function projectText({ name, entityName }: PlacedProject): string {
  return `${entityName}/${name}`;
}
