import { findProject } from "../../core/projects/find-project.ts";
import { listDamage } from "../../core/operations/list-damage.ts";
import { listProjects } from "../../core/projects/list-projects.ts";
import { findEntity, findOrg, searchUsers } from "../../core/accounts/read-accounts.ts";
import { findCollection, findVersionByClientId } from "../../core/artifacts/resolve-version.ts";
import { type ArtifactId, type CollectionId, type JobId, UNCATEGORIZED } from "../../model/index.ts";
import { findJob, listJobs } from "../../core/operations/start-job.ts";
import { connection, type PageArguments, readPage, readWholePage } from "./connection.ts";
import type { GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { nodeId, readNodeId } from "./node-id.ts";
import { serverFeatures } from "./server-features.ts";

const findNamedProject: RootField = (args: { name?: string | null; entityName?: string | null }, context, access) =>
  findProject(context.ports, access, {
    entity: args.entityName ?? ownEntity(context),
    project: args.name || UNCATEGORIZED,
  });

/** The fields of Query. */
export const queries: Readonly<Record<string, RootField>> = {
  viewer: (_, { actor }) => actor.user,
  serverInfo: () => ({
    features: serverFeatures,
    cliVersionInfo: { min_cli_version: "0.24.0", max_cli_version: "0.31.0" },
  }),
  organization: ({ name }: { name: string }, { ports }, access) => findOrg(ports, access, name),
  entity: ({ name }: { name: string }, { ports }, access) => findEntity(ports, access, name),
  users: async ({ query, ...args }: PageArguments & { query?: string | null }, { ports }, access) =>
    connection(await searchUsers(ports, access, query ?? "", readWholePage(args)), (user) => user),
  project: findNamedProject,
  model: findNamedProject,
  models: async (args: PageArguments & { entityName?: string | null }, context, access) => {
    const page = readPage(args);
    return connection(
      await listProjects(context.ports, access, { entity: args.entityName ?? ownEntity(context), page }),
      (project) => project,
    );
  },
  artifact: ({ id }: { id: string }, { ports }) => {
    const number = readNodeId<ArtifactId>(id, "Artifact");
    // The guard of the type asks who may see it: readers of its project, and in part readers of a link to it.
    return number === null ? null : ports.metadata.read.versions.byId(number);
  },
  artifactCollection: ({ id }: { id: string }, { ports }, access) => {
    const number = readNodeId<CollectionId>(id, "ArtifactSequence", "ArtifactPortfolio");
    return number === null ? null : findCollection(ports, access, number);
  },
  clientIDMapping: async ({ clientID }: { clientID: string }, { ports }, access) => {
    const version = await findVersionByClientId(ports, access, clientID);
    return version === null ? null : { serverID: nodeId("Artifact", version.id) };
  },
  jobs: async (args: PageArguments, { ports }, access) => {
    const page = readPage(args);
    return connection(await listJobs(ports, access, page), (job) => job);
  },
  job: ({ id }: { id: string }, { ports }, access) => {
    const number = readNodeId<JobId>(id, "Job");
    return number === null ? null : findJob(ports, access, number);
  },
  damage: async (args: PageArguments, { ports }, access) => {
    const page = readPage(args);
    return connection(await listDamage(ports, access, page), (row) => row);
  },
};

/** A caller's own entity; the admin token has none. */
function ownEntity({ actor }: GraphqlContext): string {
  return actor.user?.username ?? "";
}
