import { expect, test } from "vitest";
import { RunWire } from "../../support/run-wire.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer();
const sole = (project = "afresh"): RunWire => new RunWire(server.wire, { entity: "admin", project });
const telemetry = (features: readonly number[]): string =>
  JSON.stringify({ _wandb: { value: { t: { 3: features } } } });

/** A run that holds something in every place. */
async function fill(of: RunWire, name: string): Promise<string> {
  const { id } = await of.start(name, { config: '{"lr":{"value":1}}', tags: ["old"] });
  await of.post(name, {
    files: {
      "wandb-history.jsonl": { offset: 0, content: ['{"_step":0,"x":1}', '{"_step":1,"x":2}'] },
      "wandb-events.jsonl": { offset: 0, content: ['{"cpu":1}'] },
      "output.log": { offset: 0, content: ["hello"] },
      "wandb-summary.json": { offset: 0, content: ['{"x":2,"_step":1}'] },
    },
  });
  await of.complete(name);
  return id;
}

test("reusing a run id without resume starts a new run under the same id", async () => {
  const id = await fill(sole(), "again");
  const started = await sole().start("again", { config: '{"lr":{"value":2}}' });
  expect(started).toMatchObject({ id, historyLineCount: 0, config: '{"lr":{"value":2}}' });
  expect(await sole().read("again")).toMatchObject({
    state: "running",
    summaryMetrics: "{}",
    tags: [],
    historyLineCount: 0,
    logLineCount: 0,
    eventsLineCount: 0,
    fileCount: 0,
  });
  await sole().rows("again", 0, [{ _step: 0, x: 9 }]);
  expect((await sole().read("again"))!.history).toEqual(['{"_step":0,"x":9}']);
});

test("only a start replaces a run", async () => {
  const of = sole();
  const id = await fill(of, "kept");
  const calls: Record<string, () => Promise<unknown>> = {
    "a config change": () => of.upserted({ name: "kept", config: '{"lr":{"value":3}}' }),
    "a change by id": () => of.start("kept", { id, displayName: "better" }),
    "Run.create": () => of.start("kept", { state: "running" }),
    "a shared process": () => of.as("one").start("kept"),
    "a run of a sweep": () => of.start("kept", { sweep: "s1" }),
    "a process that has said what it is": () =>
      of.start("kept", { config: '{"_wandb":{"value":{"e":{"w":{"host":"x"}}}}}' }),
    "a sync": () => of.start("kept", { jobProgram: "/usr/bin/wandb" }),
    "a sync by the module": () => of.start("kept", { jobProgram: "-m wandb.__main__" }),
    "a sync of an offline run": () => of.start("kept", { config: telemetry([4, 14]) }),
    "a bare call by name": () => of.upserted({ name: "kept" }),
  };
  for (const [what, call] of Object.entries(calls)) {
    await call();
    expect((await of.read("kept"))!.historyLineCount, what).toBe(2);
  }
});

test("a process that asked for the resume status does not replace the run before it has reported", async () => {
  const of = sole();
  await fill(of, "resumed");
  await of.askResume("resumed");
  expect(await of.start("resumed")).toMatchObject({ historyLineCount: 2 });
  await of.rows("resumed", 2, [{ _step: 2, x: 3 }]);
  expect(await of.start("resumed", { config: telemetry([14, 15]) })).toMatchObject({ historyLineCount: 0 });
});

test("forking a run is rejected and creates no run", async () => {
  const of = sole();
  await fill(of, "root");
  for (const branch of [
    { run_id: "root", step: 1 },
    { run_id: "nowhere", step: 0 },
  ]) {
    const config = JSON.stringify({ _wandb: { value: { branch_point: branch } } });
    const answer = await of.upsert({ name: "fork", host: "h", jobProgram: "p.py", config });
    expect([answer.status, answer.body.toString()]).toEqual([400, expect.stringContaining("does not offer run forks")]);
  }
  expect(await of.read("fork")).toBeUndefined();
});

test("a repeated first call, a pending run and a run without lines replace nothing", async () => {
  const of = sole();
  await fill(of, "twice");
  await of.start("twice", { config: '{"a":{"value":1}}', tags: ["new"] });
  await of.start("twice", { config: '{"a":{"value":1}}', tags: ["new"] });
  expect(await of.read("twice")).toMatchObject({ tags: ["new"], config: '{"a":{"value":1}}' });
  await of.upserted({ name: "empty", state: "running", tags: ["kept"], summaryMetrics: '{"s":1}' });
  await of.start("empty");
  expect(await of.read("empty")).toMatchObject({ tags: ["kept"], summaryMetrics: '{"s":1}' });
  const id = await fill(of, "pending");
  await of.upserted({ id, state: "pending" });
  await of.start("pending");
  expect(await of.read("pending")).toMatchObject({ historyLineCount: 2, state: "running" });
  // The process counts its lines from 0, and they take no place of others.
  await of.post("pending", { files: { "output.log": { offset: 0, content: ["again"] } } });
  await of.post("pending", { files: { "output.log": { offset: 0, content: ["again"] } } });
  expect(await of.read("pending")).toMatchObject({ logLineCount: 2 });
});

test("replacing a run requires permission to delete it: otherwise 403, and nothing changes", async () => {
  const [ada, ben] = [await server.makeUser("ada"), await server.makeUser("ben")];
  await server.makeTeams("works", { crew: { ada: "member", ben: "member" } });
  const of = new RunWire(ada, { entity: "crew", project: "p" });
  await fill(of, "hers");
  const answer = await of.as(undefined, ben).upsert({ name: "hers", host: "h", jobProgram: "p.py" });
  expect(answer.status).toBe(403);
  expect(await of.read("hers")).toMatchObject({ historyLineCount: 2, state: "finished", tags: ["old"] });
  expect(await of.start("hers")).toMatchObject({ historyLineCount: 0 });
});
