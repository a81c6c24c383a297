import { creatorOf, ownerOf } from "../../../core/accounts/read-accounts.ts";
import { listCollections } from "../../../core/artifacts/list-collections.ts";
import { findCollectionIn, findType, listTypes } from "../../../core/artifacts/read-collections.ts";
import { resolveIn } from "../../../core/artifacts/resolve-version.ts";
import { findProject } from "../../../core/projects/find-project.ts";
import { listProjects } from "../../../core/projects/list-projects.ts";
import { upsertProject } from "../../../core/projects/upsert-project.ts";
import { findRunIn } from "../../../core/runs/find-run.ts";
import { countRuns, listRuns } from "../../../core/runs/list-runs.ts";
import { noteResumeQuestion } from "../../../core/runs/note-resume-question.ts";
import { findSweep, listSweeps } from "../../../core/sweeps/read-sweeps.ts";
import {
  collectionFilterFields,
  hasRight,
  type ProjectId,
  runFilterFields,
  StemmaError,
  UNCATEGORIZED,
} from "../../../model/index.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { connection, readPage, readWholePage } from "../format/connection.ts";
import { nodeId, requireNodeId } from "../format/node-id.ts";
import { runTexts } from "../format/run-texts.ts";
import { isoTime, readQuery } from "../format/wire-format.ts";
import type { QueryResolvers, Resolvers } from "../resolvers.generated.ts";
import { storageOf } from "./storage.ts";

const findNamedProject: NonNullable<QueryResolvers["project"]> = (access, { name, entityName }, context) =>
  findProject(context.ports, access, { entity: entityName ?? ownEntity(context), project: name || UNCATEGORIZED });

/** Projects. */
export const projects: Resolvers = {
  Query: {
    project: findNamedProject,
    model: findNamedProject,
    models: async (access, { entityName, ...args }, context) => {
      const entity = entityName ?? ownEntity(context);
      return connection(await listProjects(context.ports, access, { entity, page: readPage(args) }));
    },
  },

  Mutation: {
    upsertModel: async (access, { input }, { ports }) => {
      const id = input.id ? requireNodeId<ProjectId>(input.id, "project", "Project") : undefined;
      const { project, isNew } = await upsertProject(ports, access, {
        id,
        entity: input.entityName,
        project: input.name,
        description: input.description ?? undefined,
        access: input.access ?? undefined,
      });
      return { project, model: project, inserted: isNew };
    },
  },

  Project: {
    id: (project) => nodeId("Project", project.id),
    internalId: (project) => nodeId("ProjectInternalId", project.id),
    entity: (project, _, { ports }) => ownerOf(ports, project),
    views: () => "{}",
    createdAt: (project) => isoTime(project.createdAtMs),
    isBenchmark: () => false,
    readOnly: (project, _, { actor }) => !hasRight(actor, "write", project.entityId),
    user: (project, _, { ports }) => creatorOf(ports, project),
    run: (project, { name }, { ports }) => findRunIn(ports, project, name),
    bucket: async (project, { name, missingOk }, { ports, actor }) => {
      const run = await findRunIn(ports, project, name);
      // Only a process that is about to resume the run asks with missingOk.
      if (run !== null && missingOk === true) await noteResumeQuestion(ports, { actor, right: "write" }, run);
      if (run === null && missingOk !== true)
        throw new StemmaError("not_found", `Cannot find the run "${project.entityName}/${project.name}/${name}"`);
      return run;
    },
    runs: async (project, args, { ports, budget }, info) => {
      const query = readQuery(args, runFilterFields, budget);
      return connection(await listRuns(ports, project, { ...query, texts: runTexts(info) }));
    },
    runCount: (project, { filters }, { ports, budget }) =>
      countRuns(ports, project, budget.readFilter(filters ?? undefined, runFilterFields)),
    storage: (project, _, context) => storageOf(context, { kind: "project", id: project.id }, project.entityId),
    sweep: (project, { sweepName }, { ports }) => findSweep(ports, project, sweepName),
    sweeps: async (project, args, { ports }) => connection(await listSweeps(ports, project, readPage(args))),
    totalSweeps: async (project, _, { ports }) => (await listSweeps(ports, project, { after: null, first: 0 })).total(),
    artifactTypes: async (project, args, { ports }) =>
      connection(await listTypes(ports, project, readWholePage(args)), (type) => ({ ...type, project })),
    artifactType: async (project, { name }, { ports }) => {
      const type = await findType(ports, project, name);
      return type === null ? null : { ...type, project };
    },
    artifactCollections: async (project, args, { ports, budget }) => {
      const query = readQuery(args, collectionFilterFields, budget);
      return connection(await listCollections(ports, project, undefined, query));
    },
    artifactCollection: (project, { name }, { ports }) => findCollectionIn(ports, project, name),
    artifactCollectionMembership: (project, { name }, { ports }) => resolveIn(ports, project, name),
    artifact: async (project, { name }, { ports }) => (await resolveIn(ports, project, name))?.version ?? null,
  },
};

/** The caller's own entity; the admin token has none. */
function ownEntity({ actor }: GraphqlContext): string {
  return actor.user?.username ?? "";
}
