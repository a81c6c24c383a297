import { describe, expect, test } from "vitest";
import { sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { type DraftOptions, publishVersion, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();

/** A list of the schema: how it is asked for, and how rows come and go. */
interface WireList {
  /** The query, with `$first` and `$after` in it; the list is the first object with edges. */
  readonly query: string;
  /** What names a row, below its node. */
  readonly name?: string;
  make(at: number): Promise<unknown>;
  /** Takes away the row of that name. */
  remove?(name: string): Promise<unknown>;
}

interface List {
  readonly totalCount?: number;
  readonly edges: readonly { readonly cursor?: string; readonly node: Record<string, unknown> }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

const PAGE = "edges { node { NAME } } pageInfo { endCursor hasNextPage }";
const mutate = (query: string, input: object): Promise<unknown> =>
  server.wire.data(`mutation M($input: ${query}`, { input });
let made = 0;
const fresh = (word: string): string => `${word}-${(made += 1)}`;

async function viewer(): Promise<string> {
  return (await server.wire.data<{ viewer: { entity: string } }>("{ viewer { entity } }")).viewer.entity;
}
const startRun = (project: string, name: string): Promise<unknown> =>
  mutate("UpsertBucketInput!) { upsertBucket(input: $input) { bucket { id } } }", { modelName: project, name });
const version = (options: Omit<DraftOptions, "digest">): Promise<WireDraft> =>
  publishVersion(server.wire, options, { "a.txt": Buffer.from(fresh("content")) });
const deleteArtifact = (artifactID: string): Promise<unknown> =>
  mutate("DeleteArtifactInput!) { deleteArtifact(input: $input) { artifact { id } } }", {
    artifactID,
    deleteAliases: true,
  });
const deleteRun = (id: string): Promise<unknown> =>
  mutate("DeleteRunInput!) { deleteRun(input: $input) { success } }", { id });
const inProject = (project: string, list: string): string => `{ project(name: "${project}") { ${list} } }`;
const inVersion = (id: string, list: string): string => `{ artifact(id: "${id}") { ${list} } }`;
const useArtifact = async (project: string, runName: string, artifactID: string): Promise<unknown> => {
  await startRun(project, runName);
  const names = { entityName: await viewer(), projectName: project, runName, artifactID };
  return mutate("UseArtifactInput!) { useArtifact(input: $input) { artifact { id } } }", names);
};

const lists: Readonly<Record<string, () => Promise<WireList>>> = {
  async runs() {
    const project = fresh("runs");
    return {
      query: inProject(project, `runs(ARGS, order: "-created_at", filters: "{\\"state\\": \\"running\\"}") { PAGE }`),
      make: (at) => startRun(project, `run-${at}`),
      remove: deleteRun,
    };
  },
  async "runs by a field that filters know"() {
    const project = fresh("named-runs");
    return {
      query: inProject(project, `runs(ARGS, order: "name") { PAGE }`),
      make: (at) => startRun(project, `run-${at}`),
      remove: deleteRun,
    };
  },
  async "files of a run"() {
    const [project, entityName] = [fresh("files"), await viewer()];
    await startRun(project, "one");
    return {
      query: inProject(project, `run(name: "one") { files(ARGS) { PAGE } }`),
      async make(at) {
        const query = `mutation M($input: CreateRunFilesInput!) {
          createRunFiles(input: $input) { uploadHeaders files { uploadUrl } } }`;
        const input = { entityName, projectName: project, runName: "one", files: [`f${at}.txt`] };
        const { createRunFiles } = await server.wire.data<{ createRunFiles: { files: { uploadUrl: string }[] } }>(
          query,
          {
            input,
          },
        );
        await sendRequest(createRunFiles.files[0]!.uploadUrl, { method: "PUT", body: Buffer.from(`${at}`) });
      },
      remove: (id) => mutate("DeleteFilesInput!) { deleteFiles(input: $input) { success } }", { files: [id] }),
    };
  },
  async "console lines"() {
    const project = fresh("lines");
    const entity = await viewer();
    await startRun(project, "one");
    let offset = 0;
    return {
      query: inProject(project, `run(name: "one") { logLines(ARGS) { PAGE } }`),
      name: "number",
      make: () =>
        server.wire.send(`/files/${entity}/${project}/one/file_stream`, {
          method: "POST",
          body: { files: { "output.log": { offset: offset++, content: ["a line"] } } },
        }),
    };
  },
  async "versions of a collection"() {
    const project = fresh("versions");
    return {
      query: inProject(project, `artifactCollection(name: "c") { artifacts(ARGS) { PAGE } }`),
      make: () => version({ project, collection: "c" }),
      remove: deleteArtifact,
    };
  },
  async "versions of a collection by a key of their metadata"() {
    const project = fresh("metadata");
    return {
      query: inProject(project, `artifactCollection(name: "c") { artifacts(ARGS, order: "metadata.a") { PAGE } }`),
      make: () => version({ project, collection: "c" }),
      remove: deleteArtifact,
    };
  },
  async aliases() {
    const [project, entityName] = [fresh("aliases"), await viewer()];
    const { facts } = await version({ project, collection: "c" });
    const alias = (name: string) => ({
      artifactID: facts.id,
      aliases: [{ entityName, projectName: project, artifactCollectionName: "c", alias: name }],
    });
    return {
      query: inProject(project, `artifactCollection(name: "c") { aliases(ARGS) { PAGE } }`),
      name: "alias",
      make: (at) => mutate("AddAliasesInput!) { addAliases(input: $input) { success } }", alias(`a${at}`)),
      remove: (name) => mutate("DeleteAliasesInput!) { deleteAliases(input: $input) { success } }", alias(name)),
    };
  },
  async "collections of a project"() {
    const project = fresh("collections");
    return {
      query: inProject(project, `artifactCollections(ARGS, filters: "{\\"type\\": \\"dataset\\"}") { PAGE }`),
      make: (at) => version({ project, collection: `c${at}` }),
      remove: (artifactSequenceID) =>
        mutate(
          "DeleteArtifactSequenceInput!) { deleteArtifactSequence(input: $input) { artifactCollection { id } } }",
          {
            artifactSequenceID,
          },
        ),
    };
  },
  async "collections of a type"() {
    const project = fresh("of-type");
    return {
      query: inProject(project, `artifactType(name: "dataset") { artifactCollections(ARGS, order: "-name") { PAGE } }`),
      make: (at) => version({ project, collection: `c${at}` }),
      remove: (artifactSequenceID) =>
        mutate(
          "DeleteArtifactSequenceInput!) { deleteArtifactSequence(input: $input) { artifactCollection { id } } }",
          {
            artifactSequenceID,
          },
        ),
    };
  },
  async "tags of a collection"() {
    const [project, entityName] = [fresh("tags"), await viewer()];
    await version({ project, collection: "c" });
    const assignment = (tagName: string) => ({
      entityName,
      projectName: project,
      artifactCollectionName: "c",
      tags: [{ tagName }],
    });
    return {
      query: inProject(project, `artifactCollection(name: "c") { tags(ARGS) { PAGE } }`),
      name: "name",
      make: (at) =>
        mutate(
          `CreateArtifactCollectionTagAssignmentsInput!) {
            createArtifactCollectionTagAssignments(input: $input) { tags { id } } }`,
          assignment(`tag-${at}`),
        ),
      remove: (name) =>
        mutate(
          `DeleteArtifactCollectionTagAssignmentsInput!) {
            deleteArtifactCollectionTagAssignments(input: $input) { success } }`,
          assignment(name),
        ),
    };
  },
  async "artifact types"() {
    const project = fresh("types");
    const entityName = await viewer();
    return {
      query: inProject(project, "artifactTypes(ARGS) { PAGE }"),
      make: (at) =>
        mutate("CreateArtifactInput!) { createArtifact(input: $input) { artifact { id } } }", {
          entityName,
          projectName: project,
          artifactTypeName: `type-${at}`,
          artifactCollectionName: `of-${at}`,
          digest: String(at).padStart(32, "0"),
          digestAlgorithm: "MANIFEST_MD5",
        }),
    };
  },
  async projects() {
    const entity = fresh("team");
    const username = await viewer();
    await server.provisioning.done("POST", "/orgs", { name: `${entity}-org`, members: [{ username, role: "admin" }] });
    await server.provisioning.done("POST", "/teams", {
      name: entity,
      org: `${entity}-org`,
      members: [{ username, role: "admin" }],
    });
    return {
      query: `{ models(ARGS, entityName: "${entity}") { PAGE } }`,
      make: (at) =>
        mutate("UpsertModelInput!) { upsertModel(input: $input) { model { id } } }", {
          entityName: entity,
          name: `p${at}`,
        }),
    };
  },
  async "inputs of a run"() {
    const project = fresh("inputs");
    return {
      query: inProject(project, `run(name: "user") { inputArtifacts(ARGS) { PAGE } }`),
      async make() {
        await useArtifact(project, "user", (await version({ project, collection: "c" })).facts.id);
      },
      remove: deleteArtifact,
    };
  },
  async "outputs of a run"() {
    const project = fresh("outputs");
    return {
      query: inProject(project, `run(name: "maker") { outputArtifacts(ARGS) { PAGE } }`),
      make: () => version({ project, collection: "c", run: "maker" }),
      remove: deleteArtifact,
    };
  },
  async "users of a version"() {
    const project = fresh("used");
    const { facts } = await version({ project, collection: "c" });
    return {
      query: inVersion(facts.id, "usedBy(ARGS) { PAGE }"),
      make: (at) => useArtifact(project, `user-${at}`, facts.id),
      remove: deleteRun,
    };
  },
  async "memberships of a version"() {
    const [project, entityName] = [fresh("links"), await viewer()];
    const { facts } = await version({ project, collection: "c" });
    return {
      query: inVersion(facts.id, "artifactMemberships(ARGS) { PAGE }"),
      make: (at) =>
        mutate("LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }", {
          artifactID: facts.id,
          artifactPortfolioName: `portfolio-${at}`,
          entityName,
          projectName: project,
        }),
    };
  },
  async sweeps() {
    const project = fresh("sweeps");
    await startRun(project, "one");
    return {
      query: inProject(project, "sweeps(ARGS) { PAGE }"),
      make: () =>
        mutate("UpsertSweepInput!) { upsertSweep(input: $input) { sweep { id } } }", {
          projectName: project,
          config: "method: grid\nparameters:\n  x:\n    values: [1]\n",
        }),
    };
  },
  async "agents of a sweep"() {
    const project = fresh("agents");
    await startRun(project, "one");
    const input = { projectName: project, config: "method: grid\nparameters:\n  x:\n    values: [1]\n" };
    const { upsertSweep } = await server.wire.data<{ upsertSweep: { sweep: { name: string } } }>(
      "mutation M($input: UpsertSweepInput!) { upsertSweep(input: $input) { sweep { name } } }",
      { input },
    );
    const sweep = upsertSweep.sweep.name;
    return {
      query: inProject(project, `sweep(sweepName: "${sweep}") { agents(ARGS) { PAGE } }`),
      make: () =>
        mutate("CreateAgentInput!) { createAgent(input: $input) { agent { id } } }", {
          projectName: project,
          sweep,
          host: "here",
        }),
    };
  },
  async users() {
    const word = fresh("walked");
    return {
      query: `{ users(ARGS, query: "${word}-") { PAGE } }`,
      name: "name",
      make: (at) => server.makeUser(`${word}-${at}`),
      remove: (name) => server.provisioning.call("DELETE", `/users/${name}`),
    };
  },
  async "deleted versions"() {
    const project = fresh("deleted");
    const entity = await viewer();
    return {
      query: `{ deletedArtifacts(ARGS, entityName: "${entity}", projectName: "${project}") {
        edges { node { bytes artifact { id } } } pageInfo { endCursor hasNextPage } } }`,
      name: "artifact.id",
      async make() {
        await deleteArtifact((await version({ project, collection: "c" })).facts.id);
      },
      remove: (id) => server.wire.data(`mutation { undeleteArtifacts(artifactIDs: ["${id}"]) { artifact { id } } }`),
    };
  },
  async drafts() {
    const entity = await viewer();
    const project = fresh("drafts");
    return {
      query: `{ drafts(ARGS, entityName: "${entity}") { edges { node { artifact { id } } } pageInfo { endCursor hasNextPage } } }`,
      name: "artifact.id",
      make: (at) => WireDraft.open(server.wire, { project, collection: `c${at}` }),
    };
  },
  async jobs() {
    return {
      query: "{ jobs(ARGS) { PAGE } }",
      make: () => server.wire.data("mutation { startJob(kind: EXPIRE) { id } }"),
    };
  },
  async "retention rules"() {
    const entity = await viewer();
    const project = fresh("rules");
    await startRun(project, "one");
    return {
      query: `{ retentionRules(ARGS, entityName: "${entity}", projectName: "${project}") { PAGE } }`,
      name: "rules.0.keepLast",
      make: (at) =>
        mutate("SetRetentionRulesInput!) { setRetentionRules(input: $input) { setAt } }", {
          entityName: entity,
          projectName: project,
          rules: [{ keepLast: at }],
        }),
    };
  },
  async "the storage journal"() {
    const entity = await viewer();
    const project = fresh("journal");
    return {
      query: `{ storageJournal(ARGS, entityName: "${entity}") { PAGE } }`,
      name: "at action subject",
      async make() {
        await deleteArtifact((await version({ project, collection: "c" })).facts.id);
      },
    };
  },
  async "files of a version"() {
    const project = fresh("entries");
    const files = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`${at}.txt`, Buffer.from(`${at}`)]));
    await publishVersion(server.wire, { project, collection: "c" }, files);
    return {
      query: inProject(project, `artifactCollectionMembership(name: "c:v0") { files(ARGS) { PAGE } }`),
      make: async () => {},
    };
  },
};

