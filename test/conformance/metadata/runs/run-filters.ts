import fc from "fast-check";
import { expect, test } from "vitest";
import type { NarrowedRuns } from "../../../../src/core/ports/metadata.ts";
import {
  type FilterNode,
  meetsFilter,
  type Project,
  readFilter,
  runFilterFields,
  runLookup,
} from "../../../../src/model/index.ts";
import { AT_MS, type World } from "../world.ts";

const pause = async (): Promise<void> => {};

/** Names of runs that a narrowed list gives, those it is not sure of asked as a verb asks them. */
async function namesOf(world: World, narrowed: NarrowedRuns, tree: FilterNode): Promise<string[]> {
  const names: string[] = [];
  for (let after: number | null = null; ;) {
    const candidates = await narrowed.candidates(after as never, 7);
    const unsure = await narrowed.lookups(candidates.filter(({ isSure }) => !isSure).map(({ id }) => id));
    const left = new Set(unsure.filter(({ lookup }) => meetsFilter(tree, lookup)).map(({ id }) => id));
    for (const { id, isSure } of candidates)
      if (isSure || left.has(id)) names.push((await world.metadata.read.runs.byId(id))!.name);
    if (candidates.length < 7) return names.toSorted();
    after = candidates.at(-1)!.id;
  }
}

/** Names of all runs of a project that a filter leaves, asked in JavaScript. */
async function askedNames(world: World, ids: readonly number[], tree: FilterNode): Promise<string[]> {
  const runs = await world.metadata.read.runs.byIds(ids as never[]);
  return runs
    .filter((run) => meetsFilter(tree, runLookup(run)))
    .map(({ name }) => name)
    .toSorted();
}

/** What configs and summaries hold: values that meet each other, and some that no index holds whole. */
const scalar = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  1,
  -1.5,
  2.5,
  10,
  9,
  2 ** 53,
  "",
  "a",
  "b",
  "10",
  "ä",
  "\u{1f600}",
  "\uffee",
  "x\0y",
  `${"long ".repeat(60)}a`,
  `${"long ".repeat(60)}b`,
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      [[1]],
      {},
      { b: 1 },
      { value: 1 },
      { "c.d": "a", c: { d: "b" } },
      Array(40).fill(1),
    ),
  },
);
const KEYS = ["a", "b", "a.b", "a.b.c", "value", "val/loss.mean"];
const object = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 4 });
const PATHS = [
  ...KEYS.flatMap((key) => [`config.${key}`, `config.${key}.value`, `summary_metrics.${key}`]),
  "config.a.c.d",
  "config.missing",
  "summary.b",
  "tags",
  "group",
  "displayName",
  "notes",
  "state",
  "name",
  "username",
  "entity",
  "duration",
  "config",
  "config._wandb.t",
];
const test_ = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.record({ $eq: value }),
  fc.record({ $ne: value }),
  fc.record({ $in: fc.array(value, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(value, { maxLength: 3 }) }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $regex: fc.constantFrom("a", "^long", "b$", "1", ".", "^$") }),
  fc.record({ $contains: fc.constantFrom<unknown>("a", "", 1, "long", null) }),
  fc.record({ $size: fc.constantFrom(0, 1, 2, 40) }),
  fc.record({ $all: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
);
const timeTest = fc.oneof(
  ...["$eq", "$gt", "$gte", "$lt", "$lte", "$ne"].map((operator) =>
    fc.record({
      [operator]: fc.constantFrom("2025-06-01T00:00:00Z", "2025-06-01 00:00:01", "2025-06-01T09:00:00+09:00"),
    }),
  ),
  fc.record({ $regex: fc.constantFrom("00Z$", "^2025") }),
);
const field = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...PATHS), test_).map(([path, asked]) => ({ [path]: asked })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("createdAt", "heartbeat_at"), timeTest)
      .map(([path, asked]) => ({ [path]: asked })),
  },
);
const filter: fc.Arbitrary<object> = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    field,
    fc.array(tie("node"), { maxLength: 2 }).map(($and) => ({ $and })),
    fc.array(tie("node"), { maxLength: 2 }).map(($or) => ({ $or })),
    fc.array(tie("node"), { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })),
  ),
})).node;

const run = fc.record({
  config: object,
  summary: object,
  tags: fc.uniqueArray(fc.constantFrom("a", "b", "night"), { maxLength: 2 }),
  group: fc.constantFrom(undefined, "a", "night"),
  notes: fc.constantFrom(undefined, "", `${"long ".repeat(60)}a`),
  state: fc.constantFrom("running" as const, "finished" as const),
  isBig: fc.boolean(),
  ageMs: fc.constantFrom(0, 500, 1000, 90_000),
});

