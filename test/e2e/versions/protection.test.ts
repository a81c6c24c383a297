/** What keeps a version from being deleted: its aliases, and links whose makers could write at its source. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import { type Answer, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";
import { publishVersion } from "../../support/wire-draft.ts";

const server = testServer();
const wires: Record<string, WireClient> = {};
let number = 0;
let version: string;
let run: string;

const DELETE = `mutation M($id: ID!, $deleteAliases: Boolean) {
  deleteArtifact(input: {artifactID: $id, deleteAliases: $deleteAliases}) { artifact { id } } }`;
const UNDELETE = "mutation M($ids: [ID!]!) { undeleteArtifacts(artifactIDs: $ids) { takenAliases } }";
const STATE = "query Q($id: ID!) { artifact(id: $id) { state } }";
const LINKS = "query Q($id: ID!) { artifact(id: $id) { links { name aliases linkedBy isProtecting } } }";
const FILTERED = `mutation M($input: DeleteArtifactsInput!) { deleteArtifacts(input: $input) { deletedCount versions { protection } } }`;

async function link(by: string, entity: string, aliases: readonly string[] = ["prod"]): Promise<void> {
  await wires[by]!.data(
    `mutation M($id: ID!, $entity: String, $name: String!, $aliases: [ArtifactAliasInput!]) {
      linkArtifact(input: {artifactID: $id, entityName: $entity, projectName: "shelf", artifactPortfolioName: $name, aliases: $aliases}) { versionIndex } }`,
    {
      id: version,
      entity,
      name: `links-${number}`,
      aliases: aliases.map((alias) => ({ artifactCollectionName: `links-${number}`, alias })),
    },
  );
}

/** The version under its aliases in a collection, as the admin of the site sees them. */
async function aliasesIn(entity: string, project: string, collection: string): Promise<string[]> {
  const { project: found } = await server.wire.data<{
    project: { artifactCollection: { aliases: { edges: { node: { alias: string } }[] } } };
  }>(
    "query Q($entity: String!, $project: String!, $name: String!) { project(entityName: $entity, name: $project) { artifactCollection(name: $name) { aliases { edges { node { alias } } } } } }",
    { entity, project, name: collection },
  );
  return found.artifactCollection.aliases.edges.map(({ node }) => node.alias).sort();
}

const remove = (by: string, deleteAliases: boolean | null = true): Promise<Answer> =>
  wires[by]!.graphql(DELETE, { id: version, deleteAliases });
const stateOf = async (): Promise<string> =>
  (await server.wire.data<{ artifact: { state: string } }>(STATE, { id: version })).artifact.state;

async function expectProtected(refused: Answer, message: RegExp): Promise<void> {
  expectRefusal(refused, 409);
  expect(messageOf(refused)).toMatch(message);
  expect(await stateOf()).toBe("COMMITTED");
}

async function expectDeleted(answer: Answer): Promise<void> {
  expect(answer.status, answer.body.toString("utf8")).toBe(200);
  expect(await stateOf()).toBe("DELETED");
}

beforeAll(async () => {
  for (const name of ["lead", "maker", "reader", "both", "outsider"]) wires[name] = await server.makeUser(name);
  await server.makeTeams("org", {
    alpha: { lead: "admin", maker: "member", both: "member", reader: "viewer" },
    beta: { both: "member", outsider: "admin" },
  });
});

beforeEach(async () => {
  number += 1;
  const place = { entity: "alpha", project: "lab", collection: `data-${number}` };
  const draft = await publishVersion(wires["maker"]!, place, { "a.txt": Buffer.from(`content ${number}`) });
  [version, run] = [draft.facts.id, draft.facts.run];
});

