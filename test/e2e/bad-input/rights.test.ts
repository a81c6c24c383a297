/** What a caller may not see looks like what is not there, on every field and route; without a key there is nothing. */
import { beforeAll, describe, expect, test } from "vitest";
import { fieldPermissions } from "../../../src/api/graphql/field-permissions.ts";
import { routeLabel } from "../../../src/api/match-route.ts";
import { routes as allRoutes } from "../../../src/api/routes.ts";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { type Answer, jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";
import { createInput, publishVersion, WireDraft } from "../../support/wire-draft.ts";
import { adminRequests, requests, routes, type Things } from "./requests-by-field.ts";

const server = testServer();

/** What names nothing of anybody. */
const nameless = new Set(["Query.viewer", "Query.serverInfo"]);

let owned: Things;
let stranger: WireClient;
let viewer: WireClient;
const nothing: Things = {
  entity: "no-team",
  project: "no-project",
  run: "no-run",
  collection: "no-data",
  clientId: "no-client",
  projectId: btoa("Project:999999"),
  runId: btoa("Run:999999"),
  versionId: btoa("Artifact:999999"),
  draftId: btoa("Artifact:999998"),
  collectionId: btoa("ArtifactSequence:999999"),
  portfolioId: btoa("ArtifactPortfolio:999999"),
  manifestId: btoa("ArtifactManifest:999999"),
  sweep: "no-sweep",
  sweepId: btoa("Sweep:999999"),
  agentId: btoa("Agent:999999"),
  fileId: btoa(`RunFile:999999:${Buffer.from("a.txt").toString("hex")}`),
};

beforeAll(async () => {
  const owner = await server.makeUser("owner");
  stranger = await server.makeUser("stranger");
  viewer = await server.makeUser("viewer");
  await server.makeTeams("org", { "their-team": { owner: "member", viewer: "viewer" } });
  const place = { entity: "their-team", project: "their-project", collection: "their-data" };
  const version = await publishVersion(owner, place, { "a.txt": Buffer.from("a") });
  const draft = await WireDraft.open(owner, place);
  await owner.data(
    `mutation Link($id: ID!) { linkArtifact(input: {artifactID: $id, entityName: "their-team", projectName: "their-project", artifactPortfolioName: "their-links"}) { versionIndex } }`,
    { id: version.facts.id },
  );
  const made = await owner.data<{ createArtifactManifest: { artifactManifest: { id: string } } }>(
    `mutation Manifest($id: ID!) { createArtifactManifest(input: {artifactID: $id, name: "m", digest: "", entityName: "their-team", projectName: "their-project", runName: ""}) { artifactManifest { id } } }`,
    { id: draft.facts.id },
  );
  const { upsertSweep } = await owner.data<{ upsertSweep: { sweep: { id: string; name: string } } }>(
    `mutation Sweep { upsertSweep(input: {entityName: "their-team", projectName: "their-project", config: "{method: grid, parameters: {x: {values: [1, 2]}}}"}) { sweep { id name } } }`,
  );
  const { createAgent } = await owner.data<{ createAgent: { agent: { id: string } } }>(
    `mutation Agent($sweep: String!) { createAgent(input: {entityName: "their-team", projectName: "their-project", sweep: $sweep, host: "h"}) { agent { id } } }`,
    { sweep: upsertSweep.sweep.name },
  );
  const ids = await owner.data<{
    project: { id: string; run: { id: string }; artifactCollection: { id: string }; links: { id: string } };
  }>(
    `query Ids($run: String!) { project(entityName: "their-team", name: "their-project") { id run(name: $run) { id } artifactCollection(name: "their-data") { id } links: artifactCollection(name: "their-links") { id } } }`,
    { run: version.facts.run },
  );
  owned = {
    ...place,
    run: version.facts.run,
    clientId: version.clientId,
    projectId: ids.project.id,
    runId: ids.project.run.id,
    versionId: version.facts.id,
    draftId: draft.facts.id,
    collectionId: ids.project.artifactCollection.id,
    portfolioId: ids.project.links.id,
    manifestId: made.createArtifactManifest.artifactManifest.id,
    sweep: upsertSweep.sweep.name,
    sweepId: upsertSweep.sweep.id,
    agentId: createAgent.agent.id,
    fileId: btoa(`RunFile:${atob(ids.project.run.id).split(":")[1]}:${Buffer.from("a.txt").toString("hex")}`),
  };
});

test("the table covers every root field and every route", () => {
  const fields = Object.keys(fieldPermissions).filter((field) => !nameless.has(field));
  expect(Object.keys({ ...requests, ...adminRequests }).sort()).toEqual(fields.sort());
  const elsewhere = /^(GET \/(ready|metrics)|POST \/graphql|OPTIONS .*|(PUT|GET) \/storage\/\*|\w+ \/api\/admin\/.*)$/;
  expect(Object.keys(routes).sort()).toEqual(
    allRoutes
      .map(routeLabel)
      .filter((route) => !elsewhere.test(route))
      .sort(),
  );
});

describe.each(Object.keys(requests))("%s", (field) => {
  test("on another user's objects answers a stranger like a missing object, and changes nothing", async () => {
    const before = server.facts();
    const foreign = await stranger.graphql(...requests[field]!(owned));
    const missing = await stranger.graphql(...requests[field]!(nothing));
    expect(withoutNames(foreign, owned)).toEqual(withoutNames(missing, nothing));
    if (field.startsWith("Mutation.")) expectRefusal(foreign, [400, 404]);
    else expect(foreign.body.toString("utf8")).toMatch(/^\{"data":\{"\w+":(null|\{"edges":\[\]\})\}\}$/);
    await server.expectNothingStored(before);
  });

  test("without a key or with a wrong one is rejected", async () => {
    const [query, variables] = requests[field]!(owned);
    for (const headers of [{}, { Authorization: `Basic ${btoa("api:local-wrong")}` }, { Authorization: "Bearer " }]) {
      const sending = { method: "POST", headers, body: { query, variables } };
      expectRefusal(await sendRequest(`${server.process.baseUrl}/graphql`, sending), 401);
    }
  });

  if (field.startsWith("Mutation.")) {
    test("is refused to viewers", async () => {
      const before = server.facts();
      // A draft is a version in the making, which readers do not see through any name.
      expectRefusal(await viewer.graphql(...requests[field]!(owned)), [403, 404]);
      await server.expectNothingStored(before);
    });
  }
});

test.each(Object.entries(adminRequests))("%s is refused to all but site admins", async (_, [query, variables]) => {
  const before = server.facts();
  for (const wire of [stranger, viewer]) expectRefusal(await wire.graphql(query, variables), 403);
  await server.expectNothingStored(before);
});

describe.each(Object.keys(routes))("%s", (route) => {
  test("on another user's objects answers a stranger like a missing object", async () => {
    const [method, path] = routes[route]!(owned);
    const body = method === "POST" ? { body: {} } : {};
    const foreign = await stranger.send(path, { method, ...body });
    const missing = await stranger.send(routes[route]!(nothing)[1], { method, ...body });
    expect(withoutNames(foreign, owned)).toEqual(withoutNames(missing, nothing));
    expectRefusal(foreign, 404);
    const anonymous = await sendRequest(server.process.baseUrl + path, { method, ...body });
    expectRefusal(anonymous, 401);
    expect(anonymous.headers["www-authenticate"]).toMatch(/^Basic/);
  });
});

test("a client id of another user's version gives no access", async () => {
  const before = server.facts();
  const theirs = createInput({
    entity: "stranger",
    project: "mine",
    run: "none",
    collection: "grab",
    digest: "0".repeat(32),
  });
  const [query] = requests["Mutation.createArtifact"]!(owned);
  const tagged = {
    ...theirs,
    clientID: owned.clientId,
    tags: [{ tagName: "grabbed" }],
    aliases: [{ artifactCollectionName: "grab", alias: "mine" }],
  };
  expectRefusal(await stranger.graphql(query, { input: tagged }), [400, 404, 409]);
  await server.expectNothingStored(before);
});

test("empty names give no access to another user's version", async () => {
  for (const field of ["Mutation.addAliases", "Mutation.deleteAliases"]) {
    const [query] = requests[field]!(owned);
    for (const artifactID of [owned.versionId, owned.draftId, nothing.versionId])
      expectRefusal(await stranger.graphql(query, { input: { artifactID, aliases: [] } }), 404);
  }
});

test("a run cannot use a version that its user may not read", async () => {
  const draft = await WireDraft.open(stranger, { project: "mine", collection: "own" });
  const before = server.facts();
  const [query] = requests["Mutation.useArtifact"]!(owned);
  const used = { entityName: "stranger", projectName: "mine", runName: draft.facts.run, artifactID: owned.versionId };
  expectRefusal(await stranger.graphql(query, { input: used }), 404);
  await server.expectNothingStored(before);
});

test("unknown input fields are rejected", async () => {
  const mine = createInput({
    entity: "stranger",
    project: "mine",
    run: "none",
    collection: "own",
    digest: "0".repeat(32),
  });
  const [query] = requests["Mutation.createArtifact"]!(owned);
  const before = server.facts();
  for (const extra of [{ state: "COMMITTED" }, { versionIndex: 7 }, { entityId: 1 }, { createdBy: 1 }])
    expectRefusal(await stranger.graphql(query, { input: { ...mine, ...extra } }), 400);
  await server.expectNothingStored(before);
});

/** Status and body of an answer, with the names that the request held taken out. */
function withoutNames(answer: Answer, things: Things): unknown {
  let text = JSON.stringify(jsonOf(answer));
  for (const [what, name] of Object.entries(things)) text = text.replaceAll(name as string, `<${what}>`);
  return { status: answer.status, text };
}
