/** Who may end a run: the user who started it and the admins of its entity, whichever way it is ended. */
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import type { Answer } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";

const server = testServer();
const place = { entity: "crew", project: "shared" };
const start = `mutation Start($entity: String, $project: String, $name: String) {
  upsertBucket(input: {entityName: $entity, modelName: $project, name: $name}) { bucket { id name state } }
}`;
const wires: Record<string, WireClient> = {};
let made = 0;

/** Each way to end a run, with a run of the admin token among those who start it. */
const endings: Record<string, (wire: WireClient, run: { id: string; name: string }) => Promise<Answer>> = {
  deleteRun: (wire, { id }) => wire.graphql("mutation M($id: ID!) { deleteRun(input: {id: $id}) { success } }", { id }),
  "deleteRun with its artifacts": (wire, { id }) =>
    wire.graphql("mutation M($id: ID!) { deleteRun(input: {id: $id, deleteArtifacts: true}) { success } }", { id }),
  stopRun: (wire, { id }) => wire.graphql("mutation M($id: ID!) { stopRun(input: {id: $id}) { success } }", { id }),
  updateRunState: (wire, { id }) =>
    wire.graphql('mutation M($id: ID!) { updateRunState(input: {id: $id, state: "failed"}) { success } }', { id }),
  "upsertBucket with a final state, by id": (wire, { id }) =>
    wire.graphql('mutation M($id: String) { upsertBucket(input: {id: $id, state: "killed"}) { inserted } }', { id }),
  "upsertBucket with a final state, by name": (wire, { name }) =>
    wire.graphql(
      `mutation M($entity: String, $project: String, $name: String) {
        upsertBucket(input: {entityName: $entity, modelName: $project, name: $name, state: "finished"}) { inserted } }`,
      { ...place, name },
    ),
  deleteFiles: (wire, { id }) =>
    wire.graphql("mutation M($files: [ID!]!) { deleteFiles(input: {files: $files}) { success } }", {
      files: [btoa(`RunFile:${atob(id).split(":")[1]}:${Buffer.from("a.txt").toString("hex")}`)],
    }),
};

async function startedBy(wire: WireClient): Promise<{ id: string; name: string }> {
  const { upsertBucket } = await wire.data<{ upsertBucket: { bucket: { id: string; name: string } } }>(start, {
    ...place,
    name: `run-${(made += 1)}`,
  });
  return upsertBucket.bucket;
}

beforeAll(async () => {
  for (const name of ["lead", "starter", "colleague", "reader", "leaver"]) wires[name] = await server.makeUser(name);
  await server.makeTeams("house", {
    crew: { lead: "admin", starter: "member", colleague: "member", leaver: "member", reader: "viewer" },
  });
});

describe.each(Object.keys(endings))("%s", (ending) => {
  const end = endings[ending]!;

  test("on a colleague's run is refused to a member and changes nothing", async () => {
    const run = await startedBy(wires["starter"]!);
    const before = server.facts();
    const refused = await end(wires["colleague"]!, run);
    expectRefusal(refused, 403);
    expect(messageOf(refused)).toMatch(
      /^Cannot (delete|stop|delete files of) the run "run-\d+": it belongs to "starter", expected your own run or admin access; ask an admin of "crew"$/,
    );
    await server.expectNothingStored(before);
  });

  test("is allowed to the run's creator, team admins and site admins", async () => {
    for (const name of ["starter", "lead"])
      expect((await end(wires[name]!, await startedBy(wires["starter"]!))).status, name).toBe(200);
    expect((await end(server.wire, await startedBy(wires["starter"]!))).status).toBe(200);
  });

  test("is refused to viewers and strangers", async () => {
    const run = await startedBy(wires["starter"]!);
    expectRefusal(await end(wires["reader"]!, run), 403);
    expectRefusal(await end(await server.makeUser(`stranger-${made}`), run), 404);
  });
});

test("a run of a deleted user is controlled by admins", async () => {
  const runs = [];
  for (const _ of Object.keys(endings)) runs.push(await startedBy(wires["leaver"]!));
  await server.provisioning.done("DELETE", "/users/leaver");
  // Whoever takes the name afterwards is somebody else.
  const again = await server.makeUser("leaver");
  await server.provisioning.done("POST", "/orgs/house/members", { username: "leaver", role: "member" });
  for (const [index, end] of Object.values(endings).entries()) {
    const refused = await end(wires["starter"]!, runs[index]!);
    expectRefusal(refused, 403);
    expect(messageOf(refused)).toContain("it has no owner any more");
    expectRefusal(await end(again, runs[index]!), 404);
    expect((await end(wires["lead"]!, runs[index]!)).status).toBe(200);
  }
});

test("a colleague may still describe a run and report for it, as in shared mode", async () => {
  const run = await startedBy(wires["starter"]!);
  await wires["colleague"]!.data(
    'mutation M($id: String) { upsertBucket(input: {id: $id, notes: "seen", tags: ["a"]}) { inserted } }',
    { id: run.id },
  );
  const path = `/files/${place.entity}/${place.project}/${run.name}/file_stream`;
  expect((await wires["colleague"]!.send(path, { method: "POST", body: { complete: true, exitcode: 0 } })).status).toBe(
    200,
  );
});
