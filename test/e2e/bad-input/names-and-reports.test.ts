/** Names, ids and reports of runs that are none are refused, and nothing of them is kept. */
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { jsonOf } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { createInput, publishVersion } from "../../support/wire-draft.ts";

const server = testServer();
const DEEP = 100_000;
const MANY = 10_000;
const MIB = 1024 * 1024;
let run = "";

beforeAll(async () => {
  const place = { project: "names", collection: "data" };
  run = (await publishVersion(server.wire, place, { "a.txt": Buffer.from("a") })).facts.run;
});

const json = JSON.stringify;
const nested = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);

describe("invalid names and texts", () => {
  const CREATE = "mutation C($input: CreateArtifactInput!) { createArtifact(input: $input) { artifact { id } } }";
  const alias = (text: string): object => ({ aliases: [{ artifactCollectionName: "data", alias: text }] });
  test.each<[string, object]>([
    ["a collection with a slash", { artifactCollectionName: "a/b" }],
    ["a collection that climbs", { artifactCollectionName: "../../x" }],
    ["a collection of 129 characters", { artifactCollectionName: "n".repeat(129) }],
    ["a collection with a line break", { artifactCollectionName: "a\nb" }],
    ["a collection that is a version", { artifactCollectionName: ":v0" }],
    ["no collection", { artifactCollectionName: "" }],
    ["a type of nothing", { artifactTypeName: "" }],
    ["a type of 10 KiB", { artifactTypeName: "t".repeat(10_240) }],
    ["another type than before", { artifactTypeName: "model" }],
    ["a project with a slash", { projectName: "a/b" }],
    ["a project of 10 KiB", { projectName: "p".repeat(10_240) }],
    ["an entity of nobody", { entityName: "nobody" }],
    ["an alias with a slash", alias("a/b")],
    ["an alias with a colon", alias("a:b")],
    ["an empty alias", alias("")],
    ["an alias with a NUL", alias("a\0b")],
    ["an alias of 129 characters", alias("a".repeat(129))],
    ["a tag with a slash", { tags: [{ tagName: "a/b" }] }],
    ["metadata that is no JSON", { metadata: "{k: 1}" }],
    ["metadata that is a list", { metadata: "[1]" }],
    ["deep metadata", { metadata: `{"a":${nested("[", "]")}}` }],
    ["metadata of 17 MiB", { metadata: json({ a: "x".repeat(17 * MIB) }) }],
    ["a number for a text", { digest: 7 }],
    ["an object for a text", { digest: { $ne: null } }],
    ["a state", { state: "COMMITTED" }],
    ["an inherited state", JSON.parse('{"__proto__": {"state": "COMMITTED"}}') as object],
  ])("%s", async (_, changes) => {
    const names = { entity: "admin", project: "names", run, collection: "data", digest: "0".repeat(32) };
    const before = server.facts();
    // Spread would lose a member called like the prototype.
    const input = Object.defineProperties(createInput(names), Object.getOwnPropertyDescriptors(changes));
    expectRefusal(await server.wire.graphql(CREATE, { input }), [400, 404, 409, 413]);
    await server.expectNothingStored(before);
  });

  test.each([
    "",
    "0",
    "../..",
    btoa("Artifact:-1"),
    btoa("Artifact:1e3"),
    btoa("Artifact:1 OR 1=1"),
    btoa("Project:1"),
    "\0",
    "x".repeat(MANY),
  ])("the id %.40j is one of nothing", async (id) => {
    const before = server.facts();
    expectRefusal(
      await server.wire.graphql(
        "mutation C($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id } } }",
        { id },
      ),
      [400, 404],
    );
    const read = await server.wire.graphql("query A($id: ID!) { artifact(id: $id) { id } }", { id });
    expect(jsonOf(read)).toMatchObject({ data: { artifact: null } });
    // Only a text that no id has the length of is refused; it is said so.
    expect(read.status).toBe(id.length > 512 ? 400 : 200);
    await server.expectNothingStored(before);
  });
});

describe("an invalid run report", () => {
  const line = (content: unknown, offset: unknown = 0): string =>
    json({ files: { "wandb-history.jsonl": { offset, content } } });
  test.each([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["deep", `{"files":${nested("[", "]")}}`],
    ["files that are a number", '{"files": 7}'],
    ["lines that are numbers", line([7])],
    ["lines that are a text", line("x")],
    ["an offset below zero", line(["{}"], -1)],
    ["an offset that is a text", line(["{}"], "0")],
    ["an offset that is half", line(["{}"], 0.5)],
    ["an offset beyond all", line(["{}"], 2 ** 53)],
    ["a summary that is a list", json({ files: { "wandb-summary.json": { offset: 0, content: ["[]"] } } })],
    [
      "inherited files",
      '{"__proto__": {"files": 7}, "files": {"wandb-history.jsonl": {"__proto__": {"offset": 0, "content": ["{}"]}}}}',
    ],
  ])("%s", async (_, body) => {
    const before = server.facts();
    expectRefusal(
      await server.wire.send(`/files/admin/names/${run}/file_stream`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      }),
      400,
    );
    await server.expectNothingStored(before);
  });
});
