import { existingVersion } from "../../../core/artifacts/resolve-version.ts";
import { deleteByFilter } from "../../../core/deletion/delete-by-filter.ts";
import { deleteProject } from "../../../core/deletion/delete-project.ts";
import { freedByIds } from "../../../core/deletion/freed-bytes.ts";
import { listDeleted } from "../../../core/deletion/list-deleted.ts";
import { purgeVersions } from "../../../core/deletion/purge-versions.ts";
import { listDeletedProjects, undeleteProject } from "../../../core/deletion/undelete-project.ts";
import { undeleteVersions } from "../../../core/deletion/undelete-versions.ts";
import { runById } from "../../../core/runs/find-run.ts";
import { listDeletedRuns } from "../../../core/runs/list-deleted-runs.ts";
import { undeleteRuns } from "../../../core/runs/undelete-runs.ts";
import { type ArtifactId, deletionFilterFields, LATEST, type ProjectId, type RunId } from "../../../model/index.ts";
import { connection, readPage } from "../format/connection.ts";
import { nodeId, requireNodeId } from "../format/node-id.ts";
import { isoTime, preciseTime, requireArtifactId, scopeName } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Deleted versions, runs and projects: deleting them by filter, undeleting and purging. */
export const deletion: Resolvers = {
  Query: {
    deletedArtifacts: async (access, args, { ports, reading, budget }) => {
      const listed = await listDeleted(ports, access, scopeName(args), readPage(args), args.keptForOthers === true);
      if (listed === null) return null;
      let freed: Promise<ReadonlyMap<ArtifactId, number>> | undefined;
      const freedBytes = (): Promise<ReadonlyMap<ArtifactId, number>> =>
        (freed ??= budget.heavy(() =>
          freedByIds(
            ports,
            reading,
            listed.rows.map(({ id }) => id),
          ),
        ));
      return connection(listed, (deleted) => ({ ...deleted, freedBytes }));
    },
    deletedRuns: async (access, args, { ports }) => {
      const scope = { entity: args.entityName ?? null, project: args.projectName ?? null };
      const listed = await listDeletedRuns(ports, access, scope, readPage(args));
      return listed && connection(listed);
    },
    deletedProjects: async (access, args, { ports }) => {
      const listed = await listDeletedProjects(ports, access, args.entityName ?? null, readPage(args));
      return listed && connection(listed);
    },
  },

  Mutation: {
    deleteArtifacts: async (access, { input }, { ports, budget, aliasesArgument }) => {
      const { versions, bytes } = await deleteByFilter(ports, access, {
        entity: input.entityName,
        project: input.projectName,
        collection: input.artifactCollectionName ?? null,
        type: input.artifactTypeName ?? null,
        filter: budget.readFilter(input.filter, deletionFilterFields),
        filterText: input.filter,
        deleteAliases: input.deleteAliases,
        aliasesArgument,
        isDryRun: input.dryRun,
      });
      const deletedCount = versions.filter(({ protection }) => protection === null).length;
      return { versions, deletedCount: input.dryRun ? 0 : deletedCount, bytes, dryRun: input.dryRun };
    },
    undeleteArtifacts: (access, { artifactIDs }, { ports }) =>
      undeleteVersions(ports, access, artifactIDs.map(requireArtifactId)),
    purgeArtifacts: async (access, { artifactIDs }, { ports }) => {
      const { ids, bytes } = await purgeVersions(ports, access, artifactIDs.map(requireArtifactId));
      return { purgedCount: ids.length, bytes };
    },
    undeleteRuns: (access, { runIDs }, { ports }) =>
      undeleteRuns(
        ports,
        access,
        runIDs.map((id) => requireNodeId<RunId>(id, "run", "Run")),
      ),
    deleteProject: async (access, { entityName, projectName }, { ports }) => {
      const { id } = await deleteProject(ports, access, { entity: entityName, project: projectName });
      return { success: true, projectID: nodeId("Project", id) };
    },
    undeleteProject: (access, { projectID }, { ports }) =>
      undeleteProject(ports, access, requireNodeId<ProjectId>(projectID, "project", "Project")),
  },

  MeantArtifact: { artifact: ({ version }) => version },

  DeletedArtifact: {
    artifact: ({ id }, _, { ports }) => existingVersion(ports, id),
    aliases: async ({ aliases }, _, { visibility }) => {
      const isShown = await Promise.all(aliases.map(({ collectionId }) => visibility.readsCollection(collectionId)));
      const shown = aliases.filter(({ alias }, index) => isShown[index] && alias !== LATEST);
      return [...new Set(shown.map(({ alias }) => alias))];
    },
    bytes: async ({ id, freedBytes }) => (await freedBytes()).get(id) ?? 0,
    deletedAt: ({ deletedAtMs }) => preciseTime(deletedAtMs),
  },

  UndeletedArtifact: { artifact: ({ id }, _, { ports }) => existingVersion(ports, id) },

  DeletedRun: {
    id: ({ id }) => nodeId("Run", id),
    run: ({ id }, _, { ports }) => runById(ports, id),
    replacedBy: ({ replacedById }, _, { ports }) => (replacedById === null ? null : runById(ports, replacedById)),
    deletedAt: ({ deletedAtMs }) => isoTime(deletedAtMs),
  },

  DeletedProject: {
    id: ({ project }) => nodeId("Project", project.id),
    deletedAt: ({ deletedAtMs }) => isoTime(deletedAtMs),
  },
};
