import { expect, test } from "vitest";
import type { RunChanges } from "../../../../src/core/ports/metadata.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import { EVERYTHING, type Project, type Run } from "../../../../src/model/index.ts";
import { AT_MS, type World, WHOLE, written } from "../world.ts";

/** A value for every field of a run that can change. */
const everyChange: Required<Omit<RunChanges, "changedAtMs">> = {
  displayName: "a better name",
  state: "finished",
  jobType: "train",
  group: "night",
  notes: 'notes with "quotes"',
  description: "text",
  tags: ["one", 'two "2"', "drei"],
  config: '{"lr":{"value":1e-3}}',
  summary: '{"loss":NaN}',
  host: "host-1",
  program: "train.py",
  commit: "0a1b2c",
  repo: "https://example.org/repo.git",
  sweepName: "sweep",
  exitCode: -1,
  isStopRequested: true,
  heartbeatAtMs: AT_MS + 1000,
  resumeAskedBy: 0,
  soleProcesses: 2,
};

/** All runs of a project, the oldest first. */
async function listOf(world: World, project: Project): Promise<readonly Run[]> {
  const runs = await world.metadata.read.runs.narrow(project, EVERYTHING.tree, async () => {});
  const texts = { config: true, summary: true };
  const { rows } = await runs.page(undefined, WHOLE, AT_MS);
  const found = await world.metadata.read.runs.withTexts(rows, texts);
  return rows.map((id) => found.get(id)!);
}

