/** Texts and lists that are too long are refused before anything is done with them; bodies share the memory there is. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import { testServer } from "../../support/test-server.ts";
import { manifestOf, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const MIB = 1024 * 1024;
let version: WireDraft;

beforeAll(async () => {
  version = await WireDraft.open(server.wire, { project: "sizes", collection: "data", digest: versionDigest({}) });
  await version.sendManifest(manifestOf({}));
  expect(await version.commit()).toMatchObject({ status: 200 });
});

const many = (count: number, item: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => item(index));
const inCollection = (alias: string) => ({
  entityName: version.facts.entity,
  projectName: "sizes",
  artifactCollectionName: "data",
  alias,
});

/** What was accepted or answered 500 once: the mutation, its input type, a text of the message, the input. */
const cases: readonly [name: string, type: string, at: string, input: () => object][] = [
  [
    "addAliases",
    "AddAliasesInput",
    "aliases",
    () => ({ artifactID: version.facts.id, aliases: many(20_000, (index) => inCollection(`a${index}`)) }),
  ],
  [
    "updateArtifact",
    "UpdateArtifactInput",
    "tagsToAdd",
    () => ({ artifactID: version.facts.id, tagsToAdd: many(20_000, (index) => ({ tagName: `t${index}` })) }),
  ],
  [
    "upsertBucket",
    "UpsertBucketInput",
    "tags",
    () => ({ modelName: "sizes", name: "r", tags: many(100_000, (index) => `t${index}`) }),
  ],
  [
    "upsertBucket",
    "UpsertBucketInput",
    "notes",
    () => ({ modelName: "sizes", name: "r", notes: "n".repeat(15 * MIB) }),
  ],
  ["upsertModel", "UpsertModelInput", "access", () => ({ name: "sizes", access: "a".repeat(5 * MIB) })],
  [
    "useArtifact",
    "UseArtifactInput",
    "usedAs",
    () => ({
      artifactID: version.facts.id,
      entityName: version.facts.entity,
      projectName: "sizes",
      runName: version.facts.run,
      usedAs: "u".repeat(5 * MIB),
    }),
  ],
];

describe("an oversized text or list is rejected with its name and limit", () => {
  test.each(cases)("%s: %s.%s", async (name, type, at, input) => {
    const before = server.facts();
    const answer = await server.wire.graphql(`mutation M($input: ${type}!) { ${name}(input: $input) { __typename } }`, {
      input: input(),
    });
    expectRefusal(answer, 400);
    expect(messageOf(answer)).toMatch(
      new RegExp(`^Cannot accept "${at}": it has \\d+ (characters|items), expected at most \\d+$`),
    );
    await server.expectNothingStored(before);
  });

  test("aliases and tags added in many calls share one limit", async () => {
    const add = (from: number): Promise<unknown> =>
      server.wire.graphql(`mutation M($input: AddAliasesInput!) { addAliases(input: $input) { success } }`, {
        input: { artifactID: version.facts.id, aliases: many(200, (index) => inCollection(`a${from + index}`)) },
      });
    expect(await add(0)).toMatchObject({ status: 200 });
    const refused = (await add(200)) as Parameters<typeof expectRefusal>[0];
    expectRefusal(refused, 400);
    expect(messageOf(refused)).toMatch(/aliases, expected at most \d+; remove some first$/);
  });
});

test("a config of very many small values is rejected, because it takes many times the memory of its text", async () => {
  const config = `{${many(300_000, (index) => `"k${index}":1`).join(",")}}`;
  const answer = await server.wire.graphql(
    `mutation M($config: JSONString) { upsertBucket(input: {modelName: "sizes", name: "r", config: $config}) { inserted } }`,
    { config },
  );
  expectRefusal(answer, 400);
});

test("concurrent large JSON bodies get 429, while ordinary requests are answered", async () => {
  const sizeBytes = 19 * MIB;
  const { hostname, port } = new URL(server.process.baseUrl);
  const lines = Object.entries({ ...server.wire.headers, "Content-Type": "application/json" });
  const head = `POST /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: ${sizeBytes}\r\n${lines
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
  const sockets: Socket[] = [];
  const answers: string[] = [];
  for (let index = 0; index < 6; index++) {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on("error", () => undefined).on("data", (data) => (answers[index] = `${answers[index] ?? ""}${data}`));
    await once(socket, "connect");
    // All but the last byte: the request goes on holding what it sent.
    socket.write(head + " ".repeat(sizeBytes - 1));
  }
  await expect.poll(() => answers.filter((answer) => answer?.startsWith("HTTP/1.1 429")).length).toBeGreaterThan(0);
  expect(answers.find((answer) => answer?.startsWith("HTTP/1.1 429"))).toMatch(/^retry-after: \d+/im);
  expect((await server.wire.graphql("{ viewer { id } }")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await expect
    .poll(async () => (await server.wire.graphql("{ viewer { id } }", { text: "x".repeat(19 * MIB) })).status, {
      timeout: 60_000,
    })
    .toBe(200);
});
