/** Calls that arrive more than once, as when an answer is lost: the state is the one of a single call. */
import { expect, test } from "vitest";
import { findVersion } from "../../support/read-version.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { manifestOf, md5Base64, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const project = "repeated";
const ADD_ALIASES = `mutation Add($input: AddAliasesInput!) { addAliases(input: $input) { success } }`;
const DELETE = `mutation Delete($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }`;

test("every call that logs, names and deletes a version can be repeated", async () => {
  const bytes = Buffer.from("sent again");
  const entries = { "a.txt": { digest: md5Base64(bytes), size: bytes.byteLength } };
  const options = {
    project,
    collection: "data",
    digest: versionDigest(entries),
    aliases: ["best"],
    clientId: "one client",
  };
  const first = await WireDraft.open(server.wire, options);
  const draft = await WireDraft.open(server.wire, options);
  expect(draft.facts.id).toBe(first.facts.id);

  const address = (await draft.uploadAddress("a.txt", bytes))!;
  const put = () => sendRequest(address.url, { method: "PUT", headers: address.headers, body: bytes });
  await once("the upload", put);
  const manifest = manifestOf(entries);
  const { url, headers } = await draft.manifestAddress(md5Base64(manifest));
  await once("the manifest", () => sendRequest(url, { method: "PUT", headers, body: manifest }));
  await once("the commit", () => draft.commit());
  expect((await WireDraft.open(server.wire, options)).facts).toMatchObject({ id: draft.facts.id, state: "COMMITTED" });

  const { entity } = draft.facts;
  const alias = { entityName: entity, projectName: project, artifactCollectionName: "data", alias: "prod" };
  const input = { artifactID: draft.facts.id, aliases: [alias] };
  await once("the alias", () => server.wire.graphql(ADD_ALIASES, { input }));
  for (const name of ["data:v0", "data:best", "data:latest", "data:prod"])
    expect((await findVersion(server.wire, { project, name }))?.id, name).toBe(draft.facts.id);
  expect(await findVersion(server.wire, { project, name: "data:v1" })).toBeNull();

  await once("the deletion", () => server.wire.graphql(DELETE, { id: draft.facts.id }));
  expect(await findVersion(server.wire, { project, name: "data:v0" })).toBeNull();
});

/** Makes a call several times, the last ones at once: all are answered alike, and nothing is stored after the first. */
async function once(what: string, call: () => Promise<{ status: number; body: Buffer }>): Promise<void> {
  const told = ({ status, body }: { status: number; body: Buffer }) => {
    expect(status, `${what}: ${body.toString("utf8")}`).toBe(200);
    return body.byteLength === 0 ? {} : jsonOf({ status, body, headers: {}, isCutOff: false });
  };
  const answer = told(await call());
  const facts = server.facts();
  expect(told(await call()), what).toEqual(answer);
  for (const repeated of await Promise.all([call(), call(), call()])) expect(told(repeated), what).toEqual(answer);
  await server.expectNothingStored(facts);
}
