/** Names as clients may give them: collections of links, aliases that look like versions, what manifests say. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findVersion } from "../../support/read-version.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { manifestOf, publishVersion, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const PROJECT = "names";
const LINK = `mutation L($input: LinkArtifactInput!) {
  linkArtifact(input: $input) { versionIndex artifactMembership { artifactCollection { id name } } } }`;
const ADD = "mutation A($input: AddAliasesInput!) { addAliases(input: $input) { success } }";
const REMOVE = "mutation D($input: DeleteAliasesInput!) { deleteAliases(input: $input) { success } }";

const named = (name: string) => findVersion(server.wire, { project: PROJECT, name });

async function link(artifactID: string, name: string, aliases: readonly string[] = []) {
  return server.wire.graphql(LINK, {
    input: {
      artifactID,
      artifactPortfolioName: name,
      entityName: "admin",
      projectName: PROJECT,
      aliases: aliases.map((alias) => ({ artifactCollectionName: name, alias })),
    },
  });
}

test("a portfolio name may contain spaces, resolves and can be changed", async () => {
  const { facts } = await publishVersion(
    server.wire,
    { project: PROJECT, collection: "linked" },
    { a: Buffer.from("a") },
  );
  const name = "My Registered Model";
  const linked = jsonOf(await link(facts.id, name)) as {
    data: { linkArtifact: { artifactMembership: { artifactCollection: { id: string; name: string } } } };
  };
  const { artifactCollection } = linked.data.linkArtifact.artifactMembership;
  expect(artifactCollection.name).toBe(name);
  expect((await named(`${name}:latest`))!.id).toBe(facts.id);
  expect((await named(`${name}:v0`))!.id).toBe(facts.id);
  await server.wire.data(
    `mutation R($id: ID!, $name: String!) {
      updateArtifactPortfolio(input: {artifactPortfolioID: $id, name: $name}) { artifactCollection { name } } }`,
    { id: artifactCollection.id, name: "Another Name" },
  );
  expect((await named("Another Name:latest"))!.id).toBe(facts.id);
  for (const refused of [" a", "a ", "a/b", "ü b"]) expect((await link(facts.id, refused)).status, refused).toBe(400);
});

test("an alias such as v01 is dropped from a log call and a link, with a line in the log", async () => {
  const options = { project: PROJECT, collection: "dropped", aliases: ["v01", "v3", "v007", "kept"] };
  const { facts } = await publishVersion(server.wire, options, { a: Buffer.from("dropped") });
  expect((await named("dropped:kept"))!.id).toBe(facts.id);
  for (const alias of ["v01", "v3", "v007"]) expect(await named(`dropped:${alias}`), alias).toBeNull();
  expect((await link(facts.id, "dropped-links", ["v02", "chosen"])).status).toBe(200);
  expect((await named("dropped-links:chosen"))!.id).toBe(facts.id);
  expect(await named("dropped-links:v02")).toBeNull();
  const log = readFileSync(server.process.logPath, "utf8");
  expect(log).toContain('"droppedAliases":["v01","v3","v007"]');
  expect(log).toContain('"droppedAliases":["v02"]');
});

test("an alias such as v01 is rejected by addAliases together with all others", async () => {
  const { facts } = await publishVersion(
    server.wire,
    { project: PROJECT, collection: "refused" },
    { a: Buffer.from("r") },
  );
  const place = { artifactCollectionName: "refused", entityName: "admin", projectName: PROJECT };
  for (const alias of ["v0", "v01", "v007", "v99999999999"]) {
    const aliases = [
      { ...place, alias: "beside" },
      { ...place, alias },
    ];
    const answer = await server.wire.graphql(ADD, { input: { artifactID: facts.id, aliases } });
    expect([answer.status, answer.body.toString("utf8")], alias).toEqual([
      400,
      expect.stringContaining(`Cannot set the alias \\"${alias}\\": clients read it as a version number`),
    ]);
  }
  expect(await named("refused:beside")).toBeNull();
  const gone = { artifactID: facts.id, aliases: [{ ...place, alias: "v01" }] };
  expect((await server.wire.graphql(REMOVE, { input: gone })).status).toBe(200);
});

test("a manifest keeps its storage policy config", async () => {
  const config = { storageLayout: "V2", storageRegion: "minio-local", somethingLater: "kept" };
  const [found, answer] = await sendWithConfig("policy", config);
  expect(answer.status).toBe(200);
  expect(await found()).toEqual(config);
  const [plain] = await sendWithConfig("policy", { storageLayout: "V2" });
  expect(await plain()).toEqual({ storageLayout: "V2" });
  const [none] = await sendWithConfig("policy", undefined);
  expect(await none()).toEqual({ storageLayout: "V2" });
  const [empty] = await sendWithConfig("policy", {});
  expect(await empty()).toEqual({});
});

test.each<[string, unknown, string]>([
  [
    "another region",
    { storageRegion: "eu-north-1" },
    'its storageRegion is \\"eu-north-1\\", expected \\"minio-local\\"',
  ],
  ["a number", { storageLayout: "V2", shards: 3 }, 'its \\"shards\\" is not a string'],
  ["an object in it", { storageLayout: "V2", more: { a: "b" } }, 'its \\"more\\" is not a string'],
  ["a list", ["V2"], "it is not an object"],
  ["too much", { text: "x".repeat(4096) }, "it is too long, expected at most 4096 bytes"],
])("a manifest that says of its storage %s is refused", async (_, config, message) => {
  const [, answer] = await sendWithConfig("policy-refused", config);
  expect([answer.status, answer.body.toString("utf8")]).toEqual([400, expect.stringContaining(message)]);
});

/** Sends a version whose manifest has that storagePolicyConfig; gives how to read what the served one says. */
async function sendWithConfig(collection: string, storagePolicyConfig: unknown) {
  sent += 1;
  const contents = { "outside.bin": { ref: `s3://bucket/${sent}`, digest: `etag-${sent}`, size: 1 } };
  const digest = versionDigest(contents);
  const draft = await WireDraft.open(server.wire, { project: PROJECT, collection, digest, aliases: [`n${sent}`] });
  const head = JSON.parse(manifestOf(contents).toString("utf8")) as object;
  const answer = await draft.sendManifest(Buffer.from(JSON.stringify({ ...head, storagePolicyConfig })));
  const alias = `${collection}:n${sent}`;
  const found = async (): Promise<unknown> => {
    expect((await draft.commit()).status).toBe(200);
    const { manifestUrl } = (await named(alias))!;
    return (jsonOf(await sendRequest(manifestUrl)) as { storagePolicyConfig: unknown }).storagePolicyConfig;
  };
  return [found, answer] as const;
}

let sent = 0;

test("members of a team are users", async () => {
  await server.makeUser("ann");
  await server.makeTeams("org", { lab: { ann: "admin" } });
  const { entity } = await server.wire.data<{ entity: { members: { accountType: string }[] } }>(
    `query E { entity(name: "lab") { members { accountType } } }`,
  );
  expect(entity.members.map(({ accountType }) => accountType)).toEqual(["USER"]);
});
