import { deleteProject } from "../../core/deletion/delete-project.ts";
import { listDeletedRuns } from "../../core/runs/list-deleted-runs.ts";
import { listDeletedProjects, undeleteProject } from "../../core/deletion/undelete-project.ts";
import { undeleteRuns } from "../../core/runs/undelete-runs.ts";
import type { DeletedProject, DeletedRun } from "../../core/ports/metadata.ts";
import type { ProjectId, RunId } from "../../model/index.ts";
import { connection, type PageArguments, readPage } from "./connection.ts";
import type { Fields, RootField } from "./execution/graphql-context.ts";
import { nodeId, requireNodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";

type Place = { readonly entityName?: string | null; readonly projectName?: string | null } & PageArguments;

/** Deleted runs and projects. */
export const deletionQueries: Readonly<Record<string, RootField>> = {
  deletedRuns: async (args: Place, { ports }, access) => {
    const page = readPage(args);
    const place = { entity: args.entityName ?? null, project: args.projectName ?? null };
    const listed = await listDeletedRuns(ports, access, place, page);
    return listed && connection(listed, (deleted) => deleted);
  },
  deletedProjects: async (args: Place, { ports }, access) => {
    const page = readPage(args);
    const listed = await listDeletedProjects(ports, access, args.entityName ?? null, page);
    return listed && connection(listed, (deleted) => deleted);
  },
};

/** Mutations that delete projects, and bring runs and projects back. */
export const deletionMutations: Readonly<Record<string, RootField>> = {
  undeleteRuns: ({ runIDs }: { runIDs: string[] }, { ports }, access) =>
    undeleteRuns(
      ports,
      access,
      runIDs.map((id) => requireNodeId<RunId>(id, "run", "Run")),
    ),
  deleteProject: async (
    { entityName, projectName }: { entityName: string; projectName: string },
    { ports },
    access,
  ) => {
    const { id } = await deleteProject(ports, access, { entity: entityName, project: projectName });
    return { success: true, projectID: nodeId("Project", id) };
  },
  undeleteProject: async ({ projectID }: { projectID: string }, { ports }, access) =>
    undeleteProject(ports, access, requireNodeId<ProjectId>(projectID, "project", "Project")),
};

/** Fields of a deleted run. */
export const deletedRunFields: Fields<DeletedRun> = {
  id: ({ id }) => nodeId("Run", id),
  run: ({ id }, _, { ports }) => ports.metadata.read.runs.byId(id),
  replacedBy: ({ replacedById }, _, { ports }) =>
    replacedById === null ? null : ports.metadata.read.runs.byId(replacedById),
  deletedAt: ({ deletedAtMs }) => isoTime(deletedAtMs),
};

/** Fields of a deleted project. */
export const deletedProjectFields: Fields<DeletedProject> = {
  id: ({ project }) => nodeId("Project", project.id),
  deletedAt: ({ deletedAtMs }) => isoTime(deletedAtMs),
};
