import { expect, test } from "vitest";
import { runAdmin } from "../../support/admin-process.ts";
import { publishVersion } from "../../support/wire-draft.ts";
import { readVersion } from "../../support/read-version.ts";
import { RunWire } from "../../support/run-wire.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer({ STEMMA_COLLECT_SECONDS: "1" });
const sole = (project: string): RunWire => new RunWire(server.wire, { entity: "admin", project });

const DELETED = `query Q($entity: String, $project: String) { deletedRuns(entityName: $entity, projectName: $project) {
  totalCount edges { node { id run { name } replacedBy { name } } } } }`;
const UNDELETE = "mutation M($ids: [ID!]!) { undeleteRuns(runIDs: $ids) { name state } }";
const DELETE = "mutation M($id: ID!) { deleteRun(input: {id: $id}) { success } }";
const FILES = `mutation M($input: CreateRunFilesInput!) { createRunFiles(input: $input) { files { uploadUrl } } }`;

type Deleted = { totalCount: number; edges: { node: { id: string; replacedBy: { name: string } | null } }[] };

async function deletedIn(project: string): Promise<Deleted> {
  const { deletedRuns } = await server.wire.data<{ deletedRuns: Deleted }>(DELETED, { entity: "admin", project });
  return deletedRuns;
}

async function fill(of: RunWire, name: string, row: object): Promise<string> {
  const { id } = await of.start(name, { tags: ["t"] });
  await of.rows(name, 0, [row]);
  await of.post(name, { files: { "output.log": { offset: 0, content: ["hello"] } } });
  const input = { entityName: "admin", projectName: of.project, runName: name, files: ["a.txt"] };
  const { createRunFiles } = await server.wire.data<{ createRunFiles: { files: { uploadUrl: string }[] } }>(FILES, {
    input,
  });
  const address = new URL(createRunFiles.files[0]!.uploadUrl);
  await server.wire.send(address.pathname + address.search, { method: "PUT", body: `file of ${name} ${of.project}` });
  await of.complete(name);
  return id;
}

const whole = { historyLineCount: 1, logLineCount: 1, fileCount: 1, tags: ["t"], state: "finished" };

test("undeleting a run restores history, console and files", async () => {
  const of = sole("back");
  const id = await fill(of, "r", { _step: 0, x: 1 });
  await server.wire.data(DELETE, { id });
  expect(await of.read("r")).toBeUndefined();
  expect((await of.upsert({ name: "r" })).status).toBe(410);
  expect((await of.post("r", {})).status).toBe(404);
  const { edges } = await deletedIn("back");
  expect(edges.map(({ node }) => node.id)).toEqual([id]);
  await server.wire.data(UNDELETE, { ids: [id] });
  await server.wire.data(UNDELETE, { ids: [id] });
  expect(await of.read("r")).toMatchObject({ ...whole, history: ['{"_step":0,"x":1}'] });
  expect((await deletedIn("back")).totalCount).toBe(0);
});

test("undeleting a replaced run restores its data, and replaces the newer one", async () => {
  const of = sole("swap");
  const id = await fill(of, "r", { _step: 0, x: 1 });
  await of.start("r");
  expect(await of.read("r")).toMatchObject({ historyLineCount: 0, fileCount: 0, tags: [] });
  await of.rows("r", 0, [{ _step: 0, x: 2 }]);
  for (const history of ['{"_step":0,"x":1}', '{"_step":0,"x":2}']) {
    const { edges } = await deletedIn("swap");
    expect(edges.map(({ node }) => node.replacedBy)).toEqual([{ name: "r" }]);
    await server.wire.data(UNDELETE, { ids: [edges[0]!.node.id] });
    expect(await of.read("r")).toMatchObject({ id, history: [history] });
  }
});

