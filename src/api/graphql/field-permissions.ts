import type { Permission } from "../permissions.ts";

/**
 * Every field of Query and Mutation with the permission it requires. A root field without an entry keeps the server from
 * starting. Objects below the roots are guarded by their type (`object-guards.ts`).
 */
export const fieldPermissions: Readonly<Record<string, Permission>> = {
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
};

/**
 * The permission that a root field requires.
 *
 * @throws when the field has no entry, which is a fault of the code
 */
export function requiredPermission(field: string): Permission {
  const permission = fieldPermissions[field];
  if (permission === undefined)
    throw new Error(
      `The field ${field} has no entry in src/api/graphql/field-permissions.ts: add the permission it requires`,
    );
  return permission;
}
