/** A link joins two teams at one version: whoever reads one side learns nothing else of the other. */
import { beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../../support/send-request.ts";
import { selectionsFrom } from "../../support/schema-paths.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";
import { publishVersion, type WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const { done } = server.provisioning;

/** Stands in every name and text of a side that the other one must not read. */
const canaries = { a: "canary-of-a", b: "canary-of-b" } as const;
type Side = keyof typeof canaries;

const place = (side: Side) => ({ entity: `${canaries[side]}-team`, project: `${canaries[side]}-project` });

let both: WireClient;
let viewers: Record<Side, WireClient>;
let version: WireDraft;
let loner: WireClient;

beforeAll(async () => {
  const mail = (name: string) => ({ username: name, email: `${name}@example.com`, admin: false });
  both = await server.makeUser("both");
  for (const side of ["a", "b"] as const) await done("POST", "/users", mail(`${canaries[side]}-member`));
  viewers = { a: await server.makeUser("viewer-a"), b: await server.makeUser("viewer-b") };
  for (const side of ["a", "b"] as const) {
    await done("POST", "/orgs", { name: `${canaries[side]}-org`, members: [] });
    const members = [
      { username: "both", role: "member" },
      { username: `${canaries[side]}-member`, role: "member" },
      { username: `viewer-${side}`, role: "viewer" },
    ];
    await done("POST", "/teams", { name: place(side).entity, org: `${canaries[side]}-org`, members });
  }
  loner = await server.makeUser("loner");
  await done("POST", "/teams", {
    name: "loner-team",
    org: `${canaries.a}-org`,
    members: [
      { username: "loner", role: "member" },
      { username: "both", role: "viewer" },
    ],
  });
  const files = { [`${canaries.a}.txt`]: Buffer.from("a") };
  version = await publishVersion(
    both,
    { ...place("a"), collection: "shared-data", aliases: [`${canaries.a}-alias`] },
    files,
  );
  const other = await publishVersion(
    both,
    { ...place("b"), collection: `${canaries.b}-data` },
    { b: Buffer.from("b") },
  );
  await both.data(
    `mutation Describe($id: ID!, $tag: String!) {
      updateArtifact(input: {artifactID: $id, description: "a described version", metadata: "{\\"rows\\": 3}", tagsToAdd: [{tagName: $tag}]}) { artifact { id } }
    }`,
    { id: version.facts.id, tag: canaries.a },
  );
  await both.data(
    `mutation Link($id: ID!, $entity: String!, $project: String!, $alias: String!) {
      linkArtifact(input: {artifactID: $id, entityName: $entity, projectName: $project, artifactPortfolioName: "links", aliases: [{artifactCollectionName: "links", alias: $alias}]}) { versionIndex }
    }`,
    { id: version.facts.id, entity: place("b").entity, project: place("b").project, alias: `${canaries.b}-alias` },
  );
  for (const [side, draft] of [
    ["a", version],
    ["b", other],
  ] as const) {
    const text = canaries[side];
    const run = { entityName: place(side).entity, modelName: place(side).project, name: draft.facts.run };
    await both.data("mutation Run($input: UpsertBucketInput!) { upsertBucket(input: $input) { bucket { id } } }", {
      input: {
        ...run,
        displayName: text,
        notes: text,
        tags: [text],
        groupName: text,
        host: text,
        config: JSON.stringify({ [text]: { value: text } }),
        summaryMetrics: JSON.stringify({ [text]: text }),
      },
    });
    const lines = { offset: 0, content: [JSON.stringify({ _step: 0, [text]: text })] };
    await both.send(`/files/${run.entityName}/${run.modelName}/${run.name}/file_stream`, {
      method: "POST",
      body: { files: { "wandb-history.jsonl": lines, "output.log": { offset: 0, content: [`${text}\n`] } } },
    });
    // A run of each side uses the version, so that its lineage leads to both.
    await both.data("mutation Use($input: UseArtifactInput!) { useArtifact(input: $input) { artifact { id } } }", {
      input: {
        entityName: run.entityName,
        projectName: run.modelName,
        runName: run.name,
        artifactID: version.facts.id,
      },
    });
    await both.data(
      `mutation Sweep($entity: String!, $project: String!, $config: String!) { upsertSweep(input: {entityName: $entity, projectName: $project, config: $config}) { sweep { id } } }`,
      {
        entity: run.entityName,
        project: run.modelName,
        config: `{name: ${text}, method: grid, parameters: {x: {values: [1]}}}`,
      },
    );
  }
});

/** Values for the fields that need some: names of both sides, so that one who knows them learns nothing either. */
function argumentsFor(side: Side) {
  return {
    "Project.artifact": `name: "shared-data:v0"`,
    "Project.artifactCollection": `name: "${side === "a" ? "shared-data" : "links"}"`,
    "Project.artifactCollectionMembership": `name: "${side === "a" ? "shared-data" : "links"}:v0"`,
    "Project.artifactType": `name: "dataset"`,
    "Project.bucket": `name: "${version.facts.run}", missingOk: true`,
    "Project.run": `name: "${version.facts.run}"`,
    "Project.sweep": `sweepName: "none"`,
    "ArtifactType.artifactCollection": `name: "shared-data"`,
    "ArtifactType.artifactSequence": `name: "shared-data"`,
    "ArtifactType.artifact": `name: "shared-data:v0"`,
    "ArtifactSequence.artifactMembership": `aliasName: "v0"`,
    "ArtifactPortfolio.artifactMembership": `aliasName: "v0"`,
    "Artifact.filesByManifestEntries": `storageLayout: "V2", manifestVersion: "1", entries: [{name: "${canaries.a}.txt", digest: "x"}]`,
    "Run.parquetHistory": `liveKeys: []`,
    "Run.sampledHistory": `specs: ["{}"]`,
    "Sweep.agent": `agentName: "none"`,
  };
}

/** The version as one reaches it on a side: where it was logged, or through the link. */
function documents(side: Side): string[] {
  const { entity, project } = place(side);
  const name = side === "a" ? "shared-data:v0" : "links:v0";
  const reach = `project(entityName: "${entity}", name: "${project}") { artifactCollectionMembership(name: "${name}")`;
  return selectionsFrom("Artifact", argumentsFor(side)).map((it) => `query Paths { ${reach} { artifact ${it} } } }`);
}

const otherSide = { a: "b", b: "a" } as const;

describe.each(["a", "b"] as const)("a viewer of side %s", (side) => {
  test("reads nothing of the other team on any schema path from the version", async () => {
    const other = canaries[otherSide[side]];
    let shownToMember = 0;
    for (const query of documents(side)) {
      const answer = await viewers[side].graphql(query);
      const text = answer.body.toString("utf8");
      const shown = `${query.slice(0, 1000)}\n${text.slice(0, 1000)}`;
      expect(text.includes(other), shown).toBe(false);
      // The files of a linked version are refused with a sentence.
      expect(answer.status, shown).toBeOneOf(query.includes(" files(") && side === "b" ? [200, 403] : [200]);
      // The same question of a member of both sides, who may read all of it: the paths do lead over there.
      if ((await both.graphql(query)).body.toString("utf8").includes(other)) shownToMember += 1;
    }
    expect(shownToMember).toBeGreaterThan(5);
  });

  test("reads nothing of the other team by names and ids, or on the HTML pages", async () => {
    const there = place(otherSide[side]);
    for (const query of [
      `{ entity(name: "${there.entity}") { members { email } projects: storageBytes } }`,
      `{ project(entityName: "${there.entity}", name: "${there.project}") { runs { edges { node { config } } } } }`,
      `{ users(query: "canary") { edges { node { username email } } } }`,
      `{ viewer { teams { edges { node { name members { email } } } } organizations { name orgEntity { name } } } }`,
    ]) {
      const text = (await viewers[side].graphql(query)).body.toString("utf8");
      expect(text.replaceAll(`entity(name`, ""), query).not.toContain(canaries[otherSide[side]]);
    }
    const here = place(side);
    const name = side === "a" ? "shared-data" : "links";
    for (const path of [
      `/${here.entity}/${here.project}`,
      `/${here.entity}/${here.project}/artifacts/dataset/${name}/v0`,
    ]) {
      const page = await viewers[side].send(path);
      expect(page.status, path).toBe(200);
      expect(page.body.toString("utf8"), path).not.toContain(canaries[otherSide[side]]);
      expect(page.body.toString("utf8"), path).toContain(canaries[side]);
    }
  });
});

test("a link gives access to the version and the link's aliases, but not to its files", async () => {
  const { entity, project } = place("b");
  const read = `project(entityName: "${entity}", name: "${project}")`;
  const { project: answer } = await viewers.b.data<{
    project: { artifactCollectionMembership: Record<string, unknown> };
  }>(
    `{ ${read} { artifactCollectionMembership(name: "links:v0") { versionIndex aliases { alias } artifact {
      description metadata digest size fileCount state commitHash tags { name } artifactType { name }
      aliases { alias artifactCollection { name } }
      artifactSequence { id name project { name } tags { edges { node { name } } } }
      artifactMemberships { edges { node { artifactCollection { name } } } }
      currentManifest { file { directUrl } } storage { uniqueBytes }
    } } } }`,
  );
  const alias = `${canaries.b}-alias`;
  expect(answer.artifactCollectionMembership).toMatchObject({
    versionIndex: 0,
    aliases: [{ alias }, { alias: "latest" }],
    artifact: {
      description: "a described version",
      metadata: '{"rows": 3}',
      digest: version.facts.digest,
      size: 1,
      fileCount: 1,
      state: "COMMITTED",
      tags: [],
      artifactType: { name: "dataset" },
      aliases: [
        { alias, artifactCollection: { name: "links" } },
        { alias: "latest", artifactCollection: { name: "links" } },
      ],
      artifactSequence: { id: expect.any(String), name: "shared-data", project: null, tags: { edges: [] } },
      artifactMemberships: { edges: [{ node: { artifactCollection: { name: "links" } } }] },
      currentManifest: null,
      storage: null,
    },
  });
  const files = await viewers.b.graphql(
    `{ ${read} { artifactCollectionMembership(name: "links:v0") { files { edges { node { name } } } } } }`,
  );
  expect(files.status).toBe(403);
  expect(jsonOf(files)).toMatchObject({
    errors: [{ message: expect.stringContaining("you can read the link, but not its source") }],
  });
});

test("a filter over deleted or used versions reveals no runs and links of another team", async () => {
  const logged = await publishVersion(
    loner,
    { entity: "loner-team", project: "p", collection: "data" },
    { x: Buffer.from("x") },
  );
  const { entity, project } = place("b");
  await both.data("mutation Use($input: UseArtifactInput!) { useArtifact(input: $input) { artifact { id } } }", {
    input: {
      entityName: entity,
      projectName: project,
      runName: await aRunOf(entity, project),
      artifactID: logged.facts.id,
    },
  });
  const meant = async (filter: object): Promise<number> => {
    const { deleteArtifacts } = await loner.data<{ deleteArtifacts: { versions: unknown[] } }>(
      `mutation Dry($filter: JSONString!) { deleteArtifacts(input: {entityName: "loner-team", projectName: "p", filter: $filter, dryRun: true}) { versions { bytes } } }`,
      { filter: JSON.stringify(filter) },
    );
    return deleteArtifacts.versions.length;
  };
  expect(await meant({ is_used: true })).toBe(0);
  expect(await meant({ is_used: false })).toBe(1);
});

async function aRunOf(entity: string, project: string): Promise<string> {
  const answer = await both.data<{ project: { runs: { edges: { node: { name: string } }[] } } }>(
    `{ project(entityName: "${entity}", name: "${project}") { runs(first: 1) { edges { node { name } } } } }`,
  );
  return answer.project.runs.edges[0]!.node.name;
}
