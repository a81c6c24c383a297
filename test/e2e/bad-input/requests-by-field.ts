import { createInput } from "../../support/wire-draft.ts";

/** Things of one owner, by every name and id a request can hold. */
export interface Things {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  readonly collection: string;
  readonly clientId: string;
  readonly projectId: string;
  readonly runId: string;
  readonly versionId: string;
  readonly draftId: string;
  readonly collectionId: string;
  readonly portfolioId: string;
  readonly manifestId: string;
  readonly sweep: string;
  readonly sweepId: string;
  readonly agentId: string;
  readonly fileId: string;
}

/** Each field of the roots that names something, as a request for it. */
export const requests: Readonly<Record<string, (things: Things) => readonly [query: string, variables: object]>> = {
  "Query.organization": ({ entity }) => ["query Q($a: String!) { organization(name: $a) { id } }", { a: entity }],
  "Query.entity": ({ entity }) => ["query Q($a: String!) { entity(name: $a) { id } }", { a: entity }],
  "Query.users": ({ entity }) => [
    "query Q($a: String) { users(query: $a) { edges { node { id email } } } }",
    { a: entity },
  ],
  "Query.project": (things) => [
    "query Q($a: String, $b: String) { project(entityName: $a, name: $b) { id } }",
    at(things),
  ],
  "Query.model": (things) => ["query Q($a: String, $b: String) { model(entityName: $a, name: $b) { id } }", at(things)],
  "Query.models": ({ entity }) => [
    "query Q($a: String) { models(entityName: $a) { edges { node { id } } } }",
    { a: entity },
  ],
  "Query.artifact": ({ versionId }) => ["query Q($a: ID!) { artifact(id: $a) { id } }", { a: versionId }],
  "Query.artifactCollection": ({ collectionId }) => [
    "query Q($a: ID!) { artifactCollection(id: $a) { id } }",
    { a: collectionId },
  ],
  "Query.clientIDMapping": ({ clientId }) => [
    "query Q($a: ID!) { clientIDMapping(clientID: $a) { serverID } }",
    { a: clientId },
  ],
  "Query.drafts": ({ entity }) => [
    "query Q($a: String!) { drafts(entityName: $a) { edges { node { fileCount artifact { id } } } } }",
    { a: entity },
  ],
  "Query.storageJournal": ({ entity }) => [
    "query Q($a: String!) { storageJournal(entityName: $a) { edges { node { subject } } } }",
    { a: entity },
  ],
  "Query.deletedArtifacts": (things) => [
    "query Q($a: String, $b: String) { deletedArtifacts(entityName: $a, projectName: $b) { totalCount } }",
    at(things),
  ],
  "Query.deletedRuns": (things) => [
    "query Q($a: String, $b: String) { deletedRuns(entityName: $a, projectName: $b) { totalCount } }",
    at(things),
  ],
  "Query.deletedProjects": ({ entity }) => [
    "query Q($a: String) { deletedProjects(entityName: $a) { totalCount } }",
    { a: entity },
  ],
  "Query.retentionRules": (things) => [
    "query Q($a: String, $b: String) { retentionRules(entityName: $a, projectName: $b) { totalCount } }",
    at(things),
  ],
  "Query.previewRetention": (things) => [
    "query Q($a: String, $b: String) { previewRetention(entityName: $a, projectName: $b) { bytes } }",
    at(things),
  ],
  "Mutation.deleteArtifacts": ({ entity, project }) =>
    input("DeleteArtifactsInput", "deleteArtifacts", "deletedCount", {
      entityName: entity,
      projectName: project,
      filter: "{}",
      deleteAliases: true,
    }),
  "Mutation.undeleteArtifacts": ({ versionId }) => [
    "mutation M($a: [ID!]!) { undeleteArtifacts(artifactIDs: $a) { artifact { id } } }",
    { a: [versionId] },
  ],
  "Mutation.purgeArtifacts": ({ versionId }) => [
    "mutation M($a: [ID!]!) { purgeArtifacts(artifactIDs: $a) { purgedCount } }",
    { a: [versionId] },
  ],
  "Mutation.abandonDrafts": ({ draftId }) => [
    "mutation M($a: [ID!]!) { abandonDrafts(artifactIDs: $a) { abandonedCount } }",
    { a: [draftId] },
  ],
  "Mutation.setRetentionRules": ({ entity, project }) =>
    input("SetRetentionRulesInput", "setRetentionRules", "setAt", {
      entityName: entity,
      projectName: project,
      rules: [{ keepLast: 1 }],
    }),
  "Mutation.setTimeToLive": ({ entity }) =>
    input("SetTimeToLiveInput", "setTimeToLive", "entity { id }", { entityName: entity, ttlDurationSeconds: 1 }),
  "Mutation.upsertModel": ({ projectId }) =>
    input("UpsertModelInput", "upsertModel", "inserted", { id: projectId, description: "mine" }),
  "Mutation.upsertBucket": ({ runId }) =>
    input("UpsertBucketInput", "upsertBucket", "inserted", { id: runId, notes: "mine" }),
  "Mutation.updateRunState": ({ runId }) =>
    input("UpdateRunStateInput", "updateRunState", "success", { id: runId, state: "failed" }),
  "Mutation.stopRun": ({ runId }) => input("StopRunInput", "stopRun", "success", { id: runId }),
  "Mutation.deleteRun": ({ runId }) => input("DeleteRunInput", "deleteRun", "success", { id: runId }),
  "Mutation.undeleteRuns": ({ runId }) => [
    "mutation M($a: [ID!]!) { undeleteRuns(runIDs: $a) { id } }",
    { a: [runId] },
  ],
  "Mutation.deleteProject": ({ entity, project }) => [
    "mutation M($a: String!, $b: String!) { deleteProject(entityName: $a, projectName: $b) { success } }",
    { a: entity, b: project },
  ],
  "Mutation.undeleteProject": ({ projectId }) => [
    "mutation M($a: ID!) { undeleteProject(projectID: $a) { id } }",
    { a: projectId },
  ],
  "Mutation.upsertSweep": ({ sweepId }) =>
    input("UpsertSweepInput", "upsertSweep", "sweep { id }", { id: sweepId, description: "mine" }),
  "Mutation.deleteSweep": ({ sweepId }) => input("DeleteSweepInput", "deleteSweep", "success", { id: sweepId }),
  "Mutation.createAgent": ({ entity, project, sweep }) =>
    input("CreateAgentInput", "createAgent", "agent { id }", {
      entityName: entity,
      projectName: project,
      sweep,
      host: "mine",
    }),
  "Mutation.agentHeartbeat": ({ agentId }) =>
    input("AgentHeartbeatInput", "agentHeartbeat", "commands", { id: agentId, runState: "{}" }),
  "Mutation.createRunFiles": (things) =>
    input("CreateRunFilesInput", "createRunFiles", "runID", { ...runOf(things), files: ["a.txt"] }),
  "Mutation.markRunFilesUploaded": (things) =>
    input("MarkRunFilesUploadedInput", "markRunFilesUploaded", "success", { ...runOf(things), files: ["a.txt"] }),
  "Mutation.deleteFiles": ({ fileId }) => input("DeleteFilesInput", "deleteFiles", "success", { files: [fileId] }),
  "Mutation.createArtifact": (things) =>
    input(
      "CreateArtifactInput",
      "createArtifact",
      "artifact { id }",
      createInput({ ...things, digest: "0".repeat(32) }),
    ),
  "Mutation.createArtifactManifest": (things) =>
    input("CreateArtifactManifestInput", "createArtifactManifest", "artifactManifest { id }", {
      ...runOf(things),
      artifactID: things.draftId,
      name: "wandb_manifest.json",
      digest: "",
      type: "FULL",
    }),
  "Mutation.updateArtifactManifest": ({ manifestId }) =>
    input("UpdateArtifactManifestInput", "updateArtifactManifest", "artifactManifest { id }", {
      artifactManifestID: manifestId,
      digest: "1B2M2Y8AsgTpgAmY7PhCfg==",
    }),
  "Mutation.createArtifactFiles": ({ draftId }) =>
    input("CreateArtifactFilesInput", "createArtifactFiles", "files { edges { node { uploadUrl } } }", {
      artifactFiles: [{ artifactID: draftId, name: "a.txt", md5: "AAAAAAAAAAAAAAAAAAAAAA==" }],
      storageLayout: "V2",
    }),
  "Mutation.completeMultipartUploadArtifact": ({ draftId }) =>
    input("CompleteMultipartUploadArtifactInput", "completeMultipartUploadArtifact", "digest", {
      completeMultipartAction: "Complete",
      completedParts: [],
      artifactID: draftId,
      storagePath: "x",
      uploadID: "1",
    }),
  "Mutation.commitArtifact": ({ draftId }) =>
    input("CommitArtifactInput", "commitArtifact", "artifact { id }", { artifactID: draftId }),
  "Mutation.useArtifact": (things) =>
    input("UseArtifactInput", "useArtifact", "artifact { id }", { ...runOf(things), artifactID: things.versionId }),
  "Mutation.updateArtifact": ({ versionId }) =>
    input("UpdateArtifactInput", "updateArtifact", "artifact { id }", { artifactID: versionId, description: "mine" }),
  "Mutation.addAliases": (things) => input("AddAliasesInput", "addAliases", "success", aliases(things)),
  "Mutation.deleteAliases": (things) => input("DeleteAliasesInput", "deleteAliases", "success", aliases(things)),
  "Mutation.deleteArtifact": ({ versionId }) =>
    input("DeleteArtifactInput", "deleteArtifact", "artifact { id }", { artifactID: versionId, deleteAliases: true }),
  "Mutation.linkArtifact": ({ entity, project, versionId }) =>
    input("LinkArtifactInput", "linkArtifact", "versionIndex", {
      artifactID: versionId,
      artifactPortfolioName: "mine",
      entityName: entity,
      projectName: project,
    }),
  "Mutation.unlinkArtifact": ({ versionId, collectionId }) =>
    input("UnlinkArtifactInput", "unlinkArtifact", "success", {
      artifactID: versionId,
      artifactPortfolioID: collectionId,
    }),
  "Mutation.deleteArtifactSequence": ({ collectionId }) =>
    input("DeleteArtifactSequenceInput", "deleteArtifactSequence", "artifactCollection { id }", {
      artifactSequenceID: collectionId,
    }),
  "Mutation.deleteArtifactPortfolio": ({ portfolioId }) =>
    input("DeleteArtifactPortfolioInput", "deleteArtifactPortfolio", "artifactCollection { id }", {
      artifactPortfolioID: portfolioId,
    }),
  "Mutation.updateArtifactSequence": ({ collectionId }) =>
    input("UpdateArtifactSequenceInput", "updateArtifactSequence", "artifactCollection { id }", {
      artifactSequenceID: collectionId,
      description: "mine",
    }),
  "Mutation.moveArtifactSequence": ({ collectionId }) =>
    input("MoveArtifactSequenceInput", "moveArtifactSequence", "artifactCollection { id }", {
      artifactSequenceID: collectionId,
      destinationArtifactTypeName: "mine",
    }),
  "Mutation.updateArtifactPortfolio": ({ collectionId }) =>
    input("UpdateArtifactPortfolioInput", "updateArtifactPortfolio", "artifactCollection { id }", {
      artifactPortfolioID: collectionId,
      description: "mine",
    }),
  "Mutation.createArtifactCollectionTagAssignments": (things) =>
    input(
      "CreateArtifactCollectionTagAssignmentsInput",
      "createArtifactCollectionTagAssignments",
      "tags { id }",
      tags(things),
    ),
  "Mutation.deleteArtifactCollectionTagAssignments": (things) =>
    input(
      "DeleteArtifactCollectionTagAssignmentsInput",
      "deleteArtifactCollectionTagAssignments",
      "success",
      tags(things),
    ),
};