const ROWS = 7;

describe("rows added and deleted while paging do not shift others", () => {
  test.each(Object.keys(lists))("%s", async (title) => {
    const { query, name = "id", make, remove } = await lists[title]!();
    const node = selectionOf(name);
    const text = (args: string): string => query.replace("ARGS", args).replace("PAGE", PAGE.replace("NAME", node));
    const read = async (first: number, after: string | null): Promise<List> =>
      listIn(await server.wire.data(text(`first: ${first}${after === null ? "" : `, after: "${after}"`}`)));
    for (let at = 0; at < ROWS; at++) await make(at);
    const before = (await read(100, null)).edges.map((edge) => nameOf(edge.node, name));
    expect(before.length).toBeGreaterThanOrEqual(ROWS);
    const isGoing = (row: string): boolean => remove !== undefined && before.indexOf(row) % 3 === 1;
    const met: string[] = [];
    for (let after: string | null = null, step = 0; ; step++) {
      const { edges, pageInfo }: List = await read(2, after);
      const names = edges.map((edge) => nameOf(edge.node, name));
      met.push(...names);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
      const gone = [names.at(-1)!, before[3 * step + 1]!].filter((row) => row !== undefined && isGoing(row));
      for (const row of new Set(gone)) await remove!(row);
      if (step < 2) await make(100 + step);
    }
    expect(met.length, "none twice").toBe(new Set(met).size);
    expect(
      before.filter((row) => !isGoing(row) && !met.includes(row)),
      "none left out",
    ).toEqual([]);
  });
});