/** Rules for the filters of runs: SQL says what JavaScript says. */
export function runFilterRules(world: World): void {
  test("a random filter selects the same runs in SQL as in JavaScript", async () => {
    const makers = [(await world.user()).id, null];
    await fc.assert(
      fc.asyncProperty(
        fc.array(run, { minLength: 1, maxLength: 6 }),
        fc.array(filter, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        async (runs, filters, isPartly) => {
          const project = await world.project();
          const ids = await makeRuns(world, project, runs, makers);
          if (isPartly) await forgetIndex(world, ids[0]!);
          for (const asked of filters) {
            const { tree } = readFilter(JSON.stringify(asked), runFilterFields);
            const narrowed = await world.metadata.read.runs.narrow(project, tree, pause);
            const expected = await askedNames(world, ids, tree);
            expect(await namesOf(world, narrowed, tree), JSON.stringify(asked)).toEqual(expected);
            if (narrowed.isExact) expect(await narrowed.count()).toBe(expected.length);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a filter compares integers beyond 2^53 exactly", async () => {
    const project = await world.project();
    const ids = await Promise.all(
      ["9007199254740992", "9007199254740993", "-9007199254740993"].map(async (number, index) => {
        const id = await world.run(project);
        const config = `{"seed":{"value":${number}}}`;
        await world.metadata.transaction((rows) => rows.runs.update(id, { config, summary: `{"n":${index}}` }));
        return id;
      }),
    );
    const found = async (text: string): Promise<number[]> => {
      const { tree } = readFilter(text, runFilterFields);
      const narrowed = await world.metadata.read.runs.narrow(project, tree, pause);
      expect(narrowed.isExact).toBe(true);
      return (await narrowed.candidates(null, 10)).map(({ id }) => id);
    };
    expect(await found('{"config.seed":9007199254740993}')).toEqual([ids[1]]);
    expect(await found('{"config.seed.value":{"$lte":9007199254740992}}')).toEqual(
      [ids[0]!, ids[2]!].toSorted((left, right) => left - right),
    );
    expect(await found('{"config.seed":{"$gt":9007199254740992}}')).toEqual([ids[1]]);
  });

  test("a changed run is found by its current values, and a deleted one is not found", async () => {
    const project = await world.project();
    const id = await world.run(project);
    const update = (loss: number): Promise<void> =>
      world.metadata.transaction((rows) => rows.runs.update(id, { summary: JSON.stringify({ loss, step: 7 }) }));
    const found = async (filters: object): Promise<number> => {
      const { tree } = readFilter(JSON.stringify(filters), runFilterFields);
      return (await world.metadata.read.runs.narrow(project, tree, pause)).count();
    };
    await update(1);
    await update(0.5);
    expect(await found({ "summary_metrics.loss": 1 })).toBe(0);
    expect(await found({ "summary_metrics.loss": { $lt: 0.7 }, "summary.step": 7 })).toBe(1);
    await world.metadata.transaction((rows) => rows.runs.delete(id, AT_MS));
    expect(await found({ "summary_metrics.loss": 0.5 })).toBe(0);
    expect(await found({})).toBe(0);
  });

  test("runs of an older store are indexed in batches", async () => {
    const project = await world.project();
    const ids = await makeRuns(
      world,
      project,
      [1, 2, 3].map((n) => ({
        config: { n },
        summary: {},
        tags: [],
        group: undefined,
        notes: undefined,
        state: "running" as const,
        isBig: false,
        ageMs: 0,
      })),
      [null],
    );
    for (const id of ids) await forgetIndex(world, id);
    const { tree } = readFilter('{"config.n":{"$gte":2}}', runFilterFields);
    const narrow = (): Promise<NarrowedRuns> => world.metadata.read.runs.narrow(project, tree, pause);
    expect((await narrow()).isExact).toBe(false);
    const fill = (): Promise<number> => world.metadata.transaction((rows) => rows.runs.indexValues(2));
    while ((await fill()) > 0);
    const narrowed = await narrow();
    expect([narrowed.isExact, await narrowed.count()]).toEqual([true, 2]);
  });
}

interface MadeRun {
  readonly config: object;
  readonly summary: object;
  readonly tags: readonly string[];
  readonly group: string | undefined;
  readonly notes: string | undefined;
  readonly state: "running" | "finished";
  readonly isBig: boolean;
  readonly ageMs: number;
}

async function makeRuns(
  world: World,
  project: Project,
  runs: readonly MadeRun[],
  makers: readonly (number | null)[],
): Promise<number[]> {
  return world.metadata.transaction(async (rows) => {
    const ids: number[] = [];
    for (const [index, { config, summary, tags, group, notes, state, isBig, ageMs }] of runs.entries()) {
      const name = `run-${index}`;
      const createdBy = makers[index % makers.length] as never;
      const id = await rows.runs.insert({ projectId: project.id, name, displayName: name, createdBy, atMs: MADE_MS });
      // More leaves than the index holds, in one run of some.
      const many =
        isBig && index === 0 ? Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`k${at}`, at])) : {};
      const wrapped = Object.fromEntries(
        Object.entries({ ...many, ...config }).map(([key, held]) => [key, { value: held }]),
      );
      await rows.runs.update(id, {
        config: JSON.stringify({ ...wrapped, _wandb: { value: { t: 1 } } }),
        summary: JSON.stringify(summary),
        tags,
        state,
        heartbeatAtMs: MADE_MS + ageMs,
        ...(group === undefined ? {} : { group }),
        ...(notes === undefined ? {} : { notes }),
      });
      ids.push(id);
    }
    return ids;
  });
}

const MADE_MS = Date.parse("2025-06-01T00:00:00.250Z");

/** Leaves a run as a store of an earlier number has it. */
async function forgetIndex(world: World, id: number): Promise<void> {
  const { engine } = world.place;
  await engine.write.transaction().execute(async (db) => {
    await db
      .deleteFrom("run_values")
      .where("run_id", "=", id as never)
      .execute();
    await db
      .updateTable("runs")
      .set({ values_state: 0 })
      .where("id", "=", id as never)
      .execute();
  });
}
