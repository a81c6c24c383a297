import { findRunIn } from "../../core/runs/find-run.ts";
import { listCollections } from "../../core/artifacts/list-collections.ts";
import { countRuns, listRuns } from "../../core/runs/list-runs.ts";
import { noteResumeQuestion } from "../../core/runs/note-resume-question.ts";
import { resolveIn } from "../../core/artifacts/resolve-version.ts";
import {
  collectionFilterFields,
  type FieldTable,
  hasRight,
  type Project,
  readOrder,
  runFilterFields,
  StemmaError,
  wireTime,
} from "../../model/index.ts";
import { connection, type PageArguments, readPage, readWholePage } from "./connection.ts";
import type { TypeInProject } from "./execution/object-guards.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import type { RequestBudget } from "./execution/request-budget.ts";
import { runTexts } from "./run-texts.ts";
import { storageOf } from "./storage-fields.ts";

/** The arguments of lists that can be filtered and sorted. */
export type QueryArguments = PageArguments & { readonly filters?: string | null; readonly order?: string | null };

/** Reads filter, order and page of a list whose rows have these fields. */
export function readQuery(args: QueryArguments, table: FieldTable, budget: RequestBudget) {
  return { filter: budget.readFilter(args.filters, table), order: readOrder(args.order, table), page: readPage(args) };
}

/** Fields of a project. */
export const projectFields: Fields<Project> = {
  id: (project) => nodeId("Project", project.id),
  internalId: (project) => nodeId("ProjectInternalId", project.id),
  entity: (project, _, { ports }) => ports.metadata.read.accounts.findEntity(project.entityName),
  views: () => "{}",
  createdAt: (project) => isoTime(project.createdAtMs),
  isBenchmark: () => false,
  readOnly: (project, _, { actor }) => !hasRight(actor, "write", project.entityId),
  user: (project, _, { ports }) =>
    project.createdBy === null ? null : ports.metadata.read.accounts.findUser(project.createdBy),
  run: (project, { name }: { name: string }, { ports }) => findRunIn(ports, project, name),
  bucket: async (project, { name, missingOk }: { name: string; missingOk?: boolean }, { ports, actor }) => {
    const run = await findRunIn(ports, project, name);
    // So asks a process that is about to resume the run, and nobody else.
    if (run !== null && missingOk === true) await noteResumeQuestion(ports, { actor, right: "write" }, run);
    if (run === null && missingOk !== true)
      throw new StemmaError("not_found", `Cannot find the run "${project.entityName}/${project.name}/${name}"`);
    return run;
  },
  runs: async (project, args: QueryArguments, { ports, budget }, info) => {
    const query = readQuery(args, runFilterFields, budget);
    return connection(await listRuns(ports, project, { ...query, texts: runTexts(info) }), (run) => run);
  },
  runCount: (project, args: { filters?: string | null }, { ports, budget }) =>
    countRuns(ports, project, budget.readFilter(args.filters, runFilterFields)),
  storage: storageOf.project,
  sweep: (project, { sweepName }: { sweepName: string }, { ports }) =>
    ports.metadata.read.sweeps.find(project.id, sweepName),
  sweeps: async (project, args: PageArguments, { ports }) => {
    const page = readPage(args);
    return connection(await ports.metadata.read.sweeps.list(project.id, page), (sweep) => sweep);
  },
  totalSweeps: async (project, _, { ports }) =>
    (await ports.metadata.read.sweeps.list(project.id, { after: null, first: 0 })).total(),
  artifactTypes: async (project, args: PageArguments, { ports }) =>
    connection(await ports.metadata.read.types.list(project.id, readWholePage(args)), (type) => ({ ...type, project })),
  artifactType: (project, { name }: { name: string }, { ports }) => typeIn(ports, project, name),
  artifactCollections: async (project, args: QueryArguments, { ports, budget }) => {
    const query = readQuery(args, collectionFilterFields, budget);
    return connection(await listCollections(ports, project, undefined, query), (collection) => collection);
  },
  artifactCollection: (project, { name }: { name: string }, { ports }) =>
    ports.metadata.read.collections.find(project.id, name),
  artifactCollectionMembership: (project, { name }: { name: string }, { ports }) => resolveIn(ports, project, name),
  artifact: async (project, { name }: { name: string }, { ports }) =>
    (await resolveIn(ports, project, name))?.version ?? null,
};

async function typeIn(
  ports: Parameters<typeof resolveIn>[0],
  project: Project,
  name: string,
): Promise<TypeInProject | null> {
  const type = await ports.metadata.read.types.find(project.id, name);
  return type === null ? null : { ...type, project };
}

/** Fields of an artifact type. */
export const artifactTypeFields: Fields<TypeInProject> = {
  id: (type) => nodeId("ArtifactType", type.id),
  createdAt: (type) => isoTime(type.createdAtMs),
  artifactCollections: async (type, args: QueryArguments, { ports, budget }) => {
    const query = readQuery(args, collectionFilterFields, budget);
    return connection(await listCollections(ports, type.project, type, query), (collection) => collection);
  },
  artifactCollection: async (type, { name }: { name: string }, { ports }) => {
    const collection = await ports.metadata.read.collections.find(type.project.id, name);
    return collection?.typeId === type.id ? collection : null;
  },
  artifactSequence: async (type, { name }: { name: string }, { ports }) => {
    const collection = await ports.metadata.read.collections.find(type.project.id, name);
    return collection?.typeId === type.id && collection.kind === "source" ? collection : null;
  },
  artifact: async (type, { name }: { name: string }, { ports }) => {
    const membership = await resolveIn(ports, type.project, name);
    return membership?.collection.typeId === type.id ? membership.version : null;
  },
};

/** A moment in a field of the official client: whole seconds, because public scripts parse just that. */
export function isoTime(ms: number): string {
  return wireTime(ms);
}

/** A moment in a field of ours, to the millisecond. */
export function preciseTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Returns `preciseTime` of a moment, or null. */
export function preciseTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : preciseTime(ms);
}
