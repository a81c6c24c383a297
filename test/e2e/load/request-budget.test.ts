/** One request takes what a request may take and no more, however it is put together; nothing here depends on time. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { type Answer, jsonOf } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";

const server = testServer({ STEMMA_LOG_LEVEL: "debug" });
const MIB = 1024 * 1024;
const START = `mutation Start($project: String!, $name: String!, $config: JSONString) {
  upsertBucket(input: {modelName: $project, name: $name, config: $config}) { inserted }
}`;
/** Lists of runs nested so deep, each of the project of the runs above. */
const nestedRuns = (depth: number, first = 50): string =>
  Array.from({ length: depth }).reduce<string>(
    (inner) => `project { runs(first: ${first}) { edges { node { name ${inner} } } } }`,
    "",
  );
const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(" ");

beforeAll(async () => {
  const config = JSON.stringify({ text: { value: "x".repeat(4 * MIB) } });
  for (let index = 0; index < 10; index++)
    await server.wire.data(START, { project: "large", name: `run-${index}`, config });
  for (let index = 0; index < 30; index++)
    await server.wire.data(START, { project: "many", name: `run-${index}`, config: '{"lr": {"value": 1}}' });
  await server.wire.data(START, { project: "empty", name: "only", config: "{}" });
});

function expectOverBudget(answer: Answer, message: RegExp): void {
  expectRefusal(answer, 400);
  const { errors, data } = jsonOf(answer) as { data?: unknown; errors: { message: string; extensions: object }[] };
  expect(errors).toHaveLength(1);
  expect(errors[0]!.extensions).toEqual({ code: "over_budget" });
  expect(errors[0]!.message).toMatch(message);
  expect(data ?? null).toBeNull();
}

describe("an excessive request is rejected", () => {
  test("by reading the same large configs under many aliases", async () => {
    const query = `{ project(name: "large") { ${aliases(150, "runs { edges { node { config } } }")} } }`;
    expectOverBudget(await server.wire.graphql(query), /needs more than [\d,]+ bytes of stored data/);
  });

  test("by sending one large config under many aliases", async () => {
    const query = `{ project(name: "large") { run(name: "run-1") { ${aliases(150, "config")} } } }`;
    expectOverBudget(await server.wire.graphql(query), /needs more than [\d,]+ bytes in the answer/);
  });

  test("by nesting the runs of a project in its runs", async () => {
    const query = `{ project(name: "many") { runs { edges { node { name ${nestedRuns(3)} } } } } }`;
    expectOverBudget(await server.wire.graphql(query), /"runs", expected at most 20,000 objects/);
  });

  test("by page sizes in variables and by default page sizes", async () => {
    const body = `project(name: "many") { runs(first: $n) { edges { node { files(first: $n) { edges { node { id } } } } } } }`;
    const given = `query Q($n: Int) { ${body} }`;
    expectOverBudget(await server.wire.graphql(given, { n: 200 }), /"files"/);
    expectOverBudget(await server.wire.graphql(`query Q($n: Int = 200) { ${body} }`), /"files"/);
    expect((await server.wire.graphql(given, { n: 20 })).status).toBe(200);
    expect((await server.wire.graphql(given)).status).toBe(200);
  });

  test("by fragments that hide the nesting", async () => {
    const query = `query Q { project(name: "many") { ...P } }
      fragment P on Project { runs(first: 100) { edges { node { ...R } } } }
      fragment R on Run { ... on Run { files(first: 500) { edges { node { id } } } } }`;
    expectOverBudget(await server.wire.graphql(query), /"files"/);
  });

  test("by repeated introspection", async () => {
    const query = `{ ${aliases(40, "__schema { types { fields { args { type { name } } } } }")} }`;
    expectOverBudget(await server.wire.graphql(query), /expected at most 20,000 objects/);
  });

  test("by a list of 14 MB in a filter, however often", async () => {
    const filters = JSON.stringify({ name: { $in: Array.from({ length: 1_300_000 }, (_, index) => `r${index}`) } });
    const query = `query Q($f: JSONString) { project(name: "empty") { ${aliases(60, "runCount(filters: $f)")} } }`;
    expectRefusal(await server.wire.graphql(query, { f: filters }), 400);
    const shorter = JSON.stringify({ name: { $in: Array.from({ length: 10_001 }, () => "r") } });
    expectRefusal(await server.wire.graphql(query, { f: shorter }), 400);
  });

  test("by patterns that take too many steps together", async () => {
    const chewy = "a".repeat(120);
    for (let index = 0; index < 60; index++)
      await server.wire.data(START, { project: "chewy", name: `${chewy}-${index}`, config: "{}" });
    const count = (index: number): string =>
      `c${index}: runCount(filters: "{\\"name\\":{\\"$regex\\":\\"(${"a*".repeat(60)})*${index}b\\"}}")`;
    const query = (counts: number): string =>
      `{ project(name: "chewy") { ${Array.from({ length: counts }, (_, index) => count(index)).join(" ")} } }`;
    expect((await server.wire.graphql(query(2))).status).toBe(200);
    const answer = await server.wire.graphql(query(30));
    expectRefusal(answer, 400);
    expect(jsonOf(answer)).toMatchObject({ errors: [{ extensions: { code: "over_budget" } }] });
  });

  test("by more mutations than a request may contain; earlier ones are done, the rest is not started", async () => {
    const make = Array.from(
      { length: 21 },
      (_, index) => `m${index}: upsertBucket(input: {modelName: "mutations", name: "m${index}"}) { inserted }`,
    );
    expectOverBudget(await server.wire.graphql(`mutation { ${make.join(" ")} }`), /more than 20 mutations/);
    const { project } = await server.wire.data<{ project: { runCount: number } }>(
      `{ project(name: "mutations") { runCount } }`,
    );
    expect(project.runCount).toBe(20);
  });
});

