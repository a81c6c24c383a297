import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkInvariants } from "../../support/check-invariants.ts";
import { failCalls, noFailingCalls } from "../../support/failing-calls.ts";
import { findVersion, readVersion } from "../../support/read-version.ts";
import { type Answer, jsonOf, sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { noSmallDisk, SmallDisk } from "../../support/small-disk.ts";
import { WireClient } from "../../support/wire-client.ts";
import { publishVersion, WireDraft } from "../../support/wire-draft.ts";

const MIB = 1024 ** 2;
const START_RUN = `mutation { upsertBucket(input: {modelName: "broken", name: "late"}) { bucket { id } } }`;
const PLACE = { project: "broken", collection: "kept" };

let folder = "";
let disk: SmallDisk | undefined;
let server: ServerProcess;
let wire: WireClient;
let kept: Buffer;
let address: { url: string; headers: Readonly<Record<string, string>> };
const late = randomBytes(300_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stemma-broken-"));
});
afterEach(async () => {
  await server?.stop();
  disk?.unmount();
  disk = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A server with a version that stays, and a draft with an address of a file that is not sent yet. */
async function serve(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await new ServerProcess(folder, environment).start();
  wire = new WireClient(server.baseUrl, server.apiKey);
  kept = randomBytes(3 * MIB);
  await publishVersion(wire, PLACE, { "kept.bin": kept });
  const draft = await WireDraft.open(wire, { project: "broken", collection: "late" });
  address = (await draft.uploadAddress("late.bin", late))!;
}

const sendLate = (): Promise<Answer> =>
  sendRequest(address.url, { method: "PUT", headers: address.headers, body: late });

async function expectRefused(answer: Answer): Promise<void> {
  expect(answer.status).toBe(503);
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
}

async function expectKept(): Promise<void> {
  const files = await readVersion(wire, { project: "broken", name: "kept:v0" });
  expect(files.get("kept.bin")?.equals(kept)).toBe(true);
}

const ready = async (): Promise<number> => (await sendRequest(`${server.baseUrl}/ready`)).status;

test("on a read-only disk writes and /ready return 503, and reads continue", async ({ skip }) => {
  disk = SmallDisk.withJournal(join(folder, "data"), { mib: 64 });
  if (disk === undefined) return skip(noSmallDisk);
  await serve();
  disk.breakWriting();
  await expectRefused(await sendLate());
  await expectRefused(await wire.graphql(START_RUN));
  await expect.poll(ready).toBe(503);
  expect(jsonOf(await sendRequest(`${server.baseUrl}/ready`))).toMatchObject({
    ready: false,
    reasons: [{ code: "unavailable", message: expect.stringMatching(/^Cannot write/) as string }],
  });
  await expectRefused(await sendLate());
  await expectKept();
});

test("while the database log cannot be synced writes return 503 and reads continue; later writes succeed again", async ({
  skip,
}) => {
  await serve();
  const failing = await failCalls(server.pid!, join(server.data, "stemma.sqlite-wal"), "fsync,fdatasync:error=EIO");
  if (failing === undefined) return skip(noFailingCalls);
  await expectRefused(await sendLate());
  await expect.poll(ready).toBe(503);
  await expectRefused(await wire.graphql(START_RUN));
  await expectKept();
  await failing.end();
  await expect.poll(ready).toBe(200);
  expect((await sendLate()).status).toBe(200);
  await server.stop();
  expect(await checkInvariants(server.data)).toEqual([]);
});

test("a failed disk read aborts the response, and no byte is wrong", async ({ skip }) => {
  await serve({ UV_THREADPOOL_SIZE: "1" });
  const version = (await findVersion(wire, { project: "broken", name: "kept:v0" }))!;
  const packs = readdirSync(join(server.data, "packs")).map((name) => join(server.data, "packs", name));
  let cutOff = 0;
  for (const pack of packs) {
    // The first run of chunks can be read, the second cannot.
    const failing = await failCalls(server.pid!, pack, "pread64:error=EIO:when=2+");
    if (failing === undefined) return skip(noFailingCalls);
    const answer = await sendRequest(version.files[0]!.url);
    await failing.end();
    if (!answer.isCutOff) continue;
    cutOff += 1;
    expect(answer.body.equals(kept.subarray(0, answer.body.byteLength))).toBe(true);
    expect(answer.body.byteLength).toBeLessThan(kept.byteLength);
  }
  expect(cutOff).toBeGreaterThan(0);
  await expectKept();
});