describe("a link by a user with read access to the source", () => {
  beforeEach(() => link("reader", "reader"));

  test("does not prevent deletion by users with write access to the source", async () => {
    await expectDeleted(await remove("maker"));
  });

  test("is deleted with the version, and its collection keeps no aliases", async () => {
    await expectDeleted(await remove("lead"));
    expect(await aliasesIn("reader", "shelf", `links-${number}`)).toEqual([]);
  });

  test("does not require delete_aliases", async () => {
    await wires["maker"]!.data(
      `mutation M($id: ID!, $name: String!) { deleteAliases(input: {artifactID: $id, aliases: [{entityName: "alpha", projectName: "lab", artifactCollectionName: $name, alias: "latest"}]}) { success } }`,
      { id: version, name: `data-${number}` },
    );
    await expectDeleted(await remove("lead", false));
  });

  test("is visible only to admins of the source", async () => {
    const seen = async (by: string): Promise<unknown> =>
      (await wires[by]!.data<{ artifact: { links: unknown } }>(LINKS, { id: version })).artifact.links;
    expect(await seen("lead")).toEqual([
      {
        name: `reader/shelf/links-${number}:v0`,
        aliases: ["prod", "latest"],
        linkedBy: "reader",
        isProtecting: false,
      },
    ]);
    for (const by of ["maker", "reader", "both"]) expect(await seen(by), by).toBeNull();
  });

  test("does not prevent a deletion with the run, the collection or a filter", async () => {
    const ids = await wires["maker"]!.data<{ project: { run: { id: string }; artifactCollection: { id: string } } }>(
      `query Q($run: String!, $name: String!) { project(entityName: "alpha", name: "lab") { run(name: $run) { id } artifactCollection(name: $name) { id } } }`,
      { run, name: `data-${number}` },
    );
    await wires["maker"]!.data(
      "mutation M($id: ID!) { deleteRun(input: {id: $id, deleteArtifacts: true}) { success } }",
      { id: ids.project.run.id },
    );
    expect(await stateOf()).toBe("DELETED");
    await wires["maker"]!.data(UNDELETE, { ids: [version] });
    const input = { entityName: "alpha", projectName: "lab", artifactCollectionName: `data-${number}` };
    await wires["maker"]!.data(FILTERED, { input: { ...input, filter: "{}", deleteAliases: true, dryRun: false } });
    expect(await stateOf()).toBe("DELETED");
    await wires["maker"]!.data(UNDELETE, { ids: [version] });
    await wires["maker"]!.data(
      "mutation M($id: ID!) { deleteArtifactSequence(input: {artifactSequenceID: $id}) { artifactCollection { state } } }",
      { id: ids.project.artifactCollection.id },
    );
    expect(await stateOf()).toBe("DELETED");
  });

  test("protects once a user with write access to the source links it too", async () => {
    await link("both", "both");
    await expectProtected(await remove("maker"), /it is linked in a collection you cannot access/);
  });
});

describe("a link by a user with write access to the source", () => {
  test("protects from users without write access to the portfolio, and is named to admins of the source", async () => {
    await link("both", "beta");
    await expectProtected(
      await remove("maker"),
      /^Cannot delete "data-\d+:v0": it is linked in a collection you cannot access; /,
    );
    await expectProtected(
      await remove("lead"),
      /^Cannot delete "data-\d+:v0": it is linked as "beta\/shelf\/links-\d+:v0" with the alias "prod", and "latest"; ask an admin of the entity it is linked in to unlink it$/,
    );
    await expectProtected(await remove("both", false), /it has the alias "latest"/);
    await expectDeleted(await remove("both"));
  });

  test("protects even without an alias", async () => {
    await link("both", "beta", []);
    const later = version;
    const place = { entity: "alpha", project: "lab", collection: `data-${number}` };
    version = (await publishVersion(wires["maker"]!, place, { "a.txt": Buffer.from("later") })).facts.id;
    await link("both", "beta", []);
    version = later;
    await expectProtected(await remove("lead"), /it is linked as "beta\/shelf\/links-\d+:v0"; ask an admin/);
  });

  test("prevents deleting the run with its artifacts for every user, and nothing is deleted", async () => {
    await link("maker", "alpha", []);
    const { project } = await wires["maker"]!.data<{ project: { run: { id: string } } }>(
      `query Q($run: String!) { project(entityName: "alpha", name: "lab") { run(name: $run) { id } } }`,
      { run },
    );
    const mutation = "mutation M($id: ID!) { deleteRun(input: {id: $id, deleteArtifacts: true}) { success } }";
    await expectProtected(
      await wires["maker"]!.graphql(mutation, project.run),
      /^Cannot delete "data-\d+:v0": it is linked as "alpha\/shelf\/links-\d+:v0" with the alias "latest"; unlink it first$/,
    );
    await wires["maker"]!.data<object>(
      `query Q($run: String!) { project(entityName: "alpha", name: "lab") { run(name: $run) { id state } } }`,
      { run },
    );
  });
});

