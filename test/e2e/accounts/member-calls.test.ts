/** The calls that add, change and remove members of teams and organisations, and how soon they count. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runAdmin } from "../../support/admin-process.ts";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import { type Answer, jsonOf } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";

const server = testServer();
const { call, done } = server.provisioning;
/** A change of rights is seen everywhere after five seconds at the latest. */
/** Changed permissions are seen after five seconds; a busy machine takes longer. */
const FORGET = { interval: 200 };
const people = ["ada", "ben", "cleo", "dan"];
const wires: Record<string, WireClient> = {};
let [org, team, number] = ["", "", 0];

/** The members of a team or organisation with their roles. */
function rolesIn(entity: string): Record<string, string> {
  const database = new DatabaseSync(join(server.process.data, "stemma.sqlite"), { readOnly: true });
  try {
    const rows = database
      .prepare(
        `select persons.name, members.role from members join users on users.id = members.user_id
          join entities as persons on persons.id = users.entity_id join entities on entities.id = members.entity_id
          where entities.name = ?`,
      )
      .all(entity);
    return Object.fromEntries(rows.map(({ name, role }) => [String(name), String(role)]));
  } finally {
    database.close();
  }
}

/** What a user gets who makes a run in a project of the entity. */
async function writes(wire: WireClient, entity: string): Promise<number> {
  const answer = await wire.graphql(
    `mutation M($entity: String) { upsertBucket(input: {entityName: $entity, modelName: "p", name: "${(number += 1)}-r"}) { inserted } }`,
    { entity },
  );
  return answer.status;
}

async function reads(wire: WireClient, entity: string): Promise<boolean> {
  const query = "query Q($entity: String!) { entity(name: $entity) { name } }";
  return (await wire.data<{ entity: object | null }>(query, { entity })).entity !== null;
}

beforeAll(async () => {
  for (const name of people) wires[name] = await server.makeUser(name);
});

beforeEach(async () => {
  number += 1;
  [org, team] = [`acme-${number}`, `crew-${number}`];
  await done("POST", "/orgs", { name: org, members: [{ username: "ada", role: "admin" }] });
  await done("POST", "/teams", { name: team, org, members: [{ username: "ada", role: "admin" }] });
});

describe("joining a team", () => {
  test("makes a viewer of the organisation without write permission outside the team", async () => {
    await done("POST", `/teams/${team}/members`, { username: "ben", role: "viewer" });
    await done("POST", `/teams/${team}/members`, { username: "cleo", role: "member" });
    await done("POST", `/teams/${team}/members`, { username: "dan", role: "admin" });
    expect(rolesIn(team)).toEqual({ ada: "admin", ben: "viewer", cleo: "member", dan: "admin" });
    expect(rolesIn(org)).toEqual({ ada: "admin", ben: "viewer", cleo: "viewer", dan: "viewer" });
    await expect.poll(() => writes(wires["cleo"]!, team), FORGET).toBe(200);
    for (const name of ["ben", "cleo", "dan"]) expect(await writes(wires[name]!, org), name).toBe(403);
    expect(await writes(wires["ben"]!, team)).toBe(403);
  });

  test("when the team is created does the same", async () => {
    const members = ["ben", "cleo"].map((username) => ({ username, role: "member" }));
    await done("POST", "/teams", { name: `${team}-2`, org, members });
    expect(rolesIn(org)).toEqual({ ada: "admin", ben: "viewer", cleo: "viewer" });
  });

  test("keeps an existing role in the organisation", async () => {
    for (const role of ["admin", "member"]) {
      await done("POST", `/orgs/${org}/members`, { username: "ben", role });
      await done("POST", `/teams/${team}/members`, { username: "ben", role: "viewer" });
      expect(rolesIn(org)["ben"]).toBe(role);
    }
  });
});

