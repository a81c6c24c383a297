/** The provisioning API, call by call: users, organisations, teams, and what each may then see. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";

const server = testServer();
const { call, done } = server.provisioning;
const RESERVED = (
  "api artifacts artifactsV2 assets authorize files graphql login metrics oidc raw ready registry search sdk settings " +
  "storage transfer orgs home logout automations help static frames auth projects runs new"
).split(" ");
const BAD_NAMES = ["", " ", "a b", "a.b", "a/b", "a:b", "é", "a\nb", "..", "x".repeat(65), 7, null, ["a"], { a: 1 }];
const VIEWER = "{ viewer { username entity email admin teams { edges { node { name } } } } }";

function user(username: unknown, changes: object = {}): object {
  return { username, email: `${String(username)}@example.com`, admin: false, ...changes };
}

/** The caller as a user sees it. */
async function viewer(apiKey: string): Promise<Record<string, unknown>> {
  return (await new WireClient(server.process.baseUrl, apiKey).data<{ viewer: Record<string, unknown> }>(VIEWER))
    .viewer;
}

function teamsOf(seen: Record<string, unknown>): string[] {
  return (seen["teams"] as { edges: { node: { name: string } }[] }).edges.map(({ node }) => node.name).sort();
}

/** Whether a text stands in any file of the data folder. */
function isKept(text: string): boolean {
  const { data } = server.process;
  return readdirSync(data, { recursive: true, encoding: "utf8" })
    .map((name) => join(data, name))
    .some((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

function stored(query: string, ...values: string[]): Record<string, unknown> | undefined {
  const database = new DatabaseSync(join(server.process.data, "stemma.sqlite"), { readOnly: true });
  try {
    return database.prepare(query).get(...values);
  } finally {
    database.close();
  }
}

describe("POST /users", () => {
  test("creates a user with a personal entity and a working key", async () => {
    const answer = await call("POST", "/users", user("ada"));
    expect(answer.status).toBe(201);
    const { apiKey, ...facts } = jsonOf(answer);
    expect(facts).toEqual({ username: "ada", email: "ada@example.com", admin: false });
    expect(apiKey).toMatch(/^local-[a-z0-9]{40}$/);
    const seen = await viewer(String(apiKey));
    expect(seen).toMatchObject({ username: "ada", entity: "ada", email: "ada@example.com", admin: false });
    expect(teamsOf(seen)).toEqual(["ada"]);
  });

  test("stores only a hash of a given key", async () => {
    const apiKey = "k".repeat(39) + "1";
    expect(await done("POST", "/users", user("bring", { apiKey }))).toMatchObject({ apiKey });
    expect(await viewer(apiKey)).toMatchObject({ username: "bring" });
    expect(isKept(apiKey)).toBe(false);
    const hash = createHash("sha256").update(apiKey).digest("hex");
    expect(stored("select name from api_keys where key_hash = ?", hash)).toEqual({ name: apiKey.slice(0, 12) });
  });

  test.each(["k".repeat(39), "", "k".repeat(39) + "!", "k".repeat(20) + " ".repeat(20), 7])(
    "refuses the key %j",
    async (apiKey) => {
      const before = server.facts();
      expectRefusal(await call("POST", "/users", user("short", { apiKey })), 400);
      await server.expectNothingStored(before);
    },
  );

  test("rejects the key of another user", async () => {
    const apiKey = "t".repeat(40);
    await done("POST", "/users", user("twin-1", { apiKey }));
    const before = server.facts();
    expectRefusal(await call("POST", "/users", user("twin-2", { apiKey })), [400, 409]);
    await server.expectNothingStored(before);
  });

  test.each([
    ["no e-mail address", { username: "odd" }],
    ["an address that is a number", user("odd", { email: 7 })],
    ["an admin that is a text", user("odd", { admin: "true" })],
    ["nothing", {}],
    ["an inherited name", JSON.parse('{"__proto__": {"username": "odd", "email": "a@example.com"}}') as object],
  ])("refuses %s", async (_, body) => {
    const before = server.facts();
    expectRefusal(await call("POST", "/users", body), 400);
    await server.expectNothingStored(before);
  });

  test("ignores unknown fields", async () => {
    const { apiKey } = await done(
      "POST",
      "/users",
      user("plain", { isAdmin: true, is_admin: 1, role: "admin", id: 1 }),
    );
    expect(await viewer(String(apiKey))).toMatchObject({ username: "plain", admin: false });
    expectRefusal(await call("POST", "/users", user("nobody"), String(apiKey)), 403);
  });
});

describe("PATCH /users/{username}", () => {
  const password = "correct horse battery staple";

  test("stores a password as a salted scrypt hash", async () => {
    for (const username of ["pass-1", "pass-2"]) {
      await done("POST", "/users", user(username));
      expect(await done("PATCH", `/users/${username}`, { password })).toEqual({
        username,
        email: `${username}@example.com`,
        admin: false,
      });
    }
    const [first, second] = ["pass-1", "pass-2"].map(
      (name) =>
        stored("select password_hash from users join entities on entities.id = users.entity_id where name = ?", name)?.[
          "password_hash"
        ],
    );
    expect(first).toMatch(/^scrypt\$32768\$8\$1\$[\w+/]{22}==\$[\w+/]{43}=$/);
    expect(second).not.toBe(first);
    expect(isKept(password)).toBe(false);
  });

  test("changes email and admin flag, and keeps omitted fields", async () => {
    const { apiKey } = await done("POST", "/users", user("patched"));
    await done("PATCH", "/users/patched", { email: "new@example.com" });
    await done("PATCH", "/users/patched", { admin: true });
    expect(await viewer(String(apiKey))).toMatchObject({ email: "new@example.com", admin: true });
    // An admin of the site makes no accounts by a key of one's own: that takes the token.
    expectRefusal(await call("POST", "/users", user("by-admin"), String(apiKey)), 403);
  });

  test.each([{ password: "short" }, { password: 7 }, { password: "x".repeat(1025) }, { email: 7 }, { admin: "yes" }])(
    "refuses %j",
    async (body) => {
      await call("POST", "/users", user("steady"));
      const before = stored("select * from users where email = 'steady@example.com'");
      expectRefusal(await call("PATCH", "/users/steady", body), 400);
      expect(stored("select * from users where email = 'steady@example.com'")).toEqual(before);
    },
  );

  test("answers 404 for an unknown user", async () => {
    expectRefusal(await call("PATCH", "/users/missing", { admin: true }), 404);
  });
});

test("DELETE /users/{username} deletes the keys and frees the name", async () => {
  const { apiKey } = await done("POST", "/users", user("leaver"));
  await done("DELETE", "/users/leaver");
  expectRefusal(await call("DELETE", "/users/leaver"), 404);
  expectRefusal(await new WireClient(server.process.baseUrl, String(apiKey)).graphql(VIEWER), 401);
  const { apiKey: another } = await done("POST", "/users", user("leaver"));
  expect(await viewer(String(another))).toMatchObject({ username: "leaver" });
});

describe("organisations and teams", () => {
  test("an org and its team are created and visible to their members", async () => {
    for (const name of ["boss", "hand", "eye"]) await done("POST", "/users", user(name));
    const members = [{ username: "boss", role: "admin" }];
    const org = await call("POST", "/orgs", { name: "works", members });
    expect([org.status, jsonOf(org)]).toEqual([201, { name: "works" }]);
    const team = await call("POST", "/teams", {
      name: "crew",
      org: "works",
      members: [...members, { username: "hand", role: "member" }],
    });
    expect([team.status, jsonOf(team)]).toEqual([201, { name: "crew", org: "works" }]);
    expect((await call("POST", "/orgs/works/members", { username: "eye", role: "viewer" })).status).toBe(200);
    const query = `query O($name: String!) { organization(name: $name) { name orgEntity { name } } entity(name: "crew") { name isTeam organization { name } } }`;
    const admin = new WireClient(server.process.baseUrl, server.process.apiKey);
    expect(await admin.data(query, { name: "works" })).toEqual({
      organization: { name: "works", orgEntity: { name: "works" } },
      entity: { name: "crew", isTeam: true, organization: { name: "works" } },
    });
  });

  test.each([
    ["an org twice", "/orgs", { name: "works", members: [] }, 409],
    ["an org called like it but for case", "/orgs", { name: "WORKS", members: [] }, 409],
    ["an org called like a user", "/orgs", { name: "boss", members: [] }, 409],
    ["an org called like a team", "/orgs", { name: "Crew", members: [] }, 409],
    ["a team called like an org", "/teams", { name: "works", org: "works", members: [] }, 409],
    ["a team called like a user", "/teams", { name: "Boss", org: "works", members: [] }, 409],
    ["a team twice", "/teams", { name: "crew", org: "works", members: [] }, 409],
    ["a user called like a team", "/users", user("crew"), 409],
    ["a user called like an org", "/users", user("Works"), 409],
    ["a user twice", "/users", user("boss"), 409],
    ["a user called like one but for case", "/users", user("BOSS"), 409],
    ["the first account again", "/users", user("Admin"), 409],
    ["a team of no org", "/teams", { name: "lost", org: "missing", members: [] }, 404],
    ["a team of a user", "/teams", { name: "lost", org: "boss", members: [] }, 404],
    ["a team of a team", "/teams", { name: "lost", org: "crew", members: [] }, 404],
    ["an org of a stranger", "/orgs", { name: "lost", members: [{ username: "missing", role: "admin" }] }, 404],
    [
      "a team with an odd role",
      "/teams",
      { name: "lost", org: "works", members: [{ username: "boss", role: "owner" }] },
      400,
    ],
    ["members that are no list", "/orgs", { name: "lost", members: { username: "boss" } }, 400],
    ["members that are texts", "/orgs", { name: "lost", members: ["boss"] }, 400],
    ["a member of no org", "/orgs/missing/members", { username: "boss", role: "member" }, 404],
    ["a member of a team as if it were an org", "/orgs/crew/members", { username: "boss", role: "member" }, 404],
    ["a member that is not there", "/orgs/works/members", { username: "missing", role: "member" }, 404],
    ["a member with an odd role", "/orgs/works/members", { username: "eye", role: "root" }, 400],
  ])("%s is refused", async (_, path, body, status) => {
    const before = server.facts();
    expectRefusal(await call("POST", path, body), status);
    await server.expectNothingStored(before);
  });

  test("a deleted org is gone with its teams, and the names are free", async () => {
    await done("POST", "/orgs", { name: "brief", members: [] });
    await done("POST", "/teams", { name: "brief-team", org: "brief", members: [] });
    expect((await call("DELETE", "/orgs/brief")).status).toBe(200);
    for (const name of ["brief", "brief-team", "missing", "boss"])
      expectRefusal(await call("DELETE", `/orgs/${name}`), 404);
    for (const name of ["brief", "brief-team"]) await done("POST", "/orgs", { name, members: [] });
  });
});

describe("names", () => {
  test.each([...RESERVED, ...RESERVED.map((name) => name.toUpperCase()), ...BAD_NAMES])(
    "%j is refused for users, orgs and teams",
    async (name) => {
      await call("POST", "/orgs", { name: "names", members: [] });
      const before = server.facts();
      expectRefusal(await call("POST", "/users", user(name)), 400);
      expectRefusal(await call("POST", "/orgs", { name, members: [] }), 400);
      expectRefusal(await call("POST", "/teams", { name, org: "names", members: [] }), 400);
      await server.expectNothingStored(before);
    },
  );

  test.each(["a", "x".repeat(64), "A-b_9", "-", "api2", "rawr", "admins"])("%s is a name", async (name) => {
    expect(await done("POST", "/users", user(name))).toMatchObject({ username: name });
  });
});

describe("the token", () => {
  const routes = [
    ["POST", "/users"],
    ["PATCH", "/users/ada"],
    ["DELETE", "/users/ada"],
    ["POST", "/orgs"],
    ["POST", "/orgs/works/members"],
    ["DELETE", "/orgs/works"],
    ["POST", "/teams"],
  ] as const;

  test.each(routes)("%s %s wants the right one", async (method, path) => {
    const { apiKey } = jsonOf(
      await call("POST", "/users", user(`knocker-${method}-${path.replaceAll("/", "-")}`.slice(0, 64))),
    );
    const token = server.process.adminToken;
    const url = `${server.process.baseUrl}/api/admin${path}`;
    const body = method === "DELETE" ? {} : { body: user("intruder") };
    const before = server.facts();
    for (const wrong of [
      "",
      "x",
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      "x".repeat(64),
      token.split("").reverse().join(""),
    ])
      expectRefusal(await sendRequest(url, { method, ...body, headers: { Authorization: `Bearer ${wrong}` } }), 401);
    expectRefusal(await sendRequest(url, { method, ...body }), 401);
    expectRefusal(await sendRequest(url, { method, ...body, headers: { Authorization: token } }), 401);
    expectRefusal(await sendRequest(`${url}?token=${token}`, { method, ...body }), 401);
    expectRefusal(await call(method, path, method === "DELETE" ? undefined : user("intruder"), String(apiKey)), 403);
    await server.expectNothingStored(before);
  });

  test("is a site admin on /graphql", async () => {
    const headers = { Authorization: `Bearer ${server.process.adminToken}` };
    const body = { query: '{ entity(name: "admin") { name } }' };
    const answer = await sendRequest(`${server.process.baseUrl}/graphql`, { method: "POST", headers, body });
    expect(jsonOf(answer)).toEqual({ data: { entity: { name: "admin" } } });
  });

  test("is stored in a file readable only by its owner", () => {
    for (const name of ["admin-token", "api-key", "signing-key"])
      expect(statSync(join(server.process.data, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(server.process.data).mode & 0o777).toBe(0o700);
    expect(isKept(createHash("sha256").update(server.process.adminToken).digest("hex"))).toBe(false);
  });

  test("can be set by STEMMA_ADMIN_TOKEN if long enough", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stemma-token-"));
    const token = "t".repeat(32);
    const given = await new ServerProcess(folder, { STEMMA_ADMIN_TOKEN: token, STEMMA_USER: "first" }).start();
    const headers = { Authorization: `Bearer ${token}` };
    const made = await sendRequest(`${given.baseUrl}/api/admin/users`, { method: "POST", headers, body: user("made") });
    expect(made.status).toBe(201);
    const first = await new WireClient(given.baseUrl, given.apiKey).data<{ viewer: unknown }>(VIEWER);
    expect(first.viewer).toMatchObject({ username: "first", admin: true });
    await given.stop();
    const short = new ServerProcess(folder, { STEMMA_ADMIN_TOKEN: token.slice(1) });
    await expect(short.start()).rejects.toThrow("it has 31 characters, expected at least 32");
    rmSync(folder, { recursive: true, force: true });
  });
});