describe("aliases", () => {
  test("protect a version, latest included, unless delete_aliases is set", async () => {
    await expectProtected(await remove("maker", null), /it has the alias "latest"; remove the aliases first/);
    await expectProtected(await remove("maker", false), /it has the alias "latest"; remove the aliases first/);
    await expectDeleted(await remove("maker", true));
  });

  test.each([
    ["W&B Public Client 0.31.0", "delete_aliases=True"],
    ["wandb-core", "delete_aliases=True"],
    ["stemma-admin", "--delete-aliases"],
    ["curl/8.5.0", "deleteAliases: true"],
  ])("are named with the argument that a caller like %s has", async (userAgent, argument) => {
    const headers = { ...wires["maker"]!.headers, "User-Agent": userAgent };
    const ask = (query: string, variables: object): Promise<Answer> =>
      sendRequest(`${server.process.baseUrl}/graphql`, { method: "POST", headers, body: { query, variables } });
    expect(messageOf(await ask(DELETE, { id: version }))).toMatch(new RegExp(`\\(${argument}\\)$`));
    const input = { entityName: "alpha", projectName: "lab", artifactCollectionName: `data-${number}`, filter: "{}" };
    const dryRun = await ask(FILTERED, { input: { ...input, deleteAliases: false, dryRun: true } });
    expect(dryRun.body.toString("utf8")).toContain(`(${argument})`);
  });

  test("are deleted with the versions of a run that is deleted with its artifacts", async () => {
    await wires["maker"]!.data(
      `mutation M($id: ID!, $name: String!) { addAliases(input: {artifactID: $id, aliases: [{entityName: "alpha", projectName: "lab", artifactCollectionName: $name, alias: "best"}]}) { success } }`,
      { id: version, name: `data-${number}` },
    );
    const { project } = await wires["maker"]!.data<{ project: { run: { id: string } } }>(
      `query Q($run: String!) { project(entityName: "alpha", name: "lab") { run(name: $run) { id } } }`,
      { run },
    );
    const mutation = "mutation M($id: ID!) { deleteRun(input: {id: $id, deleteArtifacts: true}) { success } }";
    await expectDeleted(await wires["maker"]!.graphql(mutation, project.run));
  });
});

describe("undelete", () => {
  test("restores latest in a portfolio, and other aliases only with write access", async () => {
    await link("both", "beta");
    await link("both", "alpha");
    await expectDeleted(await remove("both"));
    expect(await aliasesIn("beta", "shelf", `links-${number}`)).toEqual([]);
    await wires["maker"]!.data(UNDELETE, { ids: [version] });
    expect(await aliasesIn("alpha", "lab", `data-${number}`)).toEqual(["latest"]);
    expect(await aliasesIn("alpha", "shelf", `links-${number}`)).toEqual(["latest", "prod"]);
    expect(await aliasesIn("beta", "shelf", `links-${number}`)).toEqual(["latest"]);
  });

  test("keeps a latest that moved in a portfolio meanwhile", async () => {
    await link("maker", "alpha");
    const first = version;
    await expectDeleted(await remove("maker"));
    const place = { entity: "alpha", project: "lab", collection: `data-${number}` };
    version = (await publishVersion(wires["maker"]!, place, { "a.txt": Buffer.from("other") })).facts.id;
    await link("maker", "alpha", []);
    const back = await wires["maker"]!.data<object>(UNDELETE, { ids: [first] });
    expect(back).toEqual({ undeleteArtifacts: [{ takenAliases: [] }] });
    expect(await aliasesIn("alpha", "shelf", `links-${number}`)).toEqual(["latest", "prod"]);
    const query = `query Q($name: String!) { project(entityName: "alpha", name: "shelf") { artifactCollection(name: $name) { artifactMembership(aliasName: "latest") { versionIndex } } } }`;
    const seen = await server.wire.data<object>(query, { name: `links-${number}` });
    expect(JSON.stringify(seen)).toContain('"versionIndex":1');
  });
});
