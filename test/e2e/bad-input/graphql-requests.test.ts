/** Bodies, queries and pages that cost or confuse are refused before they do either. */
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { sendRaw } from "../../support/send-raw.ts";
import type { Answer } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const DEEP = 100_000;
const MANY = 10_000;
const MIB = 1024 * 1024;
const VIEWER = "{ viewer { id } }";
const PROJECT = "query P($entity: String, $name: String!) { project(entityName: $entity, name: $name) { id } }";
const RUNS = `query R($first: Int, $after: String) {
  project(name: "graphql") { runs(first: $first, after: $after) { edges { node { name } } } }
}`;
let run = "";

beforeAll(async () => {
  run = (await WireDraft.open(server.wire, { project: "graphql", collection: "data" })).facts.run;
});

const json = JSON.stringify;
const nested = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);

test("a null argument equals an omitted one", async () => {
  const ask = (fields: string) =>
    server.wire.graphql(`query N($run: String!) { project(name: "graphql") { run(name: $run) { ${fields} } } }`, {
      run,
    });
  const named = await ask(`wandbConfig(keys: null) history(samples: null, minStep: null, maxStep: null)
    events(samples: null) files(names: null, pattern: null, first: null, after: null) { totalCount }
    logLines(first: null, last: null, after: null) { edges { node { line } } }
    outputArtifacts(first: null, after: null) { totalCount }`);
  const leftOut = await ask(`wandbConfig history events files { totalCount } logLines { edges { node { line } } }
    outputArtifacts { totalCount }`);
  expect(named.status).toBe(200);
  expect(named.body.toString()).toBe(leftOut.body.toString());
});

function post(
  body: string | Uint8Array,
  headers: Record<string, string> = { "Content-Type": "application/json" },
): Promise<Answer> {
  return server.wire.send("/graphql", { method: "POST", headers, body });
}

