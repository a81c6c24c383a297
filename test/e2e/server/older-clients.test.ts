/** Releases of the client that are too old read one sentence; what clients of 2025 ask for is answered. */
import { expect, test } from "vitest";
import { jsonOf } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { publishVersion } from "../../support/wire-draft.ts";

const server = testServer();
const UNKNOWN = `query Old { project(name: "p") { madeUp } }`;

async function answer(userAgent: string, query: string) {
  const { status, body } = await server.wire.send("/graphql", {
    method: "POST",
    body: { query },
    headers: { "User-Agent": userAgent },
  });
  return { status, text: body.toString("utf8") };
}

test.each<[string, string]>([
  ["W&B Internal Client 0.12.21", "{ viewer { id } }"],
  ["W&B Public Client 0.9.7", "{ viewer { id } }"],
  ["W&B Internal Client 0.16.6", UNKNOWN],
  ["W&B Public Client 0.21.3", UNKNOWN],
])("%s reads that it is too old and which release to use", async (userAgent, query) => {
  const { status, text } = await answer(userAgent, query);
  expect(status).toBe(400);
  const release = userAgent.split(" ").at(-1)!;
  expect(text).toContain(
    `Cannot answer wandb ${release}: it is too old for this server, expected 0.21.4 or newer; use wandb 0.31.0`,
  );
});

test("an old client without a User-Agent is recognised by a field that only old releases request", async () => {
  const query = `query ProjectRuns { model(name: "p") { buckets(first: 10) { edges { node { id } } } } }`;
  const { status, text } = await answer("wandb-core", query);
  expect([status, text]).toEqual([
    400,
    expect.stringContaining('Cannot answer a wandb client that asks for \\"buckets\\": it is too old for this server'),
  ]);
});

test.each(["W&B Public Client 0.31.0", "W&B Public Client 0.99.0", "wandb-core", "curl/8"])(
  "%s gets a message about its release",
  async (userAgent) => {
    const { status, text } = await answer(userAgent, UNKNOWN);
    expect([status, text]).toEqual([400, expect.stringContaining('Cannot query field \\"madeUp\\"')]);
  },
);

test("an old release with a valid query is answered", async () => {
  expect((await answer("W&B Public Client 0.16.6", "{ viewer { id } }")).status).toBe(200);
});

test("queries of clients of 2025 are answered", async () => {
  const files = { "a.txt": Buffer.from("a"), "b.txt": Buffer.from("b") };
  const { facts } = await publishVersion(server.wire, { project: "old", collection: "data", aliases: ["best"] }, files);
  const found = await server.wire.data<Record<string, never>>(
    `query Old($id: ID!) {
      artifact(id: $id) { files(first: 1) { edges { cursor node { name directUrl } } pageInfo { hasNextPage endCursor } } }
      project(name: "old") {
        artifact(name: "data:best", enableTracking: true) { id }
        artifactType(name: "dataset") {
          artifact(name: "data:v0") { id files(names: ["b.txt"]) { edges { node { name } } } }
          artifactSequence(name: "data") { __typename }
          artifactCollection(name: "data") {
            aliases(first: 10) { edges { cursor node { alias } } }
            artifacts(first: 10) { ...Versions }
          }
        }
        run(name: "${facts.run}") { inputArtifacts { ...Inputs } outputArtifacts { ...Outputs } }
      }
    }
    fragment Versions on VersionedArtifactConnection { totalCount edges { cursor version node { id } } }
    fragment Inputs on InputArtifactConnection { totalCount edges { cursor node { id } } }
    fragment Outputs on ArtifactConnection { totalCount edges { cursor node { id } } }`,
    { id: facts.id },
  );
  const cursor = expect.any(String) as string;
  expect(found).toMatchObject({
    artifact: { files: { edges: [{ cursor, node: { name: "a.txt" } }], pageInfo: { hasNextPage: true } } },
    project: {
      artifact: { id: facts.id },
      artifactType: {
        artifact: { id: facts.id, files: { edges: [{ node: { name: "b.txt" } }] } },
        artifactSequence: { __typename: "ArtifactSequence" },
        artifactCollection: {
          artifacts: { totalCount: 1, edges: [{ cursor, version: "v0", node: { id: facts.id } }] },
        },
      },
      run: { inputArtifacts: { totalCount: 0 }, outputArtifacts: { edges: [{ cursor, node: { id: facts.id } }] } },
    },
  });
});

test("unlinking returns the version, and stopping a run returns success", async () => {
  const { facts } = await publishVersion(
    server.wire,
    { project: "old", collection: "linked" },
    { a: Buffer.from("c") },
  );
  const input = { artifactID: facts.id, artifactPortfolioName: "links", entityName: "admin", projectName: "old" };
  const { linkArtifact } = await server.wire.data<{
    linkArtifact: { artifactMembership: { artifactCollection: { id: string } } };
  }>(
    `mutation L($input: LinkArtifactInput!) {
      linkArtifact(input: $input) { artifactMembership { artifactCollection { id } } } }`,
    { input },
  );
  const unlinked = await server.wire.graphql(
    `mutation U($id: ID!, $from: ID!) {
      unlinkArtifact(input: {artifactID: $id, artifactPortfolioID: $from}) { artifactID success clientMutationId } }`,
    { id: facts.id, from: linkArtifact.artifactMembership.artifactCollection.id },
  );
  expect(jsonOf(unlinked)).toEqual({
    data: { unlinkArtifact: { artifactID: facts.id, success: true, clientMutationId: null } },
  });
});
