import { expect, test } from "vitest";
import { RunWire } from "../../support/run-wire.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer();
const place = { entity: "admin", project: "writers" };
const sole = (): RunWire => new RunWire(server.wire, place);
const rowsOf = (run: { history: readonly string[] } | undefined): unknown[] =>
  run!.history.map((line) => JSON.parse(line) as unknown);

test("lines of several processes are ordered by arrival, and a repeated post changes nothing", async () => {
  const [one, two] = [sole().as("one"), sole().as("two")];
  await one.start("lines");
  await two.start("lines");
  await one.rows("lines", 0, [{ _step: 0, a: 1 }]);
  await two.rows("lines", 0, [
    { _step: 0, b: 1 },
    { _step: 1, b: 2 },
  ]);
  await one.rows("lines", 1, [{ _step: 1, a: 2 }]);
  await two.rows("lines", 0, [
    { _step: 0, b: 1 },
    { _step: 1, b: 2 },
  ]);
  await one.post("lines", { files: { "output.log": { offset: 0, content: ["one 0"] } } });
  await two.post("lines", { files: { "output.log": { offset: 0, content: ["two 0"] } } });
  const run = await sole().read("lines");
  expect(rowsOf(run)).toEqual([
    { _step: 0, a: 1 },
    { _step: 0, b: 1 },
    { _step: 1, b: 2 },
    { _step: 1, a: 2 },
  ]);
  expect(run).toMatchObject({ historyLineCount: 4, logLineCount: 2 });
});

test("summaries of several processes are merged by key; _step, _runtime and _wandb.runtime keep the highest", async () => {
  const summary = (of: RunWire, text: string): Promise<unknown> =>
    of.post("summary", { files: { "wandb-summary.json": { offset: 0, content: [text] } } });
  const [one, two] = [sole().as("one"), sole().as("two")];
  await one.start("summary");
  await summary(one, '{"loss":1,"_step":9,"_runtime":8,"_wandb":{"runtime":8},"one":NaN}');
  await summary(two, '{"loss":2,"_step":3,"_runtime":9.5,"_wandb":{"runtime":7}}');
  const { summaryMetrics } = (await sole().read("summary"))!;
  expect(summaryMetrics).toBe('{"loss":2,"_step":9,"_runtime":9.5,"_wandb":{"runtime":8},"one":NaN}');
});

test("configs of several processes are merged by key, and an unchanged copy reverts nothing", async () => {
  const config = (values: object, own: object): string =>
    JSON.stringify({
      ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }])),
      _wandb: { value: own },
    });
  const [one, two] = [sole().as("one"), sole().as("two")];
  await one.start("config", { config: config({ lr: 1, a: 1 }, { m: [] }) });
  await two.start("config", { config: config({ lr: 1, b: 1 }, { m: [] }) });
  await one.upserted({
    name: "config",
    config: config({ lr: 5, a: 1 }, { e: { one: { host: "x" } }, m: [{ 1: "x" }] }),
  });
  await two.upserted({ name: "config", config: config({ b: 1, lr: 1 }, { e: { two: { host: "y" } }, m: [] }) });
  expect(JSON.parse((await sole().read("config"))!.config)).toEqual({
    lr: { value: 5 },
    a: { value: 1 },
    b: { value: 1 },
    _wandb: { value: { e: { one: { host: "x" }, two: { host: "y" } }, m: [{ 1: "x" }] } },
  });
});

test("an outside change is not reverted by the copy of a single process", async () => {
  const { id } = await sole().start("outside", { config: '{"lr":{"value":1},"b":{"value":NaN}}' });
  await sole().upserted({ id, config: '{"lr":{"value":7},"b":{"value":NaN},"c":{"value":2}}' });
  await sole().upserted({ name: "outside", config: '{"b":{"value":NaN},"lr":{"value":1},"d":{"value":3}}' });
  expect((await sole().read("outside"))!.config).toBe(
    '{"lr":{"value":7},"b":{"value":NaN},"c":{"value":2},"d":{"value":3}}',
  );
  await sole().upserted({ id, config: '{"only":{"value":1}}' });
  expect((await sole().read("outside"))!.config).toBe('{"only":{"value":1}}');
});

test("complete ends a shared run; later posts keep their rows, and a later failure marks it failed", async () => {
  const [one, two, three] = [sole().as("one"), sole().as("two"), sole().as("three")];
  await one.start("ending");
  await two.start("ending");
  await one.rows("ending", 0, [{ _step: 0, a: 1 }]);
  await one.complete("ending");
  await two.rows("ending", 0, [{ _step: 0, b: 1 }]);
  await two.upserted({ name: "ending", config: '{"late":{"value":1}}' });
  await three.start("ending");
  expect(await sole().read("ending")).toMatchObject({ state: "finished", historyLineCount: 2 });
  await two.complete("ending");
  expect((await sole().read("ending"))!.state).toBe("finished");
  await two.complete("ending", 3);
  await three.complete("ending", 0);
  expect(await sole().read("ending")).toMatchObject({ state: "failed", exitcode: 3 });
});
