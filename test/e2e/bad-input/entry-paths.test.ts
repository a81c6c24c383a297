/** Paths of entries are checked once, at the door; what is let in comes back byte for byte. */
import { describe, expect, test } from "vitest";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import { findVersion } from "../../support/read-version.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { manifestOf, md5Base64, publishVersion, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const fine = Buffer.from("fine");
const entry = { digest: md5Base64(fine), size: fine.byteLength };
const parts = (count: number, length: number): string => Array(count).fill("d".repeat(length)).join("/");

const badPaths: readonly string[] = [
  // upwards
  "..",
  "../x",
  "a/../../x",
  "./..",
  "a/..",
  "a/../b",
  "./x",
  ".",
  // absolute
  "/etc/x",
  "//host/x",
  "\\\\host\\x",
  "C:\\x",
  "C:/x",
  "C:x",
  "c:",
  // backslashes and mixed separators
  "..\\..\\x",
  "a\\b",
  "a/..\\../x",
  // controls
  "nul\0.txt",
  "line\nbreak",
  "carriage\rreturn",
  "tab\t.txt",
  "delete\x7f",
  "escape\x1b[31m",
  // nothing between slashes
  "",
  "a//b",
  "a/",
  "/",
  // too long, too deep
  "x".repeat(256),
  "é".repeat(128),
  parts(5, 250),
  parts(65, 1),
  // no text
  "lone-\ud800.txt",
];

const goodPaths: readonly string[] = [
  // what looks encoded is a name
  "%2e%2e/x",
  "%252e%252e",
  "%c0%ae%c0%ae",
  "a%2fb",
  // others round-trip exactly
  "semi;colon",
  "hash#tag",
  "what?",
  "a b & c + d = e",
  "'quotes\" and `ticks`",
  "<b>bold</b>",
  "$(touch x)",
  "...",
  "..x/.hidden",
  "name:stream",
  // what Windows reserves
  "CON",
  "nul.txt",
  "a.",
  "a ",
  " a",
  // pairs that look alike
  "caf\u00e9.txt",
  "cafe\u0301.txt",
  "Case.txt",
  "case.txt",
  "\u202egnp.exe",
  "zero\u200djoin",
  "\u0430dmin",
  "🙂/🙃.txt",
  // names that objects have
  "__proto__",
  "constructor",
  "toString/valueOf",
  // up to the limits
  "x".repeat(255),
  parts(64, 14),
  parts(4, 255),
];

describe.each(badPaths.map((path) => [JSON.stringify(path).slice(0, 60), path]))("the path %s", (_, path) => {
  test("is rejected when declared, in a manifest and as a run file, and nothing is stored", async () => {
    const draft = await WireDraft.open(server.wire, { project: "paths", collection: "bad" });
    const manifest = manifestOf({ "fine.txt": await draft.upload("fine.txt", fine), [path]: entry });
    const { url, headers } = await draft.manifestAddress(md5Base64(manifest));
    const before = server.facts();
    expectRefusal(await draft.declare(path, entry.digest), 400);
    expectRefusal(await sendRequest(url, { method: "PUT", headers, body: manifest }), 400);
    expectRefusal(await draft.commit(), 400);
    const { entity, project, run } = draft.facts;
    const input = { entityName: entity, projectName: project, runName: run, files: [path] };
    expectRefusal(await server.wire.graphql(CREATE_RUN_FILES, { input }), 400);
    await server.expectNothingStored(before);
  });
});

test("every accepted path is returned exactly, with its own bytes", async () => {
  const files = Object.fromEntries(goodPaths.map((path, index) => [path, Buffer.from(`file ${index}`)]));
  // An object literal cannot hold this one as a key of its own.
  Object.defineProperty(files, "__proto__", { value: Buffer.from("proto"), enumerable: true });
  await publishVersion(server.wire, { project: "paths", collection: "good" }, files);
  const version = await findVersion(server.wire, { project: "paths", name: "good:latest" });
  expect(version!.files.map(({ path }) => path).sort()).toEqual([...goodPaths].sort());
  for (const { path, url } of version!.files) {
    const answer = await sendRequest(url);
    expect(answer.body, path).toEqual(Object.getOwnPropertyDescriptor(files, path)!.value);
    expect(answer.headers["content-disposition"], path).toMatch(/^attachment/);
  }
  const { contents } = jsonOf(await sendRequest(version!.manifestUrl)) as { contents: object };
  expect(Object.keys(contents).sort()).toEqual([...goodPaths].sort());
});

test.each([
  [{ a: entry, "a/b": entry }, '"a" is a file'],
  [{ "a/b": entry, "a/b/c/d": entry, "a/b-c": entry }, '"a/b" is a file'],
])("a file cannot also be a folder", async (contents, words) => {
  const draft = await WireDraft.open(server.wire, { project: "paths", collection: "conflict" });
  for (const path of Object.keys(contents)) await draft.upload(path, fine);
  const answer = await draft.sendManifest(manifestOf(contents));
  expectRefusal(answer, 400);
  expect(messageOf(answer)).toContain(words);
});

test.each([
  "/artifactsV2/default/a/b/c/QXJ0aWZhY3Q6MQ==//%2e%2e%2f%2e%2e/passwd",
  "/artifactsV2/default/a/b/c/QXJ0aWZhY3Q6MQ==//d41d8cd98f00b204e9800998ecf8427e/..%2f..%2fpasswd",
  "/artifactsV2/default/%252e%252e/b/c/QXJ0aWZhY3Q6MQ==//d41d8cd98f00b204e9800998ecf8427e/x",
  "/artifactsV2/default/a/b/c/../../../../etc/passwd",
  "/files/%2e%2e%2f%2e%2e/b/c/d",
  "/files/a/b/c/%c0%ae%c0%ae/passwd",
  "/files/a/b/c/%00",
  "/files/a/b/c/..%2f..%2fsigning-key",
  "/files/a/b/c/..;/x",
  "/files/a/b/c/%zz",
  "/storage/../api-key",
  "/storage/wandb_artifacts/../../signing-key",
])("a path is decoded once and never leaves the store: %s", async (path) => {
  expectRefusal(await server.wire.send(path));
});

const CREATE_RUN_FILES = "mutation F($input: CreateRunFilesInput!) { createRunFiles(input: $input) { runID } }";