test("a mutation with an excessive answer is done, and its answer rejected", async () => {
  const query = `mutation { upsertBucket(input: {modelName: "large", name: "run-1", notes: "done"}) {
    bucket { ${aliases(40, "project { runs { edges { node { config } } } }")} }
  } }`;
  expectOverBudget(await server.wire.graphql(query), /bytes of stored data/);
  expect(await server.wire.data(`{ project(name: "large") { run(name: "run-1") { notes } } }`)).toEqual({
    project: { run: { notes: "done" } },
  });
});

test("a page of 5,000 is accepted anywhere, with plain lists below it", async () => {
  const queries = [
    `{ project(name: "many") { runs(first: 5000) { edges { node { name user { username } tags } } } } }`,
    `{ project(name: "many") { run(name: "run-1") { files(first: 5000) { edges { node { name directUrl artifact { aliases { alias } } } } } } } }`,
    `{ project(name: "many") { artifactCollections(first: 5000) { edges { node { tags { edges { node { name } } } } } } } }`,
    `{ models(first: 5000) { edges { node { name entity { members { username } } } } } }`,
  ];
  for (const query of queries) expect((await server.wire.graphql(query)).status, query).toBe(200);
});

test("one full introspection is accepted", async () => {
  const type = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
  const query = `{ __schema { queryType { name } mutationType { name }
    types { kind name description fields { name args { name type { ${type} } defaultValue } type { ${type} } }
      inputFields { name type { ${type} } } interfaces { name } enumValues { name } possibleTypes { name } }
    directives { name locations args { name type { ${type} } } } } }`;
  expect((await server.wire.graphql(query)).status).toBe(200);
});

test("the cost of a request is in the log, with its operation", async () => {
  await server.wire.data(`query HowMuch { project(name: "many") { runs(first: 7) { edges { node { name } } } } }`);
  const { cost } = await logged("HowMuch");
  expect(cost).toMatchObject({ objects: 7 });
  expect(cost!["rows"]).toBeGreaterThanOrEqual(7);
});

test("a mutation whose client disconnects is done", async () => {
  await leave(`mutation { upsertBucket(input: {modelName: "left", name: "made"}) { inserted } }`);
  await expect
    .poll(() => server.wire.data(`{ project(name: "left") { run(name: "made") { name } } }`))
    .toEqual({ project: { run: { name: "made" } } });
});

test("a server stops while queries run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-stopped-"));
  const stopped = await new ServerProcess(folder).start();
  try {
    const wire = new WireClient(stopped.baseUrl, stopped.apiKey);
    for (let index = 0; index < 50; index++)
      await wire.data(START, { project: "many", name: `run-${index}`, config: "{}" });
    const query = `{ project(name: "many") { runs { edges { node { name ${nestedRuns(1)} } } } } }`;
    const asked = Array.from({ length: 6 }, () => wire.graphql(query).catch(() => undefined));
    await Promise.race(asked);
    await stopped.stop();
    await Promise.all(asked);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Sends a request and goes once the server has it. */
async function leave(query: string): Promise<void> {
  const body = JSON.stringify({ query });
  const headers = { ...server.wire.headers, "Content-Type": "application/json", "Content-Length": body.length };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { hostname, port } = new URL(server.process.baseUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const head = `POST /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${lines.join("")}\r\n`;
  await new Promise((resolve) => socket.write(head + body, resolve));
  socket.end();
}

interface LoggedRequest {
  readonly status: number;
  readonly message?: string;
  readonly cost?: Readonly<Record<string, number>>;
}

/** The last line of the log about an operation. */
function lastLogged(operation: string): LoggedRequest | undefined {
  return readFileSync(server.process.logPath, "utf8")
    .split("\n")
    .filter((line) => line.includes(`"operation":"${operation}"`))
    .map((line) => JSON.parse(line) as LoggedRequest)
    .at(-1);
}

async function logged(operation: string): Promise<LoggedRequest> {
  await expect.poll(() => lastLogged(operation)).toBeDefined();
  return lastLogged(operation)!;
}
