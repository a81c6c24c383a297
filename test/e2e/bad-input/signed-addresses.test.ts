/** A signed address is good for one verb on one object, for one caller and for a while. */
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { SignedLinks } from "../../../src/api/auth/signed-links.ts";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { findVersion } from "../../support/read-version.ts";
import { sendRequest } from "../../support/send-request.ts";
import type { StoredFacts } from "../../support/stored-facts.ts";
import { testServer } from "../../support/test-server.ts";
import {
  manifestOf,
  md5Base64,
  publishVersion,
  type UploadAddress,
  versionDigest,
  WireDraft,
  uploadHead,
} from "../../support/wire-draft.ts";

const server = testServer();
const body = Buffer.from("declared");
const HOUR_MS = 3_600_000;
/** Revoked permissions are refused after five seconds; a busy machine takes longer. */
const FORGET_MS = 60_000;
const POLL_INTERVAL_MS = 200;

/** A draft that waits for the bytes of a file. */
async function draftFor(path: string): Promise<{ draft: WireDraft; address: UploadAddress }> {
  // Bytes that the project has are not asked for: each draft gets a project of its own.
  const draft = await WireDraft.open(server.wire, { project: `signed-${path}`, collection: "data" });
  return { draft, address: (await draft.uploadAddress(path, body))! };
}

function put({ url, headers }: UploadAddress, bytes: Uint8Array = body) {
  return sendRequest(url, { method: "PUT", headers, body: bytes });
}

function rowsOf(facts: StoredFacts): StoredFacts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => name.startsWith("rows of ")));
}

/** The parts of an address: what is said in it, and the proof. */
function split(url: string): { start: string; payload: string; mac: string } {
  const [, start = "", payload = "", mac = ""] = /^(.*\/)([^/.]+)\.([^/.]+)$/.exec(url) ?? [];
  return { start, payload, mac };
}

/** The same address, signed by the server's key at another time. */
function signedAt(url: string, atMs: number, key = server.process.secret("signing-key")): string {
  const [target, caller] = JSON.parse(Buffer.from(split(url).payload, "base64url").toString("utf8")) as never[];
  const links = new SignedLinks(Buffer.from(key, "hex"), () => atMs);
  return server.process.baseUrl + links.path({ target: target!, caller: caller! });
}

test("a signed URL is valid only for its method", async () => {
  const { address } = await draftFor("verb.txt");
  for (const method of ["GET", "HEAD"]) expect((await sendRequest(address.url, { method })).status).toBe(403);
  for (const method of ["POST", "DELETE", "PATCH"])
    expectRefusal(await sendRequest(address.url, { method, body }), [403, 404, 405]);
  await publishVersion(server.wire, { project: "signed", collection: "read" }, { "a.txt": body });
  const [file] = (await findVersion(server.wire, { project: "signed", name: "read:latest" }))!.files;
  expectRefusal(await sendRequest(file!.url, { method: "PUT", body }), 403);
});

test("a modified signed URL is rejected", async () => {
  const { address } = await draftFor("changed.txt");
  const { start, payload, mac } = split(address.url);
  const otherKey = "ab".repeat(32);
  const changed: Record<string, string> = {
    "no proof": `${start}${payload}`,
    "an empty proof": `${start}${payload}.`,
    "half a proof": `${start}${payload}.${mac.slice(0, 20)}`,
    "a longer proof": `${address.url}AA`,
    "a padded proof": `${address.url}=`,
    "a third part": `${address.url}.AA`,
    "an empty start": `${start}.${mac}`,
    "a query": `${address.url}?admin=1`,
    "an empty query": `${address.url}?`,
    "another folder": `${server.process.baseUrl}/storage/run_files/${payload}.${mac}`,
    "a folder between": address.url.replace("/storage/", "/storage/x/"),
    "another server's key": signedAt(address.url, Date.now(), otherKey),
    "a key of nothing": signedAt(address.url, Date.now(), ""),
    "a late sign": signedAt(address.url, Date.now() - 7 * HOUR_MS),
  };
  const before = server.facts();
  for (const [what, url] of Object.entries(changed)) {
    expect(url, what).not.toBe(address.url);
    expectRefusal(await put({ ...address, url }), 403);
  }
  await server.expectNothingStored(before);
  expect((await put({ ...address, url: signedAt(address.url, Date.now() - HOUR_MS) })).status).toBe(200);
});

test("no character of a signed URL can be replaced", async () => {
  const { address } = await draftFor("characters.txt");
  const start = address.url.lastIndexOf("/") + 1;
  for (let at = start; at < address.url.length; at++) {
    const other = address.url[at] === "A" ? "B" : String.fromCharCode(address.url.charCodeAt(at) ^ 1);
    const url = address.url.slice(0, at) + other + address.url.slice(at + 1);
    if (/^[\w.-]$/.test(other)) expectRefusal(await put({ ...address, url }), 403);
  }
});