test("a cursor of another list or order is rejected with a message", async () => {
  const project = fresh("foreign");
  await startRun(project, "one");
  await startRun(project, "two");
  const query = (args: string): string =>
    inProject(project, `runs(${args}) { edges { cursor } pageInfo { endCursor hasNextPage } }`);
  const { endCursor } = listIn(await server.wire.data(query("first: 1"))).pageInfo;
  expect(listIn(await server.wire.data(query(`first: 5, after: "${endCursor}"`))).edges).toHaveLength(1);
  for (const args of [`after: "${endCursor}", order: "-created_at"`, `after: "${endCursor!.slice(1)}"`]) {
    const answer = await server.wire.graphql(query(args));
    expect([answer.status, answer.body.toString()]).toEqual([400, expect.stringContaining("Cannot continue the list")]);
  }
  const models = await server.wire.graphql(`{ models(after: "${endCursor}") { edges { node { id } } } }`);
  expect([models.status, models.body.toString()]).toEqual([400, expect.stringContaining("another list or order")]);
});

function selectionOf(name: string): string {
  return name === "rules.0.keepLast" ? "rules { keepLast }" : name;
}

/** What a path leads to below a node; several fields together name a row too. */
function nameOf(node: unknown, path: string): string {
  if (path.includes(" ")) return JSON.stringify(node);
  return String(path.split(".").reduce((value, key) => (value as Record<string, unknown>)[key], node));
}

/** The first object with edges. */
function listIn(value: unknown): List {
  const found = find(value);
  if (found === undefined) throw new Error(`There is no list in ${JSON.stringify(value)}`);
  return found;
}

function find(value: unknown): List | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("edges" in value) return value as List;
  for (const member of Object.values(value)) {
    const found = find(member);
    if (found !== undefined) return found;
  }
  return undefined;
}
