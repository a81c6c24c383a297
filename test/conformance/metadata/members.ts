import { expect, test } from "vitest";
import { expectFault } from "../blob-driver/checks.ts";
import { AT_MS, type World } from "./world.ts";

/** Rules for members and the rarer changes of accounts. */
export function memberRules(world: World): void {
  test("setMember() adds a member once and changes the role when repeated", async () => {
    const team = await world.entity();
    const [one, two] = [await world.user(), await world.user()];
    await world.metadata.transaction(async (rows) => {
      await rows.members.setMember(team.id, two.id, "viewer");
      await rows.members.setMember(team.id, one.id, "member");
      await rows.members.setMember(team.id, two.id, "admin");
    });
    const members = await world.metadata.read.members.listMembers(team.id);
    expect(members.map(({ user, role }) => [user.id, role])).toEqual([
      [one.id, "member"],
      [two.id, "admin"],
    ]);
    expect(await world.metadata.read.members.listMembers(one.entity.id)).toEqual([]);
  });

  test("among() returns the users that are members of one of the entities", async () => {
    const [team, other] = [await world.entity(), await world.entity()];
    const [one, two, three] = [await world.user(), await world.user(), await world.user()];
    await world.metadata.transaction(async (rows) => {
      await rows.members.setMember(team.id, one.id, "viewer");
      await rows.members.setMember(other.id, one.id, "member");
      await rows.members.setMember(other.id, two.id, "member");
    });
    const among = async (entities: (typeof team)[], users: { id: typeof one.id }[]) =>
      (
        await world.metadata.read.members.among(
          entities.map(({ id }) => id),
          users.map(({ id }) => id),
        )
      ).toSorted((left, right) => left - right);
    expect(await among([team, other], [one, two, three])).toEqual([one.id, two.id]);
    expect(await among([team], [one, two, three])).toEqual([one.id]);
    expect(await among([], [one])).toEqual([]);
    expect(await among([team], [])).toEqual([]);
  });

  test("listKeys() returns a user's keys in creation order, without hashes", async () => {
    const { id } = await world.user();
    await world.metadata.transaction(async (rows) => {
      for (const [name, description] of [
        ["local-2", "laptop"],
        ["local-1", null],
      ] as const)
        await rows.accounts.insertKey({
          userId: id,
          name,
          keyHash: world.name("hash"),
          description,
          createdAtMs: AT_MS,
        });
    });
    const keys = await world.metadata.read.members.listKeys(id);
    expect(keys.map(({ name, description }) => [name, description])).toEqual([
      ["local-2", "laptop"],
      ["local-1", null],
    ]);
    expect(Object.keys(keys[0]!).toSorted()).toEqual(["description", "id", "name"]);
  });

  test("searchUsers() finds parts of names and emails, ignores case, and treats wildcards literally", async () => {
    const word = world.name("search").replace("-", "");
    const names = [`${word}_A`, `${word}xA`, `x${word.toUpperCase()}`];
    const ids = new Map<string, number>();
    for (const name of names) {
      const id = await world.metadata.transaction(async (rows) => {
        const entity = await rows.accounts.insertEntity({ name, kind: "user", orgId: null, createdAtMs: AT_MS });
        const email = `${name}%mail@Example.org`;
        return rows.accounts.insertUser({ entityId: entity.id, email, isAdmin: false, createdAtMs: AT_MS });
      });
      ids.set(name, id);
    }
    const search = async (text: string, first = 10): Promise<string[]> =>
      (await world.metadata.read.members.searchUsers(text, { after: null, first })).rows.map(
        ({ username }) => username,
      );
    const inOrder = names.toSorted((left, right) => (left < right ? -1 : 1));
    expect(await search(word)).toEqual(inOrder);
    expect(await search(word.toUpperCase())).toEqual(inOrder);
    expect(await search(word, 2)).toEqual(inOrder.slice(0, 2));
    expect(await search(`${word}_`)).toEqual([`${word}_A`]);
    expect(await search(`${word}_A%MAIL`)).toEqual([`${word}_A`]);
    expect(await search(`${word}%`)).toEqual([`x${word.toUpperCase()}`]);
    expect(await search(`${word}\\`)).toEqual([]);
  });

  test("updateUser() changes only the given fields", async () => {
    const { id, entity } = await world.user();
    const before = (await world.metadata.read.accounts.findUser(entity.name))!;
    await world.metadata.transaction((rows) => rows.members.updateUser(id, {}));
    expect(await world.metadata.read.accounts.findUser(entity.name)).toEqual(before);
    await world.metadata.transaction((rows) => rows.members.updateUser(id, { isAdmin: true, passwordHash: "scrypt$" }));
    expect(await world.metadata.read.accounts.findUser(entity.name)).toEqual({ ...before, isAdmin: true });
    await world.metadata.transaction((rows) => rows.members.updateUser(id, { email: "new@example.org" }));
    const after = { ...before, isAdmin: true, email: "new@example.org" };
    expect(await world.metadata.read.accounts.findUser(entity.name)).toEqual(after);
  });

  test("removeMember() removes one member of one entity; repeated, it changes nothing", async () => {
    const [team, other] = [await world.entity(), await world.entity()];
    const [leaver, stayer] = [await world.user(), await world.user()];
    await world.metadata.transaction(async (rows) => {
      for (const entity of [team, other])
        for (const { id } of [leaver, stayer]) await rows.members.setMember(entity.id, id, "member");
    });
    for (const _ of ["once", "again"]) {
      await world.metadata.transaction(async (rows) => {
        await rows.members.lock(team.id);
        await rows.members.removeMember(team.id, leaver.id);
      });
      const left = await world.metadata.read.members.listMembers(team.id);
      expect(left.map(({ user }) => user.id)).toEqual([stayer.id]);
      expect(await world.metadata.read.members.listMembers(other.id)).toHaveLength(2);
    }
  });

  test("deleteUser() deletes keys and memberships, and keeps the user's versions", async () => {
    const { id, entity } = await world.user();
    const team = await world.entity();
    const keyHash = world.name("hash");
    const project = await world.metadata.transaction(async (rows) => {
      await rows.members.setMember(team.id, id, "member");
      await rows.accounts.insertKey({ userId: id, name: "k", keyHash, description: null, createdAtMs: AT_MS });
      const facts = { entityId: team.id, name: "theirs", description: null, access: "PRIVATE", atMs: AT_MS };
      return rows.projects.insert({ ...facts, createdBy: id });
    });
    expect(project.createdBy).toBe(entity.name);
    await world.metadata.transaction((rows) => rows.members.deleteUser(id));
    expect(await world.metadata.read.accounts.actorByKey(keyHash)).toBeNull();
    expect(await world.metadata.read.members.listMembers(team.id)).toEqual([]);
    expect(await world.metadata.read.projects.byId(project.id)).toEqual({ ...project, createdBy: null });
    expect(await world.metadata.read.accounts.findEntity(entity.name)).toEqual(entity);
  });

  test("deleteEntity() deletes an organisation's teams, unless one of them owns a project", async () => {
    const org = await world.entity("org");
    const [team, other] = [await world.entity("team", org.id), await world.entity("team", org.id)];
    const { id: userId } = await world.user();
    await world.metadata.transaction((rows) => rows.members.setMember(team.id, userId, "member"));
    const facts = { name: "kept", description: null, access: "PRIVATE", createdBy: null, atMs: AT_MS };
    await world.metadata.transaction((rows) => rows.projects.insert({ entityId: other.id, ...facts }));
    const remove = (): Promise<void> => world.metadata.transaction((rows) => rows.members.deleteEntity(org.id));
    await expectFault(remove(), "protected");
    expect(await world.metadata.read.accounts.findEntity(team.name)).toEqual(team);
    expect(await world.metadata.read.members.listMembers(team.id)).toHaveLength(1);

    const empty = await world.entity("org");
    const its = await world.entity("team", empty.id);
    await world.metadata.transaction((rows) => rows.members.deleteEntity(empty.id));
    expect(await world.metadata.read.accounts.findEntity(empty.name)).toBeNull();
    expect(await world.metadata.read.accounts.findEntity(its.name)).toBeNull();
  });
}
