import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { type Page, listText, SHOWN_ROWS } from "./pages.ts";
import { readPlace } from "./scope.ts";
import { bytesText, counted, tableText } from "../readable-text.ts";

const STORAGE =
  "storage { uniqueBytes sharedBytes wouldFreeBytes draftBytes quotaBytes growth(days: 7) { date bytes } }";
const STORE = "query Q { store { liveBytes draftBytes unreferencedBytes deadBytes packBytes } }";
const ENTITY = `query Q($entity: String!) { found: entity(name: $entity) { ${STORAGE} } }`;
const PROJECT = `query Q($entity: String!, $project: String!) {
  found: project(entityName: $entity, name: $project) { ${STORAGE} } }`;
const COLLECTION = `query Q($entity: String!, $project: String!, $name: String!) {
  project(entityName: $entity, name: $project) { found: artifactCollection(name: $name) { ${STORAGE} } } }`;
const VERSION = `query Q($entity: String!, $project: String!, $name: String!) {
  project(entityName: $entity, name: $project) { found: artifact(name: $name) { ${STORAGE} } } }`;
const DRAFTS = `query Q($first: Int) { drafts(first: $first) { totalCount edges { node {
  fileCount heldBytes idleSince expiredAt artifact { id artifactSequence { name project { name entityName } } } } } } }`;
const ABANDON = "mutation M($ids: [ID!]!) { abandonDrafts(artifactIDs: $ids) { abandonedCount } }";
const JOURNAL = `query Q($first: Int) { storageJournal(first: $first) { totalCount edges { node {
  at action subject bytes reason doneBy } } } }`;

interface Storage {
  readonly uniqueBytes: number;
  readonly sharedBytes: number;
  readonly wouldFreeBytes: number;
  readonly draftBytes: number;
  readonly quotaBytes: number | null;
  readonly growth: readonly { readonly date: string; readonly bytes: number }[];
}

interface Found {
  readonly storage: Storage;
}

/** Shows the storage of the whole store, or of one `entity[/project[/collection[:version]]]`. */
export async function adminStorage(server: AdminConnection, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const { store } = await server.ask<{ store: Readonly<Record<string, number>> }>(STORE, {});
    return console.log(
      tableText([
        ["in use", bytesText(store["liveBytes"]!)],
        ["of this, only in drafts", bytesText(store["draftBytes"]!)],
        ["waiting for garbage collection", bytesText(store["unreferencedBytes"]!)],
        ["unused space inside packs", bytesText(store["deadBytes"]!)],
        ["total size of all packs", bytesText(store["packBytes"]!)],
      ]),
    );
  }
  const storage = await findStorage(server, name);
  const rows = [
    ["unique", bytesText(storage.uniqueBytes)],
    ["shared with others", bytesText(storage.sharedBytes)],
    ["freed by deleting its versions", bytesText(storage.wouldFreeBytes)],
    ["only in drafts", bytesText(storage.draftBytes)],
    ["quota of the entity", storage.quotaBytes === null ? "none" : bytesText(storage.quotaBytes)],
    ...storage.growth.map(({ date, bytes }) => [`added on ${date}`, bytesText(bytes)]),
  ];
  console.log(tableText(rows));
}

async function findStorage(server: AdminConnection, name: string): Promise<Storage> {
  const { entityName: entity, projectName: project, artifactCollectionName: collection } = readPlace(name);
  const query =
    project === null ? ENTITY : collection === null ? PROJECT : collection.includes(":") ? VERSION : COLLECTION;
  const answer = await server.ask<{ found?: Found | null; project?: { found: Found | null } | null }>(query, {
    entity,
    project,
    name: collection,
  });
  const found = answer.found ?? answer.project?.found;
  if (found === null || found === undefined) throw new StemmaError("not_found", `Cannot find "${name}"`);
  return found.storage;
}

interface Draft {
  readonly fileCount: number;
  readonly heldBytes: number;
  readonly idleSince: string;
  readonly expiredAt: string | null;
  readonly artifact: { id: string; artifactSequence: { name: string; project: { name: string; entityName: string } } };
}

/** Lists unfinished uploads, the longest idle first. */
export async function adminDrafts(server: AdminConnection): Promise<void> {
  const { drafts } = await server.ask<{ drafts: Page<Draft> }>(DRAFTS, { first: SHOWN_ROWS });
  const rows = drafts.edges.map(({ node }) => {
    const { name, project } = node.artifact.artifactSequence;
    const place = `${project.entityName}/${project.name}/${name}`;
    const held =
      node.expiredAt === null ? `${counted(node.fileCount, "file")}, ${bytesText(node.heldBytes)}` : "expired";
    return [node.idleSince, place, held, node.artifact.id];
  });
  console.log(listText([["idle since", "collection", "content", "id"], ...rows], drafts.totalCount, "no drafts"));
}

/**
 * Expires drafts now; the next garbage collection frees their uploads.
 *
 * @throws the errors of the server
 */
export async function adminAbandon(server: AdminConnection, ids: readonly string[]): Promise<void> {
  const { abandonDrafts } = await server.ask<{ abandonDrafts: { abandonedCount: number } }>(ABANDON, { ids });
  console.log(
    `abandoned ${counted(abandonDrafts.abandonedCount, "draft")}; the next garbage collection frees their uploads`,
  );
}

interface JournalEntry {
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  readonly bytes: number | null;
  readonly reason: string;
  readonly doneBy: string | null;
}

/** Lists deletions and freed space, newest first. */
export async function adminJournal(server: AdminConnection): Promise<void> {
  const { storageJournal } = await server.ask<{ storageJournal: Page<JournalEntry> }>(JOURNAL, { first: SHOWN_ROWS });
  const rows = storageJournal.edges.map(({ node: { at, action, subject, bytes, reason, doneBy } }) => {
    return [at, action.toLowerCase(), subject, bytes === null ? "" : bytesText(bytes), reason, doneBy ?? "the server"];
  });
  const head = ["at", "action", "subject", "bytes", "reason", "by"];
  console.log(listText([head, ...rows], storageJournal.totalCount, "no deletions recorded"));
}
