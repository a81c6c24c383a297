import type { Right } from "../model/index.ts";

/** What a caller needs: nothing, a valid key, the admin token, or a right at the entity that owns the thing. */
export type Need = "public" | "signed-in" | "site-admin" | Right;

/**
 * Every field of the GraphQL roots and every route, with what it needs. The one place where rights are declared: a
 * field or route without an entry fails the build of the server.
 *
 * Fields below the roots read what belongs to a thing that was reached, or look at the right to read once more.
 */
export const rightsTable: {
  readonly graphql: Readonly<Record<string, Need>>;
  readonly routes: Readonly<Record<string, Need>>;
} = {
  graphql: {
    "Query.viewer": "signed-in",
    "Query.serverInfo": "signed-in",
    "Query.organization": "read",
    "Query.entity": "read",
    "Query.users": "read",
    "Query.project": "read",
    "Query.model": "read",
    "Query.models": "read",
    "Query.artifact": "read",
    "Query.artifactCollection": "read",
    "Query.clientIDMapping": "read",
    "Query.job": "site-admin",
    "Query.damage": "site-admin",
    "Query.jobs": "site-admin",
    "Query.store": "site-admin",
    "Query.drafts": "read",
    "Query.storageJournal": "read",
    "Query.deletedArtifacts": "read",
    "Query.deletedRuns": "read",
    "Query.deletedProjects": "read",
    "Query.retentionRules": "read",
    "Query.previewRetention": "read",

    "Mutation.upsertModel": "write",
    "Mutation.upsertBucket": "write",
    "Mutation.updateRunState": "write",
    "Mutation.stopRun": "write",
    "Mutation.deleteRun": "write",
    "Mutation.upsertSweep": "write",
    "Mutation.deleteSweep": "write",
    "Mutation.createAgent": "write",
    "Mutation.agentHeartbeat": "write",
    "Mutation.createRunFiles": "write",
    "Mutation.markRunFilesUploaded": "write",
    "Mutation.deleteFiles": "write",
    "Mutation.createArtifact": "write",
    "Mutation.createArtifactManifest": "write",
    "Mutation.updateArtifactManifest": "write",
    "Mutation.createArtifactFiles": "write",
    "Mutation.completeMultipartUploadArtifact": "write",
    "Mutation.commitArtifact": "write",
    "Mutation.useArtifact": "write",
    "Mutation.updateArtifact": "write",
    "Mutation.addAliases": "write",
    "Mutation.deleteAliases": "write",
    "Mutation.deleteArtifact": "write",
    "Mutation.linkArtifact": "write",
    "Mutation.unlinkArtifact": "write",
    "Mutation.updateArtifactSequence": "write",
    "Mutation.moveArtifactSequence": "write",
    "Mutation.updateArtifactPortfolio": "write",
    "Mutation.createArtifactCollectionTagAssignments": "write",
    "Mutation.deleteArtifactCollectionTagAssignments": "write",
    "Mutation.deleteArtifactSequence": "write",
    "Mutation.deleteArtifactPortfolio": "write",
    "Mutation.startJob": "site-admin",
    "Mutation.setQuota": "site-admin",
    "Mutation.deleteArtifacts": "write",
    "Mutation.undeleteArtifacts": "write",
    "Mutation.undeleteRuns": "write",
    "Mutation.deleteProject": "admin",
    "Mutation.undeleteProject": "admin",
    "Mutation.purgeArtifacts": "admin",
    "Mutation.abandonDrafts": "write",
    "Mutation.setRetentionRules": "admin",
    "Mutation.setTimeToLive": "admin",
  },
  routes: {
    "GET /ready": "public",
    "GET /metrics": "site-admin",
    "POST /graphql": "signed-in",
    "POST /files/:entity/:project/:run/file_stream": "write",
    "GET /files/:entity/:project/:run/*": "read",
    "PUT /storage/*": "write",
    "GET /storage/*": "read",
    "OPTIONS /storage/*": "public",
    "OPTIONS /files/:entity/:project/:run/*": "public",
    "GET /artifactsV2/*": "read",
    "POST /api/admin/users": "site-admin",
    "PATCH /api/admin/users/:username": "site-admin",
    "DELETE /api/admin/users/:username": "site-admin",
    "POST /api/admin/orgs": "site-admin",
    "POST /api/admin/orgs/:name/members": "site-admin",
    "PATCH /api/admin/orgs/:name/members/:username": "site-admin",
    "DELETE /api/admin/orgs/:name/members/:username": "site-admin",
    "DELETE /api/admin/orgs/:name": "site-admin",
    "POST /api/admin/teams": "site-admin",
    "POST /api/admin/teams/:name/members": "site-admin",
    "PATCH /api/admin/teams/:name/members/:username": "site-admin",
    "DELETE /api/admin/teams/:name/members/:username": "site-admin",
    "GET /:entity/:project": "read",
    "GET /:entity/:project/runs/:run": "read",
    "GET /:entity/:project/artifacts/:type/:collection/:version": "read",
  },
};

/** The right to look for in verbs, for needs that are one; signed-in callers read. */
export function rightOf(need: Need): Right {
  return need === "write" || need === "admin" ? need : "read";
}

/** **Errors** none; a missing entry is a fault of the code and ends the start of the server. */
export function needOfField(field: string): Need {
  const need = rightsTable.graphql[field];
  if (need === undefined)
    throw new Error(
      `The field ${field} has no entry in the rights table: declare in src/api/rights-table.ts what it needs`,
    );
  return need;
}

/** **Errors** none; a missing entry is a fault of the code and ends the start of the server. */
export function needOfRoute(route: string): Need {
  const need = rightsTable.routes[route];
  if (need === undefined)
    throw new Error(
      `The route "${route}" has no entry in the rights table: declare in src/api/rights-table.ts what it needs`,
    );
  return need;
}
