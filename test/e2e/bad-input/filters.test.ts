/** A filter, an order, a name is never a program: no SQL, no pattern that runs for ever. */
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { type Answer, jsonOf } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer();
const DEEP = 100_000;
const MANY = 10_000;
const VIEWER = "{ viewer { id } }";
const PROJECT = "query P($entity: String, $name: String!) { project(entityName: $entity, name: $name) { id } }";
const RUNS = `query R($filters: JSONString, $order: String) {
  project(name: "filters") { runs(filters: $filters, order: $order) { edges { node { name } } } }
}`;
const START = `mutation R($name: String, $display: String) {
  upsertBucket(input: {modelName: "filters", name: $name, displayName: $display}) { inserted }
}`;
/** A name that a backtracking pattern chews on for ever. */
const CHEWY = `${"a".repeat(120)}!`;

const long = Array.from({ length: 9000 }, (_, index) => `other-${index}`);

beforeAll(() => server.wire.data(START, { name: "chewy", display: CHEWY }));

const json = JSON.stringify;

describe("a filter that contains code", () => {
  test.each(["^a+!$", "a", "[a-z]*!"])("the pattern %s is answered", async (pattern) => {
    const answer = await server.wire.graphql(RUNS, { filters: json({ display_name: { $regex: pattern } }) });
    expect(findings(jsonOf(answer))).toEqual(["chewy"]);
  });

  const patterns = [
    "(a+)+$",
    "(a|a)*$",
    "(a*)*b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(?:a+){40}b",
    "a*a*a*a*a*a*a*a*a*a*b",
    "a{1,99}a{1,99}a{1,99}a{1,99}a{1,99}b",
  ];
  test.each(patterns)("the pattern %s is refused or answered at once, and holds nobody up", async (pattern) => {
    const asked = server.wire.graphql(RUNS, { filters: json({ display_name: { $regex: pattern } }) });
    const other = server.wire.graphql(VIEWER);
    const answers = await Promise.race([Promise.all([asked, other]), later(PATIENCE_MS)]);
    if (answers === "late") await server.process.kill().then(() => server.process.start());
    expect(answers, "the server was held up").not.toBe("late");
    const [answer] = answers as [Answer, Answer];
    if (answer.status !== 200) expectRefusal(answer, 400);
  });

  test.each([
    "{",
    "[]",
    '{"$where": "sleep(1000)"}',
    '{"$nonsense": 1}',
    '{"name": {"$regex": "("}}',
    '{"name": {"$in": 7}}',
    `${'{"$not":'.repeat(DEEP)}{}${"}".repeat(DEEP)}`,
    json({ $or: Array.from({ length: MANY }, () => ({ name: "a" })) }),
  ])("the filter %.40s is refused", async (filters) =>
    expectRefusal(await server.wire.graphql(RUNS, { filters }), 400),
  );

  test.each<[string, object]>([
    ["a long list of names", { name: { $in: ["chewy", ...long] } }],
    ["all but a long list", { name: { $nin: long } }],
    ["a long list of values of a key", { "config.lr": { $nin: long } }],
    ["many conditions of which one holds", { $or: ["chewy", ...long.slice(0, 400)].map((name) => ({ name })) }],
    ["many conditions that all hold", { $and: long.slice(0, 400).map((name) => ({ name: { $ne: name } })) }],
  ])("%s is answered", async (_, filter) => {
    const answer = await server.wire.graphql(RUNS, { filters: json(filter) });
    expect(findings(jsonOf(answer)), answer.body.toString("utf8").slice(0, 300)).toEqual(["chewy"]);
  });

  const injections = [
    "' OR '1'='1",
    "'; DROP TABLE runs; --",
    '" OR ""="',
    "1) UNION SELECT key_hash FROM api_keys --",
    "%' AND 1=1 --",
    "\\",
    "\u0000",
    "${7*7}",
    "{{7*7}}",
    "*)(uid=*",
    "$(id)",
  ];
  test.each(injections)("%s is a text wherever it stands", async (text) => {
    const before = server.facts();
    const asked = [
      server.wire.graphql(PROJECT, { name: text }),
      server.wire.graphql(PROJECT, { entity: text, name: text }),
      server.wire.graphql("query U($q: String) { users(query: $q) { edges { node { id } } } }", { q: text }),
      server.wire.graphql("query E($q: String!) { entity(name: $q) { id } }", { q: text }),
      server.wire.graphql("query C($q: ID!) { clientIDMapping(clientID: $q) { serverID } }", { q: text }),
      server.wire.graphql(RUNS, { filters: json({ display_name: text }) }),
      server.wire.graphql(RUNS, { filters: json({ [text]: 1 }) }),
      server.wire.graphql(RUNS, { filters: json({ [`config.${text}`]: { $gt: 1 } }) }),
      server.wire.graphql(
        'query N($q: String!) { project(name: "filters") { artifactCollectionMembership(name: $q) { id } run(name: $q) { id } } }',
        { q: text },
      ),
    ];
    for (const answer of await Promise.all(asked)) {
      if (answer.status !== 200) expectRefusal(answer, [400, 404]);
      else expect(findings(jsonOf(answer)), answer.body.toString("utf8")).toEqual([]);
    }
    const ordered = await server.wire.graphql(RUNS, { order: text });
    if (ordered.status !== 200) expectRefusal(ordered, 400);
    await server.expectNothingStored(before);
  });
});

/** Long enough for any answer on a busy machine; a pattern that backtracks takes years. */
const PATIENCE_MS = 60_000;

function later(ms: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), ms).unref());
}

/** Every id or name an answer holds: an injection that worked would find something. */
function findings(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(findings);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    (key === "id" || key === "name" || key === "serverID") && member !== null ? [member] : findings(member),
  );
}
