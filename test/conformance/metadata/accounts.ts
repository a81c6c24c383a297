import { expect, test } from "vitest";
import { expectFault } from "../blob-driver/checks.ts";
import { AT_MS, type World } from "./world.ts";

/** Rules for users, keys and entities. */
export function accountRules(world: World): void {
  test("insertEntity() returns the stored entity", async () => {
    const org = await world.entity("org");
    const team = await world.entity("team", org.id);
    const bounds = { quotaBytes: null, ttlSeconds: null };
    expect(org).toEqual({ id: org.id, name: org.name, kind: "org", org: null, ...bounds, createdAtMs: AT_MS });
    expect(team).toMatchObject({ kind: "team", org: org.name });
    expect(await world.metadata.read.accounts.findEntity(team.name)).toEqual(team);
  });

  test("findEntity() and findUser() ignore case and return the original name", async () => {
    const name = world.name("MiXed_Case");
    const { id: entityId } = await world.metadata.transaction((rows) =>
      rows.accounts.insertEntity({ name, kind: "user", orgId: null, createdAtMs: AT_MS }),
    );
    const facts = { entityId, email: "Someone@Example.org", isAdmin: true, createdAtMs: AT_MS + 5 };
    const id = await world.metadata.transaction((rows) => rows.accounts.insertUser(facts));
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(await world.metadata.read.accounts.findEntity(spelling)).toMatchObject({ id: entityId, name });
      expect(await world.metadata.read.accounts.findUser(spelling)).toEqual({ id, username: name, ...facts });
    }
    const twin = { name: name.toUpperCase(), kind: "team" as const, orgId: null, createdAtMs: AT_MS };
    await expectFault(
      world.metadata.transaction((rows) => rows.accounts.insertEntity(twin)),
      "conflict",
    );
  });

  test("findEntity() and findUser() return null for unknown names", async () => {
    const team = await world.entity();
    expect(await world.metadata.read.accounts.findEntity("nobody-of-that-name")).toBeNull();
    expect(await world.metadata.read.accounts.findEntity(`${team.name.slice(0, -1)}_`)).toBeNull();
    expect(await world.metadata.read.accounts.findUser(team.name)).toBeNull();
  });

  test("an entity has at most one user", async () => {
    const { entity } = await world.user();
    const second = { entityId: entity.id, email: "second@example.org", isAdmin: false, createdAtMs: AT_MS };
    await expectFault(
      world.metadata.transaction((rows) => rows.accounts.insertUser(second)),
      "conflict",
    );
  });

  test("actorByKey() returns the owner of a key with all memberships, sorted by name", async () => {
    const { id, entity } = await world.user();
    const [org, team] = [await world.entity("org"), await world.entity("team")];
    const keyHash = world.name("hash");
    await world.metadata.transaction(async (rows) => {
      const key = { userId: id, name: "local-abc", keyHash, description: null, createdAtMs: AT_MS };
      await rows.accounts.insertKey(key);
      await rows.members.setMember(team.id, id, "viewer");
      await rows.members.setMember(org.id, id, "admin");
    });
    const actor = await world.metadata.read.accounts.actorByKey(keyHash);
    expect(actor?.user).toMatchObject({ id, username: entity.name });
    expect(actor?.isSiteAdmin).toBe(false);
    expect(actor?.memberships).toEqual([
      { entity: org, role: "admin" },
      { entity: team, role: "viewer" },
    ]);
    expect(await world.metadata.read.accounts.actorByUser(id)).toEqual(actor);
  });

  test("actorByKey() and actorByUser() return null for unknown keys and users", async () => {
    expect(await world.metadata.read.accounts.actorByKey("no such hash")).toBeNull();
    expect(await world.metadata.read.accounts.actorByUser(999_999_999 as never)).toBeNull();
  });

  test("the hash of a key is unique", async () => {
    const [one, two] = [await world.user(), await world.user()];
    const key = { name: "local-abc", keyHash: world.name("hash"), description: null, createdAtMs: AT_MS };
    await world.metadata.transaction((rows) => rows.accounts.insertKey({ ...key, userId: one.id }));
    await expectFault(
      world.metadata.transaction((rows) => rows.accounts.insertKey({ ...key, userId: two.id })),
      "conflict",
    );
    expect((await world.metadata.read.accounts.actorByKey(key.keyHash))?.user?.id).toBe(one.id);
  });

  test("of twenty concurrent inserts of one entity name one succeeds and the others conflict", async () => {
    const name = world.name("wanted");
    const facts = { name, kind: "team" as const, orgId: null, createdAtMs: AT_MS };
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.metadata.transaction((rows) => rows.accounts.insertEntity(facts))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
  });
}
