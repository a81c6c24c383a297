/** What a member of a team or organisation may see and do, and how soon a change of role counts. */
import { describe, expect, test } from "vitest";
import { readVersion } from "../../support/read-version.ts";
import { testServer } from "../../support/test-server.ts";
import type { WireClient } from "../../support/wire-client.ts";
import { publishVersion, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const { done } = server.provisioning;
/** A change of rights is seen everywhere after five seconds at the latest. */
/** Changed permissions are seen after five seconds; a busy machine takes longer. */
const FORGET = { interval: 200 };

describe("what a user may see", () => {
  const files = { "a.txt": Buffer.from("of the team") };

  test("is limited to the user's own and teams' objects, by role", async () => {
    const wires: Record<string, WireClient> = {};
    for (const name of ["maker", "writer", "reader", "outsider"]) wires[name] = await server.makeUser(name);
    await done("POST", "/orgs", { name: "house", members: [] });
    const members = [
      ["maker", "admin"],
      ["writer", "member"],
      ["reader", "viewer"],
    ].map(([username, role]) => ({ username, role }));
    await done("POST", "/teams", { name: "house-team", org: "house", members });
    const place = { entity: "house-team", project: "shared", collection: "data" };
    await publishVersion(wires["maker"]!, place, files);
    const seen = { ...place, name: "data:latest" };
    for (const name of ["maker", "writer", "reader"])
      expect([...(await readVersion(wires[name]!, seen))], name).toEqual(Object.entries(files));
    expect(await readVersion(wires["outsider"]!, seen)).toEqual(new Map());

    await publishVersion(wires["writer"]!, place, { "b.txt": Buffer.from("b") });
    await expect(WireDraft.open(wires["reader"]!, place)).rejects.toThrow("The server answered 403");
    await expect(WireDraft.open(wires["outsider"]!, place)).rejects.toThrow("The server answered 404");
    await expect(WireDraft.open(wires["writer"]!, { ...place, entity: "maker" })).rejects.toThrow(
      "The server answered 404",
    );

    await publishVersion(wires["maker"]!, { project: "own", collection: "data" }, files);
    for (const name of ["writer", "reader", "outsider"])
      expect(await readVersion(wires[name]!, { entity: "maker", project: "own", name: "data:latest" }), name).toEqual(
        new Map(),
      );
  });

  test("ends within seconds after the role is removed", async () => {
    const wire = await server.makeUser("faller");
    await done("POST", "/orgs", { name: "ladder", members: [{ username: "faller", role: "member" }] });
    const place = { entity: "ladder", project: "steps", collection: "data" };
    await WireDraft.open(wire, place);
    await done("POST", "/orgs/ladder/members", { username: "faller", role: "viewer" });
    const open = (): Promise<string> =>
      WireDraft.open(wire, place).then(
        () => "opened",
        (error: Error) => error.message.slice(0, "The server answered 403".length),
      );
    await expect.poll(open, FORGET).toBe("The server answered 403");
  });
});