/** Rules for runs and their line streams. */
export function runRules(world: World): void {
  test("runs.insert() creates a running run with empty fields", async () => {
    const project = await world.project();
    const { id: createdBy, entity } = await world.user();
    const facts = { projectId: project.id, name: "r1", displayName: "run-1", createdBy, atMs: AT_MS };
    const id = await world.metadata.transaction((rows) => rows.runs.insert(facts));
    const run = (await world.metadata.read.runs.byId(id))!;
    expect(run).toMatchObject({ id, name: "r1", displayName: "run-1", project, state: "running", tags: [] });
    expect(run).toMatchObject({ config: "{}", summary: "{}", createdBy: entity.name, isStopRequested: false });
    expect(run).toMatchObject({ exitCode: null, jobType: null, createdAtMs: AT_MS, heartbeatAtMs: AT_MS });
    expect(await world.metadata.read.runs.find(project.id, "r1")).toEqual(run);
    expect(await world.metadata.read.runs.find(project.id, "R1")).toBeNull();
    expect(await world.metadata.read.runs.byId(999_999_999 as never)).toBeNull();
    await expectFault(
      world.metadata.transaction((rows) => rows.runs.insert(facts)),
      "conflict",
    );
  });

  test("runs.update() changes the given fields, one at a time and all together", async () => {
    const project = await world.project();
    const all = await world.run(project);
    await world.metadata.transaction((rows) => rows.runs.update(all, everyChange));
    expect(await world.metadata.read.runs.byId(all)).toMatchObject(everyChange);
    for (const [field, value] of Object.entries(everyChange)) {
      const id = await world.run(project);
      const before = (await world.metadata.read.runs.byId(id))!;
      await world.metadata.transaction((rows) => rows.runs.update(id, { [field]: value }));
      expect(await world.metadata.read.runs.byId(id)).toEqual({ ...before, [field]: value });
      await world.metadata.transaction((rows) => rows.runs.update(id, { displayName: undefined } as never));
      expect(await world.metadata.read.runs.byId(id)).toEqual({ ...before, [field]: value });
    }
  });

  test("runs.list() returns a project's runs, oldest first; byIds() the existing ones", async () => {
    const project = await world.project();
    const insert = (name: string, atMs: number): Promise<number> =>
      world.metadata.transaction((rows) =>
        rows.runs.insert({ projectId: project.id, name, displayName: name, createdBy: null, atMs }),
      );
    const ids = [await insert("b", AT_MS + 1), await insert("a", AT_MS + 1), await insert("c", AT_MS)];
    const list = await listOf(world, project);
    expect(list.map(({ name }) => name)).toEqual(["c", "b", "a"]);
    const found = await world.metadata.read.runs.byIds([...ids, 999_999_999, ids[0]] as never[]);
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(await world.metadata.read.runs.byIds([])).toEqual([]);
    expect(await listOf(world, await world.project())).toEqual([]);
  });

  test("byIds() accepts forty thousand ids", async () => {
    const runId = await world.run(await world.project());
    const ids = Array.from({ length: 40_000 }, (_, index) => 900_000_000 + index) as never[];
    expect((await world.metadata.read.runs.byIds([...ids, runId])).map(({ id }) => id)).toEqual([runId]);
    expect(await world.metadata.read.versions.byIds(ids)).toEqual([]);
  });

  test("a deleted run keeps its lines until it is purged; versions, edges and the name stay", async () => {
    const project = await world.project();
    const runId = await world.run(project);
    const { linesId } = (await world.metadata.read.runs.byId(runId))!;
    const version = await world.version(await world.collection(project), { madeByRunId: runId });
    await world.metadata.transaction(async (rows) => {
      await rows.runLines.put(linesId, "history", "", written(0, ["{}"]));
      await rows.lineage.addInput({ runId, artifactId: version, alias: null, usedAs: null, atMs: AT_MS });
      await rows.lineage.addOutput({ runId, artifactId: version, kind: "made", atMs: AT_MS });
    });
    expect((await world.metadata.read.versions.byId(version))?.madeByRunId).toBe(runId);
    await world.metadata.transaction((rows) => rows.runs.delete(runId, AT_MS));
    const { deletedRuns, runLines } = world.metadata.read;
    expect((await runLines.counts(linesId)).history).toBe(1);
    expect(await deletedRuns.purgeable(AT_MS - 1, 9)).not.toContain(runId);
    expect(await deletedRuns.purgeable(AT_MS, 9)).toContain(runId);
    const place = { entityId: null, projectId: project.id };
    expect((await deletedRuns.list(place, { after: null, first: 9 })).rows).toEqual([
      { id: runId, deletedAtMs: AT_MS, isPurged: false, replacedById: null },
    ]);
    await world.metadata.transaction(async (rows) => {
      expect([await rows.deletedRuns.dropLines(runId, 9), await rows.deletedRuns.dropLines(runId, 9)]).toEqual([1, 0]);
      await rows.deletedRuns.purge(runId, AT_MS);
    });
    expect((await deletedRuns.list(place, { after: null, first: 9 })).rows).toEqual([]);
    const { runs, lineage } = world.metadata.read;
    const gone = (await runs.byId(runId))!;
    expect(gone).toMatchObject({ isDeleted: true, config: "{}", summary: "{}" });
    expect(await runs.find(project.id, gone.name)).toBeNull();
    expect(await runs.isNameReserved(project.id, gone.name)).toBe(true);
    expect(await runs.isNameReserved(project.id, "another")).toBe(false);
    expect([await runs.byIds([runId]), await listOf(world, project)]).toEqual([[], []]);
    expect(await world.metadata.read.runLines.counts(linesId)).toEqual({ history: 0, events: 0, output: 0 });
    expect((await lineage.usersOf(version, WHOLE)).rows).toEqual([]);
    expect((await lineage.outputsOf(runId, WHOLE)).rows).toMatchObject([{ id: version }]);
    expect(await world.metadata.read.versions.byId(version)).toMatchObject({ id: version, madeByRunId: runId });
  });

  test("the data of a run can be archived without moving its lines, and restored", async () => {
    const project = await world.project();
    const runId = await world.run(project);
    const { runs, runLines } = world.metadata.read;
    const first = (await runs.byId(runId))!;
    await world.metadata.transaction(async (rows) => {
      await rows.runs.update(runId, { config: '{"a":1}', tags: ["t"], state: "finished" });
      await rows.runLines.put(first.linesId, "history", "", written(0, ["old"]));
    });
    const setAside = await world.metadata.transaction((rows) =>
      rows.deletedRuns.setAside(runId, { name: "r/replaced-1", atMs: AT_MS }),
    );
    const fresh = (await runs.byId(runId))!;
    expect(await runLines.counts(fresh.linesId)).toEqual({ history: 0, events: 0, output: 0 });
    expect(await world.metadata.read.deletedRuns.byIds([setAside, runId])).toEqual([
      { id: setAside, deletedAtMs: AT_MS, isPurged: false, replacedById: runId },
    ]);
    await world.metadata.transaction(async (rows) => {
      await rows.runs.update(runId, { config: '{"a":2}', tags: [], state: "running" });
      await rows.runLines.put(fresh.linesId, "history", "", written(0, ["new", "newer"]));
      await rows.deletedRuns.setAside(runId, { name: "r/replaced-2", atMs: AT_MS });
      await rows.deletedRuns.putBack(setAside, AT_MS);
    });
    const back = (await runs.byId(runId))!;
    expect(back).toMatchObject({ name: first.name, config: '{"a":1}', tags: ["t"], state: "finished" });
    expect((await runLines.read(back.linesId, "history", 0, 9)).map(({ text }) => text)).toEqual(["old"]);
    expect((await world.metadata.read.deletedRuns.byIds([setAside]))[0]!.isPurged).toBe(true);
  });

  test("runWriters keeps the last config of each writer of a run", async () => {
    const id = await world.run(await world.project());
    await world.metadata.transaction(async (rows) => {
      await rows.runWriters.setConfig(id, "", "{}");
      expect(await rows.runWriters.isShared(id)).toBe(false);
      await rows.runWriters.setConfig(id, "one", "{}");
      await rows.runWriters.setConfig(id, "one", '{"a":1}');
      expect(await rows.runWriters.isShared(id)).toBe(true);
      expect(await rows.runWriters.config(id, "one")).toBe('{"a":1}');
      await rows.runWriters.forget(id, "one");
      expect(await rows.runWriters.config(id, "one")).toBeUndefined();
    });
  });

  test("runs.idle() returns running runs without a report since a given time", async () => {
    const project = await world.project();
    const [silent, ended, awake] = [await world.run(project), await world.run(project), await world.run(project)];
    await world.metadata.transaction(async (rows) => {
      await rows.runs.update(silent, { heartbeatAtMs: 5 });
      await rows.runs.update(ended, { heartbeatAtMs: 5, state: "finished" });
      await rows.runs.update(awake, { heartbeatAtMs: 50 });
      expect((await rows.runs.idle(20, 9)).map(({ id }) => id)).toEqual([silent]);
    });
  });

  test("runLines.put() keeps lines in arrival order; a repeated post changes nothing", async () => {
    const id = await world.lines();
    const put = (writer: string, first: number, texts: readonly string[]): Promise<void> =>
      world.metadata.transaction((rows) => rows.runLines.put(id, "history", writer, written(first, texts)));
    const read = async (first: number, count: number): Promise<string[]> =>
      (await world.metadata.read.runLines.read(id, "history", first, count)).map(
        ({ number, text }) => `${number} ${text}`,
      );
    await put("one", 0, ["a", "b"]);
    await put("two", 0, ["A", "B"]);
    await put("two", 7, ["C"]);
    await put("one", 2, ["c", "d"]);
    await put("two", 0, ["A", "B"]);
    await put("one", 1, ["b", "c", "d", "e"]);
    await put("one", 5, []);
    expect(await read(0, 100)).toEqual(["0 a", "1 b", "2 A", "3 B", "4 C", "5 c", "6 d", "7 e"]);
    expect(await read(1, 2)).toEqual(["1 b", "2 A"]);
    expect(await read(8, 2)).toEqual([]);
    await put("two", 1, ["B again"]);
    expect(await read(3, 1)).toEqual(["3 B again"]);
    const { runLines } = world.metadata.read;
    expect(await runLines.counts(id)).toEqual({ history: 8, events: 0, output: 0 });
    expect([await runLines.nextNumber(id, "history", "two"), await runLines.nextNumber(id, "events", "one")]).toEqual([
      8, 0,
    ]);
  });

  test("runLines.written() finds the lines of a writer by step and by number", async () => {
    const id = await world.lines();
    const lines = [
      { number: 5, text: "five", step: 50 },
      { number: 6, text: "six", step: undefined },
    ];
    await world.metadata.transaction(async (rows) => {
      await rows.runLines.put(id, "history", "one", lines);
      await rows.runLines.put(id, "history", "two", [{ number: 5, text: "other", step: 50 }]);
    });
    const { runLines } = world.metadata.read;
    expect(await runLines.written(id, "one", { steps: [50, 51] })).toEqual([lines[0]]);
    // A line without a step takes the number of its arrival.
    expect(await runLines.written(id, "one", { numbers: [6, 7] })).toEqual([{ ...lines[1], step: 1 }]);
    expect(await runLines.written(id, "two", { numbers: [] })).toEqual([]);
  });

  test("runLines keeps the streams of a run, and the runs, apart", async () => {
    const project = await world.project();
    const [one, two] = [await world.lines(project), await world.lines(project)];
    await world.metadata.transaction(async (rows) => {
      await rows.runLines.put(one, "events", "", written(0, ["event"]));
      await rows.runLines.put(one, "output", "", written(7, ["line 7"]));
      await rows.runLines.put(two, "events", "", written(0, ["other"]));
    });
    expect(await world.metadata.read.runLines.read(one, "events", 0, 9)).toEqual([{ number: 0, text: "event" }]);
    expect(await world.metadata.read.runLines.counts(one)).toEqual({ history: 0, events: 1, output: 1 });
    expect(await world.metadata.read.runLines.counts(two)).toEqual({ history: 0, events: 1, output: 0 });
  });

  test("runLines.put() stores ten thousand lines at once, in order", async () => {
    const id = await world.lines();
    const lines = Array.from({ length: 10_000 }, (_, step) => JSON.stringify({ _step: step, loss: 1 / (step + 1) }));
    // The second time each line is found: without a walk through all others.
    for (let times = 0; times < 2; times++)
      await world.metadata.transaction((rows) => rows.runLines.put(id, "history", "", written(90_000, lines)));
    const read = await world.metadata.read.runLines.read(id, "history", 0, 20_000);
    expect(read.map(({ text }) => text)).toEqual(lines);
    expect([read[0]!.number, read.at(-1)!.number]).toEqual([0, 9_999]);
  });
}