test("undeleting a project restores its contents; its name is free meanwhile", async () => {
  const of = sole("whole");
  await fill(of, "r", { _step: 0, x: 1 });
  const place = { entity: "admin", project: "whole", collection: "data" };
  const files = { "a.txt": Buffer.from("one") };
  await publishVersion(server.wire, place, files);
  const { deleteProject } = await server.wire.data<{ deleteProject: { projectID: string } }>(
    'mutation { deleteProject(entityName: "admin", projectName: "whole") { projectID } }',
  );
  expect(await of.read("r")).toBeUndefined();
  const listed = await server.wire.data<object>(
    '{ entity(name: "admin") { id } models(entityName: "admin") { edges { node { name } } } deletedProjects(entityName: "admin") { edges { node { project { name } } } } }',
  );
  expect(JSON.stringify(listed)).not.toContain('{"node":{"name":"whole"}}');
  expect(JSON.stringify(listed)).toContain('{"node":{"project":{"name":"whole"}}}');
  await of.start("new");
  const UNDELETE_PROJECT = "mutation M($id: ID!) { undeleteProject(projectID: $id) { name } }";
  expect((await server.wire.graphql(UNDELETE_PROJECT, { id: deleteProject.projectID })).status).toBe(409);
  await server.wire.data('mutation { deleteProject(entityName: "admin", projectName: "whole") { success } }');
  for (let times = 0; times < 2; times++)
    expect(await server.wire.data(UNDELETE_PROJECT, { id: deleteProject.projectID })).toEqual({
      undeleteProject: { name: "whole" },
    });
  expect(await of.read("r")).toMatchObject(whole);
  expect([...(await readVersion(server.wire, { ...place, name: "data:latest" }))]).toEqual(Object.entries(files));
  expect(await of.read("new")).toBeUndefined();
});

test("only admins can delete and undelete a project", async () => {
  const [eve, kim] = [await server.makeUser("eve"), await server.makeUser("kim")];
  await server.makeTeams("org1", { team1: { eve: "member", kim: "admin" } });
  await new RunWire(eve, { entity: "team1", project: "p" }).start("r");
  const remove = 'mutation { deleteProject(entityName: "team1", projectName: "p") { projectID } }';
  expect((await eve.graphql(remove)).status).toBe(403);
  const { deleteProject } = await kim.data<{ deleteProject: { projectID: string } }>(remove);
  const back = "mutation M($id: ID!) { undeleteProject(projectID: $id) { name } }";
  expect((await eve.graphql(back, { id: deleteProject.projectID })).status).toBe(403);
  await kim.data(back, { id: deleteProject.projectID });
});

test("purging removes lines and files of deleted runs for good", async () => {
  const of = sole("purged");
  const id = await fill(of, "r", { _step: 0, x: 1 });
  await of.start("r");
  const replaced = (await deletedIn("purged")).edges[0]!.node.id;
  await of.rows("r", 0, [{ _step: 0, x: 2 }]);
  await server.wire.data("mutation { startJob(kind: PURGE, graceSeconds: 0) { id } }");
  await expect.poll(async () => (await deletedIn("purged")).totalCount).toBe(0);
  expect((await server.wire.graphql(UNDELETE, { ids: [replaced] })).status).toBe(410);
  await fill(sole("purged-whole"), "r", { _step: 0, x: 1 });
  const { deleteProject } = await server.wire.data<{ deleteProject: { projectID: string } }>(
    'mutation { deleteProject(entityName: "admin", projectName: "purged-whole") { projectID } }',
  );
  await server.wire.data("mutation { startJob(kind: PURGE, graceSeconds: 0) { id } }");
  const back = "mutation M($id: ID!) { undeleteProject(projectID: $id) { name } }";
  const isListed = async (): Promise<boolean> => {
    const list = await server.wire.data<object>('{ deletedProjects(entityName: "admin") { edges { node { id } } } }');
    return JSON.stringify(list).includes(deleteProject.projectID);
  };
  await expect.poll(isListed).toBe(false);
  expect((await server.wire.graphql(back, { id: deleteProject.projectID })).status).toBe(410);
  expect(await of.read("r")).toMatchObject({ id, historyLineCount: 1, history: ['{"_step":0,"x":2}'] });
});

test("stemma admin lists deleted runs and projects and undeletes them by name", async () => {
  const admin = async (...args: string[]): Promise<string> => {
    const { code, output, progress } = await runAdmin(server.process.data, ...args);
    expect([code, progress], args.join(" ")).toEqual([0, ""]);
    return output;
  };
  const of = sole("by-name");
  const id = await fill(of, "r", { _step: 0, x: 1 });
  await of.start("r");
  expect(await admin("deleted-runs", "admin/by-name")).toMatch(/admin\/by-name\/r +replaced by a new start/);
  expect(await admin("undelete-runs", "admin/by-name/r")).toContain("undeleted admin/by-name/r");
  expect(await of.read("r")).toMatchObject({ id, historyLineCount: 1 });
  expect(await admin("delete-project", "admin/by-name")).toContain("deleted admin/by-name;");
  expect(await admin("deleted-projects", "admin")).toContain("admin/by-name");
  expect(await admin("undelete-project", "admin/by-name")).toContain("undeleted admin/by-name");
  expect(await of.read("r")).toMatchObject({ id, historyLineCount: 1 });
});