test("an upload URL accepts only the declared bytes, repeatedly until the commit", async () => {
  const { address } = await draftFor("bytes.txt");
  const before = server.facts();
  for (const bytes of ["something", "declared and more", "declare", ""])
    expectRefusal(await put(address, Buffer.from(bytes)), 400);
  await server.expectNothingStored(before);
  expect((await put(address)).status).toBe(200);
  expect((await put(address)).status).toBe(200);

  const entries = { "bytes.txt": { digest: md5Base64(body), size: body.byteLength } };
  const whole = await WireDraft.open(server.wire, {
    project: "signed",
    collection: "made",
    digest: versionDigest(entries),
  });
  await whole.upload("bytes.txt", body);
  const manifest = await whole.manifestAddress(md5Base64(manifestOf(entries)));
  const late = (await whole.uploadAddress("late.txt", Buffer.from("late")))!;
  expectRefusal(await put(manifest, manifestOf({})), 400);
  expect((await put(manifest, manifestOf(entries))).status).toBe(200);
  expect((await whole.commit()).status).toBe(200);
  const made = rowsOf(server.facts());
  expectRefusal(await put(late, Buffer.from("late")), [403, 409]);
  expectRefusal(await put(manifest, manifestOf(entries)), [403, 409]);
  expectRefusal(await whole.declare("more.txt", md5Base64(body)), 409);
  // Bytes go before rows: those of a body that comes too late lie in a pack without a row, as after a crash.
  expect(rowsOf(server.facts())).toEqual(made);
});

test("a signed URL is revoked with its user's permission within seconds", async () => {
  const wire = await server.makeUser("leaver");
  await publishVersion(wire, { project: "signed", collection: "read" }, { "a.txt": body });
  const [file] = (await findVersion(wire, { project: "signed", name: "read:latest" }))!.files;
  expect((await sendRequest(file!.url)).status).toBe(200);
  const headers = { Authorization: `Bearer ${server.process.adminToken}` };
  const url = `${server.process.baseUrl}/api/admin/users/leaver`;
  expect((await sendRequest(url, { method: "DELETE", headers })).status).toBe(200);
  await expect
    .poll(async () => (await sendRequest(file!.url)).status, { timeout: FORGET_MS, interval: POLL_INTERVAL_MS })
    .toBe(403);
  await expect
    .poll(async () => (await wire.graphql("{ viewer { id } }")).status, {
      timeout: FORGET_MS,
      interval: POLL_INTERVAL_MS,
    })
    .toBe(401);
});

