/** What else a stranger may try: default keys, another's name in a header, references to inside, marked-up names. */
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { findVersion } from "../../support/read-version.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";
import { manifestOf, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const VIEWER = "{ viewer { username } }";

test.each(["admin", "api", "password", "stemma", "local", "0".repeat(40), "wandb"])(
  "the guessable key %s is rejected",
  async (key) => {
    const answer = await new WireClient(server.process.baseUrl, key).graphql(VIEWER);
    expect([answer.status, jsonOf(answer)["data"]]).toEqual([401, undefined]);
  },
);

test("a header with another user name changes no rights", async () => {
  const ann = await server.makeUser("ann");
  await server.makeUser("bob");
  for (const header of ["X-WANDB-USERNAME", "X-Wandb-User", "X-Forwarded-User", "X-Remote-User"]) {
    const answer = await ann.send("/graphql", {
      method: "POST",
      body: { query: VIEWER },
      headers: { [header]: "bob" },
    });
    expect(jsonOf(answer)).toEqual({ data: { viewer: { username: "ann" } } });
  }
});

test("the server opens no reference, whatever its host", async () => {
  let calls = 0;
  const inside = createServer((socket) => {
    calls += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(inside, "listening");
  const { port } = inside.address() as AddressInfo;
  const hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "a@127.0.0.1"];
  const contents = Object.fromEntries(
    [...hosts.map((host) => `http://${host}:${port}/x`), "file:///etc/passwd", "gopher://127.0.0.1/x"].map(
      (ref, index) => [`r${index}`, { ref, digest: `d${index}`, size: 1 }],
    ),
  );
  const draft = await WireDraft.open(server.wire, {
    project: "references",
    collection: "inside",
    digest: versionDigest(contents),
  });
  for (const answer of [await draft.sendManifest(manifestOf(contents)), await draft.commit()])
    expect(answer.status).toBe(200);
  const found = (await findVersion(server.wire, { project: "references", name: "inside:latest" }))!;
  const bodies: string[] = [];
  for (const { url } of found.files)
    if (url.startsWith(server.process.baseUrl)) bodies.push((await sendRequest(url)).body.toString("utf8"));
  expect(bodies.join("")).not.toContain("root:");
  expect(calls).toBe(0);
  inside.close();
});

test("markup in names and texts is escaped on the HTML pages", async () => {
  const evil = '<img src=x onerror="alert(1)">';
  await server.wire.data(
    "mutation P($name: String!, $d: String) { upsertModel(input: {name: $name, description: $d}) { inserted } }",
    { name: "marked up", d: evil },
  );
  await server.wire.data(`mutation R($input: UpsertBucketInput!) { upsertBucket(input: $input) { inserted } }`, {
    input: { modelName: "marked up", name: "run", displayName: evil, notes: evil, tags: [evil] },
  });
  for (const path of ["/admin/marked%20up", "/admin/marked%20up/runs/run"]) {
    const page = await server.wire.send(path);
    expect(page.status).toBe(200);
    expect(page.body.toString("utf8")).not.toContain("<img");
    expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  }
});

test("private answers are not cacheable", async () => {
  const answer = await server.wire.graphql(VIEWER);
  expect(answer.headers["cache-control"]).toContain("no-store");
});

test("an error reveals no path, statement or stack", async () => {
  const probes = [
    '{ project(name: "\\u0000") { id } }',
    `{ project(name: "${"x".repeat(5000)}") { id } }`,
    '{ artifact(id: "QXJ0aWZhY3Q6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5") { id } }',
    "{ nothing }",
  ];
  for (const query of probes) {
    const text = (await server.wire.graphql(query)).body.toString("utf8");
    expect(text).not.toMatch(/\/(work|src|node_modules|tmp)\/|select .* from|SQLITE|at \w+ \(|\.ts:\d/i);
  }
});
