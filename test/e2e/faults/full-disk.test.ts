import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFigure } from "../../support/read-figure.ts";
import { readVersion } from "../../support/read-version.ts";
import { checkInvariants } from "../../support/check-invariants.ts";
import { type Answer, jsonOf, sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { type DiskSize, noSmallDisk, SmallDisk } from "../../support/small-disk.ts";
import { WireClient } from "../../support/wire-client.ts";
import { manifestOf, md5Base64, publishVersion, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const MIB = 1024 ** 2;
const START_JOB = `mutation Start($kind: JobKind!) { startJob(kind: $kind, graceSeconds: 0) { id } }`;
const FIND_JOB = `query Find($id: ID!) { job(id: $id) { state error } }`;
const DELETE = `mutation Delete($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }`;

let folder = "";
let disk: SmallDisk | undefined;
let server: ServerProcess;
let wire: WireClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stemma-full-"));
});
afterEach(async () => {
  await server?.stop();
  disk?.unmount();
  disk = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A server whose data folder is a small disk with a reserve of 8 MiB; false where no such disk can be had. */
async function serveOnSmallDisk(size: DiskSize): Promise<boolean> {
  disk = SmallDisk.inMemory(join(folder, "data"), size);
  if (disk === undefined) return false;
  server = await new ServerProcess(folder, { STEMMA_RESERVE_MIB: "8" }).start();
  wire = new WireClient(server.baseUrl, server.apiKey);
  await expect.poll(hasReserve).toBe(true);
  return true;
}

async function hasReserve(): Promise<boolean> {
  return (await readFigure(server, "stemma_reserve_file_present")) === 1;
}

/** Sends a new file to a new draft. */
async function sendFile(sizeBytes: number): Promise<Answer> {
  const body = randomBytes(sizeBytes);
  const draft = await WireDraft.open(wire, { project: "full", collection: "sent" });
  const { url, headers } = (await draft.uploadAddress("new.bin", body))!;
  return sendRequest(url, { method: "PUT", headers, body });
}

/** A draft that lacks nothing but its commit. */
async function draftBeforeCommit(collection: string): Promise<WireDraft> {
  const bytes = randomBytes(1000);
  const contents = { "a.bin": { digest: md5Base64(bytes), size: bytes.byteLength } };
  const draft = await WireDraft.open(wire, { project: "full", collection, digest: versionDigest(contents) });
  await draft.upload("a.bin", bytes);
  expect((await draft.sendManifest(manifestOf(contents))).status).toBe(200);
  return draft;
}

/** The one file of the version that stays. */
async function readKept(): Promise<Buffer | undefined> {
  return (await readVersion(wire, { project: "full", name: "kept:v0" })).get("kept.bin");
}

async function runJob(kind: string): Promise<unknown> {
  const site = new WireClient(server.baseUrl, "");
  const headers = { Authorization: `Bearer ${server.adminToken}` };
  const ask = async (query: string, variables: object) =>
    jsonOf(await site.send("/graphql", { method: "POST", headers, body: { query, variables } }))["data"] as never;
  const { startJob } = (await ask(START_JOB, { kind })) as { startJob: { id: string } };
  const look = async () => ((await ask(FIND_JOB, startJob)) as { job: { state: string } }).job.state;
  await expect.poll(look).toMatch(/DONE|FAILED/);
  return look();
}

const isReady = async (): Promise<number> => (await sendRequest(`${server.baseUrl}/ready`)).status;

test("on a full disk uploads return 507, while reads, commits, deletions and garbage collection succeed", async ({
  skip,
}) => {
  if (!(await serveOnSmallDisk({ mib: 64 }))) return skip(noSmallDisk);
  const kept = randomBytes(3 * MIB);
  await publishVersion(wire, { project: "full", collection: "kept" }, { "kept.bin": kept });
  const old = await publishVersion(
    wire,
    { project: "full", collection: "old" },
    { "old.bin": randomBytes(12 * MIB), "more.bin": randomBytes(100_000) },
  );
  const draft = await draftBeforeCommit("late");
  // Packs are closed by the end of their process; the collector gives back closed ones.
  await server.stop();
  await server.start();

  disk!.fill();
  await expect.poll(isReady).toBe(503);
  await expect.poll(hasReserve).toBe(false);
  const answer = await sendFile(1000);
  expect(answer.status).toBe(507);
  // As long as the outage is young the client shall come soon.
  expect(answer.headers["retry-after"]).toBe("5");
  expect((jsonOf(answer)["error"] as { message: string }).message).toMatch(
    /^Cannot accept new data: the disk of the server has \d+ bytes free, expected at least 12582912; free some space there/,
  );
  expect((await sendFile(2 * MIB)).status).toBe(507);
  const { ready, reasons } = jsonOf(await sendRequest(`${server.baseUrl}/ready`));
  expect({ ready, reasons }).toMatchObject({ ready: false, reasons: [{ code: "storage_full" }] });

  expect((await draft.commit()).status).toBe(200);
  expect((await readKept())?.equals(kept)).toBe(true);
  expect((await wire.graphql(DELETE, { id: old.facts.id })).status).toBe(200);
  expect(await runJob("PURGE")).toBe("DONE");
  expect(await runJob("COLLECT")).toBe("DONE");
  // What was deleted made room for the reserve, and nobody had to do more than delete.
  await expect.poll(isReady).toBe(200);
  expect((await sendFile(1000)).status).toBe(200);
  await server.stop();
  expect(await checkInvariants(server.data)).toEqual([]);
});

test("with no byte left a commit returns 507 and succeeds later; uploads recover by themselves", async ({ skip }) => {
  if (!(await serveOnSmallDisk({ mib: 64 }))) return skip(noSmallDisk);
  const kept = randomBytes(2 * MIB);
  await publishVersion(wire, { project: "full", collection: "kept" }, { "kept.bin": kept });
  const draft = await draftBeforeCommit("late");
  // A server that has just started has an empty log of its database, which has to grow for any row.
  await server.stop();
  await server.start();
  // The reserve is given up, and somebody else takes that space too.
  const takeAll = async (): Promise<boolean> => {
    disk!.fill();
    return hasReserve();
  };
  await expect.poll(takeAll).toBe(false);
  disk!.fill();
  expect(disk!.freeBytes).toBe(0);
  const commits = [(await draft.commit()).status, (await draft.commit()).status];
  expect(commits).toEqual([507, 507]);
  expect((await readKept())?.equals(kept)).toBe(true);

  disk!.empty();
  await expect.poll(async () => (await sendFile(300_000)).status).toBe(200);
  expect((await draft.commit()).status).toBe(200);
  expect(await isReady()).toBe(200);
  await server.stop();
  expect(await checkInvariants(server.data)).toEqual([]);
});

test("an upload that fills the disk is aborted and frees its space", async ({ skip }) => {
  if (!(await serveOnSmallDisk({ mib: 64 }))) return skip(noSmallDisk);
  const freeBytes = disk!.freeBytes;
  const answer = await sendFile(freeBytes + 4 * MIB).catch((error: Error) => error);
  // The answer may be lost with the connection: then the client sends again all the same.
  if (!(answer instanceof Error)) expect(answer.status).toBe(507);
  await expect.poll(() => disk!.freeBytes).toBeGreaterThan(freeBytes - 2 * MIB);
  await expect.poll(isReady).toBe(200);
  expect((await sendFile(300_000)).status).toBe(200);
});

test("without free inodes uploads return 507, and succeed when inodes are free again", async ({ skip }) => {
  if (!(await serveOnSmallDisk({ mib: 64, names: 60 }))) return skip(noSmallDisk);
  const takers: string[] = [];
  try {
    for (let number = 0; ; number++) {
      const path = join(disk!.folder, `taker-${number}`);
      writeFileSync(path, "");
      takers.push(path);
    }
  } catch {}
  await expect.poll(async () => (await sendFile(300_000)).status).toBe(507);
  for (const path of takers) rmSync(path);
  await expect.poll(async () => (await sendFile(300_000)).status).toBe(200);
});