describe("a body that is not a request", () => {
  test.each<[string, string | Uint8Array]>([
    ["empty", ""],
    ["cut off", '{"query": "{ viewer'],
    ["not JSON", "query=viewer"],
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["a byte order mark alone", "\ufeff"],
    ["null", "null"],
    ["a number beyond all", "1e9999"],
    ["a batch", json(Array.from({ length: 1000 }, () => ({ query: VIEWER })))],
    ["an empty object", "{}"],
    ["a query that is an object", json({ query: { viewer: true } })],
    ["variables that are a text", json({ query: VIEWER, variables: "all" })],
    ["variables that are a list", json({ query: VIEWER, variables: [1] })],
    ["a deep list", nested("[", "]")],
    ["a deep list that never closes", "[".repeat(DEEP)],
    ["a deep object", `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`],
    ["deep variables", `{"query": "${VIEWER}", "variables": {"a": ${nested("[", "]")}}}`],
    ["a query that is inherited", `{"__proto__": ${json({ query: VIEWER })}}`],
    ["variables that are inherited", `{"query": ${json(PROJECT)}, "variables": {"__proto__": {"name": "graphql"}}}`],
    ["a constructor", `{"query": ${json(PROJECT)}, "variables": {"constructor": {"prototype": {"name": "graphql"}}}}`],
  ])("%s", async (_, body) => {
    const before = server.facts();
    expectRefusal(await post(body), 400);
    await server.expectNothingStored(before);
  });

  test.each([21 * MIB, 100 * MIB, 1024 ** 4])("of %d bytes is refused before it is read", async (sizeBytes) => {
    const headers = { ...server.wire.headers, "Content-Type": "application/json", "Content-Length": String(sizeBytes) };
    const lines = Object.entries({ Host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const { statuses, text } = await sendRaw(
      server.process.baseUrl,
      `POST /graphql HTTP/1.1\r\n${lines.join("")}\r\n{`,
    );
    expect(statuses, text).toEqual([413]);
    expect(text).toContain("Cannot read the body: it is larger than");
  });

  test("with very many keys is parsed, and unknown keys are ignored", async () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`).join(",");
    expect((await post(`{"query":"${VIEWER}","variables":{${keys}}}`)).status).toBe(200);
  });

  test("of a cross-origin page is rejected, whatever its content", async () => {
    const body = json({ query: 'mutation { upsertModel(input: {name: "forged"}) { inserted } }' });
    const before = server.facts();
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain; application/json",
      "",
    ])
      expectRefusal(await post(body, type === "" ? {} : { "Content-Type": type }), [400, 415]);
    const query = `?query=${encodeURIComponent('mutation { upsertModel(input: {name: "forged"}) { inserted } }')}`;
    for (const method of ["GET", "HEAD", "PUT"]) {
      const { status } = await server.wire.send(`/graphql${query}`, { method });
      expect(status, method).toBeGreaterThanOrEqual(400);
    }
    await server.expectNothingStored(before);
  });

  test.each(["/files/admin/graphql/RUN/file_stream", "/api/admin/users"])(
    "a form sent to %s is rejected",
    async (path) => {
      const report = { files: { "wandb-history.jsonl": { offset: 0, content: ["{}"] } } };
      const body = json({ username: "forged", email: "forged@example.com", ...report });
      const admin = path.startsWith("/api/") ? { Authorization: `Bearer ${server.process.adminToken}` } : {};
      const before = server.facts();
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
        const sending = { method: "POST", headers: { ...admin, "Content-Type": type }, body };
        expectRefusal(await server.wire.send(path.replace("RUN", run), sending), [400, 415]);
      }
      await server.expectNothingStored(before);
    },
  );
});

describe("a query that costs more than any real one", () => {
  const deepProject = (depth: number): string =>
    Array.from({ length: depth }).reduce<string>((inner) => `project(name: "p") { entity { ${inner} } }`, "id");
  const chain = Array.from({ length: MANY }, (_, index) => `fragment F${index} on User { id ...F${index + 1} }`).join(
    " ",
  );
  const doubling = Array.from(
    { length: 40 },
    (_, index) => `fragment D${index} on User { ...D${index + 1} ...D${index + 1} }`,
  ).join(" ");
  test.each([
    ["a thousand levels", `{ entity(name: "e") { ${deepProject(500)} } }`],
    ["braces without end", "{ a ".repeat(DEEP)],
    ["a fragment in itself", "{ viewer { ...A } } fragment A on User { id ...A }"],
    ["two fragments in each other", "{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }"],
    ["a chain of fragments", `{ viewer { ...F0 } } ${chain} fragment F${MANY} on User { id }`],
    ["fragments that double", `{ viewer { ...D0 } } ${doubling} fragment D40 on User { id }`],
    ["ten thousand aliases", `{ ${Array.from({ length: MANY }, (_, index) => `a${index}: viewer { id }`).join(" ")} }`],
    [
      "a thousand and one aliases of a list",
      `{ ${Array.from({ length: 1001 }, (_, index) => `a${index}: serverInfo { features { name } }`).join(" ")} }`,
    ],
    ["ten thousand directives", `{ viewer { id ${"@include(if: true) ".repeat(MANY)} } }`],
    ["one field very often", `{ viewer { ${"id ".repeat(DEEP)} } }`],
    ["a mebibyte", `{ viewer { id } } #${"x".repeat(MIB)}`],
    [
      "ten thousand operations",
      Array.from({ length: MANY }, (_, index) => `query Q${index} { viewer { id } }`).join(" "),
    ],
    [
      "ten thousand variables",
      `query Q(${Array.from({ length: MANY }, (_, index) => `$v${index}: Int`).join(" ")}) { viewer { id } }`,
    ],
    ["a deep literal", `{ entity(name: ${nested("[", "]")}) { id } }`],
    ["a deep type", `query Q($a: ${nested("[", "]").replace("[]", "[Int]")}) { viewer { id } }`],
    [
      "a deep look at the schema",
      `{ __schema { types { ${"fields { type { ".repeat(20)} name ${"} } ".repeat(20)} } } }`,
    ],
    ["a subscription", "subscription { viewer { id } }"],
    ["no operation", "fragment A on User { id }"],
    ["two operations, none named", "query A { viewer { id } } query B { viewer { id } }"],
    ["an unknown field", "{ allTheSecrets }"],
  ])("%s", async (_, query) => {
    expectRefusal(await server.wire.graphql(query), [400, 413]);
  });
});

describe("an invalid page", () => {
  test.each<object>([
    { first: -1 },
    { first: 2 ** 31 },
    { first: 1.5 },
    { first: "7" },
    { after: "../.." },
    { after: btoa("row:-1") },
    { after: btoa("row:0") },
  ])("%j is refused", async (page) => expectRefusal(await server.wire.graphql(RUNS, page), 400));

  test.each<object>([{}, { first: 0 }, { first: 2 ** 31 - 1 }, { after: "" }])("%j is answered", async (page) => {
    expect((await server.wire.graphql(RUNS, page)).status).toBe(200);
  });
});