/** Fields for admins of the site alone, which name nothing of anybody. */
export const adminRequests: Readonly<Record<string, readonly [query: string, variables: object]>> = {
  "Query.job": ["query Q($a: ID!) { job(id: $a) { id } }", { a: btoa("Job:1") }],
  "Query.damage": ["query Q { damage(first: 1) { totalCount } }", {}],
  "Query.jobs": ["query Q { jobs { totalCount } }", {}],
  "Query.store": ["query Q { store { liveBytes } }", {}],
  "Mutation.startJob": ["mutation M { startJob(kind: COLLECT) { id } }", {}],
  "Mutation.setQuota": ['mutation M { setQuota(entityName: "admin", bytes: 0) { id } }', {}],
};

/** The same for the routes that name something. */
export const routes: Readonly<Record<string, (things: Things) => readonly [method: string, path: string]>> = {
  "POST /files/:entity/:project/:run/file_stream": (things) => [
    "POST",
    `/files/${placeOf(things)}/${things.run}/file_stream`,
  ],
  "GET /files/:entity/:project/:run/*": (things) => ["GET", `/files/${placeOf(things)}/${things.run}/a.txt`],
  "GET /artifactsV2/*": (things) => [
    "GET",
    `/artifactsV2/default/${placeOf(things)}/${things.collection}/${things.versionId}//0cc175b9c0f1b6a831c399e269772661/a.txt`,
  ],
  "GET /:entity/:project": (things) => ["GET", `/${placeOf(things)}`],
  "GET /:entity/:project/runs/:run": (things) => ["GET", `/${placeOf(things)}/runs/${things.run}`],
  "GET /:entity/:project/artifacts/:type/:collection/:version": (things) => [
    "GET",
    `/${placeOf(things)}/artifacts/dataset/${things.collection}/latest`,
  ],
};

function at({ entity, project }: Things): object {
  return { a: entity, b: project };
}

function placeOf({ entity, project }: Things): string {
  return `${entity}/${project}`;
}

function runOf({ entity, project, run }: Things): object {
  return { entityName: entity, projectName: project, runName: run };
}

function aliases({ entity, project, collection, versionId }: Things): object {
  const place = { entityName: entity, projectName: project, artifactCollectionName: collection };
  return {
    artifactID: versionId,
    aliases: [
      { ...place, alias: "latest" },
      { ...place, alias: "mine" },
    ],
  };
}

function tags({ entity, project, collection }: Things): object {
  return { entityName: entity, projectName: project, artifactCollectionName: collection, tags: [{ tagName: "mine" }] };
}

function input(type: string, field: string, selection: string, value: object): readonly [string, object] {
  return [`mutation M($input: ${type}!) { ${field}(input: $input) { ${selection} } }`, { input: value }];
}
