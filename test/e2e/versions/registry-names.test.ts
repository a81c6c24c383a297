/** Projects called like registries do not come up by themselves, whichever request would make them. */
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import type { Answer } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";
import { createInput, publishVersion } from "../../support/wire-draft.ts";

/** The server writes to the same database at any time. */
const LOCK_TIMEOUT_MS = 60_000;

const server = testServer();
let wire: WireClient;
let version: string;

type Place = { readonly entity: string | null; readonly project: string };

const ways: Record<string, (place: Place) => Promise<Answer>> = {
  linkArtifact: (place) =>
    wire.graphql(
      `mutation M($id: ID!, $entity: String, $project: String) { linkArtifact(input: {artifactID: $id, entityName: $entity,
        projectName: $project, artifactPortfolioName: "links", aliases: [{artifactCollectionName: "links", alias: "prod"}]}) { versionIndex } }`,
      { id: version, ...place },
    ),
  upsertBucket: (place) =>
    wire.graphql(
      `mutation M($entity: String, $project: String) { upsertBucket(input: {entityName: $entity, modelName: $project}) { inserted } }`,
      place,
    ),
  upsertModel: (place) =>
    wire.graphql(
      `mutation M($entity: String, $project: String) { upsertModel(input: {entityName: $entity, name: $project}) { inserted } }`,
      place,
    ),
  upsertSweep: (place) =>
    wire.graphql(
      `mutation M($entity: String, $project: String) { upsertSweep(input: {entityName: $entity, projectName: $project,
        config: "{method: grid, parameters: {x: {values: [1]}}}"}) { sweep { id } } }`,
      place,
    ),
  createArtifact: ({ entity, project }) =>
    wire.graphql("mutation M($input: CreateArtifactInput!) { createArtifact(input: $input) { artifact { id } } }", {
      input: createInput({
        entity: entity ?? "maker",
        project,
        run: "none",
        collection: "data",
        digest: createHash("md5").update(project).digest("hex"),
      }),
    }),
};

beforeAll(async () => {
  wire = await server.makeUser("maker");
  const members = [{ username: "maker", role: "admin" }];
  await server.provisioning.done("POST", "/orgs", { name: "acme", members });
  await server.provisioning.done("POST", "/teams", { name: "crew", org: "acme", members });
  version = (await publishVersion(wire, { project: "plain", collection: "data" }, { "a.txt": Buffer.from("a") })).facts
    .id;
});

test.each(Object.keys(ways))("%s makes no project with the name of a registry", async (way) => {
  const before = server.facts();
  for (const entity of [null, "maker", "crew", "acme"])
    for (const project of ["wandb-registry-model", "wandb-registry-", "WANDB-Registry-x"]) {
      const refused = await ways[way]!({ entity, project });
      expectRefusal(refused, 400);
      expect(messageOf(refused)).toContain("registries, which Stemma does not offer yet");
    }
  await server.expectNothingStored(before);
});

test.each(Object.keys(ways))("%s still works in a project of that name which is there already", async (way) => {
  for (const entity of ["maker", "crew"]) {
    await wire.data(
      `mutation M($entity: String) { upsertModel(input: {entityName: $entity, name: "older"}) { inserted } }`,
      {
        entity,
      },
    );
  }
  // As it was made before such names were refused.
  const database = new DatabaseSync(join(server.process.data, "stemma.sqlite"), { timeout: LOCK_TIMEOUT_MS });
  database.exec(`update projects set name = 'wandb-registry-${way}' where name = 'older'`);
  database.close();
  for (const entity of ["maker", "crew"]) {
    const answer = await ways[way]!({ entity, project: `wandb-registry-${way}` });
    expect(answer.status, answer.body.toString("utf8")).toBe(200);
  }
});

test("a plain project whose name contains the words is created", async () => {
  for (const project of ["wandb-registry", "my-wandb-registry-model"])
    expect((await ways["upsertModel"]!({ entity: "crew", project })).status).toBe(200);
});