describe("the signed URL of a run file", () => {
  const place = { project: "signed", collection: "runs" };
  const FILES = `query Files($entity: String!, $run: String!) {
    project(entityName: $entity, name: "signed") { run(name: $run) { files { edges { node { id name directUrl } } } } }
  }`;
  const DELETE = "mutation D($input: DeleteFilesInput!) { deleteFiles(input: $input) { success } }";
  interface FileNode {
    readonly id: string;
    readonly name: string;
    readonly directUrl: string;
  }

  async function send(run: { entity: string; run: string }, name: string, bytes: Uint8Array): Promise<void> {
    const { createRunFiles } = await server.wire.data<{ createRunFiles: { files: { uploadUrl: string }[] } }>(
      `mutation Send($input: CreateRunFilesInput!) { createRunFiles(input: $input) { files { uploadUrl } } }`,
      { input: { entityName: run.entity, projectName: "signed", runName: run.run, files: [name] } },
    );
    const url = createRunFiles.files[0]!.uploadUrl;
    expect((await sendRequest(url, { method: "PUT", body: bytes })).status).toBe(200);
  }

  async function filesOf(run: { entity: string; run: string }): Promise<FileNode[]> {
    const { project } = await server.wire.data<{ project: { run: { files: { edges: { node: FileNode }[] } } } }>(
      FILES,
      { ...run },
    );
    return project.run.files.edges.map(({ node }) => node);
  }

  const ended = (url: string) =>
    expect
      .poll(async () => (await sendRequest(url)).status, { timeout: FORGET_MS, interval: POLL_INTERVAL_MS })
      .toBe(403);

  test("is revoked when the file is overwritten or deleted, even if others store the same bytes", async () => {
    const { facts: run } = await WireDraft.open(server.wire, place);
    const secret = Buffer.from("a guess of what others hold");
    // Another tenant holds the bytes of one of the two guesses.
    const other = await server.makeUser("holder");
    await publishVersion(other, { project: "theirs", collection: "data" }, { "secret.txt": secret });
    for (const [name, guess] of [
      ["held.txt", secret],
      ["unknown.txt", Buffer.from("a guess of what nobody holds")],
    ] as const) {
      await send(run, name, guess);
      const [file] = await filesOf(run);
      expect((await sendRequest(file!.directUrl)).body.equals(guess)).toBe(true);
      await send(run, name, Buffer.from("something else"));
      await ended(file!.directUrl);
      const [after] = await filesOf(run);
      expect((await sendRequest(after!.directUrl)).body.toString()).toBe("something else");
      await send(run, name, guess);
      const [again] = await filesOf(run);
      await server.wire.data(DELETE, { input: { files: [again!.id] } });
      await ended(again!.directUrl);
      expect((await sendRequest(again!.directUrl, { method: "HEAD" })).status).toBe(403);
    }
  });

  test("is valid only for its file name", async () => {
    const { facts: run } = await WireDraft.open(server.wire, place);
    for (const name of ["one.txt", "two.txt"]) await send(run, name, Buffer.from("the same"));
    const [one] = await filesOf(run);
    await server.wire.data(DELETE, { input: { files: [one!.id] } });
    await ended(one!.directUrl);
  });

  test("requires revalidation for files addressed by name, but not by content", async () => {
    const { facts: run } = await WireDraft.open(server.wire, place);
    await send(run, "log.txt", body);
    const [file] = await filesOf(run);
    const path = `/files/${run.entity}/signed/${run.run}/log.txt`;
    const named = await server.wire.send(path);
    expect(named.headers["cache-control"]).toBe("private, no-cache");
    const etag = String(named.headers.etag);
    for (const tags of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const same = await server.wire.send(path, { headers: { "If-None-Match": tags, Range: "bytes=0-1" } });
      expect([same.status, same.body.length, same.headers["cache-control"]], tags).toEqual([
        304,
        0,
        "private, no-cache",
      ]);
    }
    await send(run, "log.txt", Buffer.from("changed"));
    const changed = await server.wire.send(path, { headers: { "If-None-Match": etag } });
    expect([changed.status, changed.body.toString()]).toEqual([200, "changed"]);
    const [after] = await filesOf(run);
    expect((await sendRequest(after!.directUrl)).headers["cache-control"]).toBe("private, max-age=3600, immutable");
    expect(file!.directUrl).not.toBe(after!.directUrl);
  });
});

test("the signed URL of a version's file is revoked when the version is deleted", async () => {
  const { facts } = await publishVersion(server.wire, { project: "signed", collection: "ended" }, { "a.txt": body });
  const [file] = (await findVersion(server.wire, { project: "signed", name: "ended:latest" }))!.files;
  expect((await sendRequest(file!.url)).status).toBe(200);
  await server.wire.data(
    "mutation D($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }",
    { id: facts.id },
  );
  await expect
    .poll(async () => (await sendRequest(file!.url)).status, { timeout: FORGET_MS, interval: POLL_INTERVAL_MS })
    .toBe(403);
});

describe("an aborted body leaves nothing", () => {
  const MIB = 1024 * 1024;
  const sizes = { small: 100_000, large: 3 * MIB };
  test.each(Object.entries(sizes))("a %s file", async (name, sizeBytes) => {
    const bytes = Buffer.alloc(sizeBytes, `${name} `);
    const draft = await WireDraft.open(server.wire, { project: "signed", collection: "cut" });
    const address = (await draft.uploadAddress(`${name}.bin`, bytes))!;
    const before = server.facts();
    for (const share of [0, 0.5, 0.999]) await sendPart(address, bytes, Math.floor(sizeBytes * share));
    await server.expectNothingStored(before);
    expect((await put(address, bytes)).status).toBe(200);
  });

  test("a manifest", async () => {
    const draft = await WireDraft.open(server.wire, { project: "signed", collection: "cut" });
    const entry = await draft.upload("a.txt", body);
    const entries = Array.from({ length: 2000 }, (_, index) => [`${String(index).padStart(4, "0")}/a.txt`, entry]);
    await draft.upload("0000/a.txt", body);
    const manifest = manifestOf(Object.fromEntries(entries));
    const address = await draft.manifestAddress(md5Base64(manifest));
    const before = server.facts();
    for (const share of [0, 0.5, 0.999]) await sendPart(address, manifest, Math.floor(manifest.byteLength * share));
    await server.expectNothingStored(before);
    expectRefusal(await draft.commit(), 400);
  });
});

/** Announces a whole body, sends a part of it and breaks the connection. */
async function sendPart(address: UploadAddress, bytes: Uint8Array, count: number): Promise<void> {
  const { hostname, port } = new URL(address.url);
  const socket = connect(Number(port), hostname);
  socket.write(uploadHead(address, bytes.byteLength));
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.write(bytes.subarray(0, count), () => setTimeout(() => socket.destroy(), 50));
  socket.on("error", () => {});
  socket.on("close", () => resolve());
  await promise;
}