describe.each(["orgs", "teams"])("members of %s", (folder) => {
  const place = (): string => (folder === "orgs" ? org : team);
  const path = (rest = ""): string => `/${folder}/${place()}/members${rest}`;

  test("are added, changed and removed, and repeated calls return the same answer", async () => {
    const calls: [method: string, path: string, body: object | undefined, answer: object, role?: string][] = [
      ["POST", path(), { username: "ben" }, { username: "ben", role: "member" }, "member"],
      ["POST", path(), { username: "BEN", role: "viewer" }, { username: "ben", role: "viewer" }, "viewer"],
      ["PATCH", path("/ben"), { role: "admin" }, { username: "ben", role: "admin" }, "admin"],
      ["PATCH", path("/ben"), { role: "member" }, { username: "ben", role: "member" }, "member"],
      ["DELETE", path("/ben"), undefined, {}],
    ];
    for (const [method, to, body, expected, role] of calls) {
      for (const _ of ["once", "again"]) {
        const answer = await call(method, to, body);
        expect([answer.status, jsonOf(answer)], `${method} ${to}`).toEqual([200, expected]);
      }
      expect(rolesIn(place())["ben"], `${method} ${to}`).toBe(role);
    }
  });

  test("always keep one admin", async () => {
    const refusals: (() => Promise<Answer>)[] = [
      () => call("DELETE", path("/ada")),
      () => call("PATCH", path("/ada"), { role: "member" }),
      () => call("POST", path(), { username: "ada", role: "viewer" }),
    ];
    for (const refuse of refusals) {
      const before = server.facts();
      const refused = await refuse();
      expectRefusal(refused, 409);
      expect(messageOf(refused)).toMatch(
        /^Cannot (remove|change the role of) "ada" in ".*": it would have no admin left/,
      );
      await server.expectNothingStored(before);
    }
    expect(await done("PATCH", path("/ada"), { role: "admin" })).toEqual({ username: "ada", role: "admin" });
    await done("POST", path(), { username: "ben", role: "admin" });
    if (folder === "orgs") await done("POST", `/teams/${team}/members`, { username: "ben", role: "admin" });
    await done("DELETE", path("/ada"));
    expectRefusal(await call("DELETE", path("/ben")), 409);
  });

  test("keep one of two admins who are removed at the same time", async () => {
    await done("POST", path(), { username: "ben", role: "admin" });
    if (folder === "orgs") await done("POST", `/teams/${team}/members`, { username: "ben", role: "admin" });
    const answers = await Promise.all(["ada", "ben"].map((name) => call("DELETE", path(`/${name}`))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(Object.values(rolesIn(place()))).toContain("admin");
  });

  test.each([
    ["POST", "", { username: "missing", role: "member" }, 404],
    ["PATCH", "/missing", { role: "member" }, 404],
    ["PATCH", "/cleo", { role: "member" }, 404],
    ["DELETE", "/missing", undefined, 404],
    ["POST", "", { username: "ben", role: "owner" }, 400],
    ["POST", "", { username: "ben", role: "Admin" }, 400],
    ["POST", "", { username: "ben", role: 7 }, 400],
    ["POST", "", { role: "member" }, 400],
    ["PATCH", "/ada", { role: "root" }, 400],
    ["PATCH", "/ada", {}, 400],
    ["PATCH", "/ada", { role: null }, 400],
  ])("%s %s with %j is refused and changes nothing", async (method, rest, body, status) => {
    const before = server.facts();
    expectRefusal(await call(method, path(rest), body), status);
    await server.expectNothingStored(before);
  });

  test("of a missing group or user are not found", async () => {
    for (const name of ["missing", folder === "orgs" ? team : org, "ada"]) {
      expectRefusal(await call("POST", `/${folder}/${name}/members`, { username: "ben" }), 404);
      expectRefusal(await call("PATCH", `/${folder}/${name}/members/ada`, { role: "admin" }), 404);
      expectRefusal(await call("DELETE", `/${folder}/${name}/members/ada`), 404);
    }
  });

  test("can be changed only with the admin token", async () => {
    const { apiKey } = await done("POST", "/users", {
      username: `site-${number}`,
      email: "site@example.com",
      admin: true,
    });
    const before = server.facts();
    for (const token of [String(apiKey), "x".repeat(40)]) {
      const status = token === apiKey ? 403 : 401;
      expectRefusal(await call("POST", path(), { username: "ben" }, token), status);
      expectRefusal(await call("PATCH", path("/ada"), { role: "admin" }, token), status);
      expectRefusal(await call("DELETE", path("/ada"), undefined, token), status);
    }
    await server.expectNothingStored(before);
  });
});

test("leaving an organisation also leaves its teams, but no others", async () => {
  await done("POST", "/orgs", { name: `${org}-b`, members: [] });
  await done("POST", "/teams", { name: `${team}-b`, org: `${org}-b`, members: [{ username: "ben", role: "member" }] });
  await done("POST", "/teams", { name: `${team}-2`, org, members: [{ username: "ben", role: "member" }] });
  await done("POST", `/teams/${team}/members`, { username: "ben", role: "viewer" });
  await done("DELETE", `/orgs/${org}/members/ben`);
  for (const entity of [org, team, `${team}-2`]) expect(rolesIn(entity), entity).not.toHaveProperty("ben");
  for (const entity of [`${org}-b`, `${team}-b`]) expect(rolesIn(entity), entity).toHaveProperty("ben");
  await expect.poll(() => reads(wires["ben"]!, `${team}-2`), FORGET).toBe(false);
});

test("the last admin of a team cannot leave its organisation", async () => {
  await done("POST", `/teams/${team}/members`, { username: "ben", role: "admin" });
  await done("DELETE", `/teams/${team}/members/ada`);
  const refused = await call("DELETE", `/orgs/${org}/members/ben`);
  expectRefusal(refused, 409);
  expect(messageOf(refused)).toContain(`in "${team}"`);
  expect(rolesIn(org)["ben"]).toBe("viewer");
});

test("leaving a team keeps the role in the organisation", async () => {
  await done("POST", `/orgs/${org}/members`, { username: "ben", role: "member" });
  await done("POST", `/teams/${team}/members`, { username: "ben", role: "member" });
  await done("DELETE", `/teams/${team}/members/ben`);
  expect(rolesIn(org)["ben"]).toBe("member");
});

test("added, changed and removed members gain and lose permissions within five seconds", async () => {
  const members = [
    { username: "cleo", role: "member" },
    { username: "dan", role: "member" },
  ];
  const groups = [
    ["orgs", org],
    ["teams", team],
  ] as const;
  for (const [folder, name] of groups)
    for (const member of members) await done("POST", `/${folder}/${name}/members`, member);
  const [ben, cleo, dan] = ["ben", "cleo", "dan"].map((name) => wires[name]!);
  for (const [, name] of groups)
    await Promise.all([
      expect.poll(() => writes(ben!, name), FORGET).toBe(404),
      expect.poll(() => writes(cleo!, name), FORGET).toBe(200),
      expect.poll(() => writes(dan!, name), FORGET).toBe(200),
    ]);
  for (const [folder, name] of groups.toReversed()) {
    await done("POST", `/${folder}/${name}/members`, { username: "ben", role: "member" });
    await done("PATCH", `/${folder}/${name}/members/cleo`, { role: "viewer" });
    await done("DELETE", `/${folder}/${name}/members/dan`);
  }
  await Promise.all(
    groups.flatMap(([, name]) => [
      expect.poll(() => writes(ben!, name), FORGET).toBe(200),
      expect.poll(() => writes(cleo!, name), FORGET).toBe(403),
      expect.poll(() => reads(dan!, name), FORGET).toBe(false),
    ]),
  );
});

test("stemma admin members lists the members of an organisation with roles and teams", async () => {
  await done("POST", `/teams/${team}/members`, { username: "ben", role: "member" });
  await done("POST", `/orgs/${org}/members`, { username: "cleo", role: "member" });
  const { code, output } = await runAdmin(server.process.data, "members", org);
  expect(code).toBe(0);
  const rows = output.trim().split("\n").slice(1);
  expect(rows.map((row) => row.trim().split(/\s+/))).toEqual([
    ["ada", "admin", team],
    ["ben", "viewer", team],
    ["cleo", "member"],
  ]);
  expect((await runAdmin(server.process.data, "members", "nobody")).code).not.toBe(0);
});
