/** Quotas: whatever arrives at once, an entity never stores more than it may, and nothing is asked for in vain. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireDraft } from "../../support/wire-draft.ts";

const BODIES = 100;
const BODY_BYTES = 10_000;
/** Room for about half of them, in bytes as they arrive: random bytes are not compressed. */
const QUOTA_BYTES = 500_000;

const SET_QUOTA = 'mutation M($bytes: Int64) { setQuota(entityName: "admin", bytes: $bytes) { id } }';
const HELD = 'query Q { entity(name: "admin") { storageBytes } }';

const server = testServer();

test("of a hundred concurrent uploads those that fit are stored, and the others get 413 before they are read", async () => {
  const { wire } = server;
  const draft = await WireDraft.open(wire, { project: "quota", collection: "data" });
  await wire.data(SET_QUOTA, { bytes: QUOTA_BYTES });
  const bodies = Array.from({ length: BODIES }, () => randomBytes(BODY_BYTES));
  const addresses = [];
  for (const [n, body] of bodies.entries()) addresses.push((await draft.uploadAddress(`file ${n}`, body))!);
  const answers = await Promise.all(
    addresses.map(({ url, headers }, n) => sendRequest(url, { method: "PUT", headers, body: bodies[n]! })),
  );
  const stored = answers.filter(({ status }) => status === 200).length;
  expect(answers.filter(({ status }) => status === 413)).toHaveLength(BODIES - stored);
  expect(answers.find(({ status }) => status === 413)!.body.toString()).toMatch(
    /quota_exceeded.*the quota is 500,000 bytes; delete and purge versions/,
  );
  const held = (await wire.data<{ entity: { storageBytes: number } }>(HELD)).entity.storageBytes;
  expect(held).toBeLessThanOrEqual(QUOTA_BYTES);
  // Versions bring a little more than their files.
  expect(stored).toBeGreaterThanOrEqual(QUOTA_BYTES / BODY_BYTES - 5);

  const refused = await wire.graphql(`mutation M { createArtifact(input: {entityName: "admin", projectName: "quota",
    artifactTypeName: "dataset", artifactCollectionName: "more", digest: "${"0".repeat(32)}", digestAlgorithm: MANIFEST_MD5})
    { artifact { id } } }`);
  expect(refused.status, "there is room for a version that brings little").toBe(200);
  await wire.data(SET_QUOTA, { bytes: held });
  expect((await WireDraft.open(wire, { project: "quota", collection: "third" }).catch(String)) as string).toMatch(
    /answered 413.*Cannot store more/,
  );
  await wire.data(SET_QUOTA, { bytes: null });
  const { url, headers } = addresses[answers.findIndex(({ status }) => status === 413)]!;
  const late = bodies[answers.findIndex(({ status }) => status === 413)]!;
  expect((await sendRequest(url, { method: "PUT", headers, body: late })).status, "the same address, with room").toBe(
    200,
  );
});

test("run data counts too: new runs and versions are rejected, a running run can finish", async () => {
  const { wire } = server;
  const start = (name: string) =>
    wire.graphql(`mutation M { upsertBucket(input: {modelName: "texts", name: "${name}"}) { inserted } }`);
  const stream = (name: string, lines: number, offset: number) =>
    wire.send(`/files/admin/texts/${name}/file_stream`, {
      method: "POST",
      body: {
        files: {
          "wandb-history.jsonl": {
            offset,
            content: Array.from(
              { length: lines },
              (_, step) => `{"_step":${offset + step},"text":"${"x".repeat(1000)}"}`,
            ),
          },
        },
      },
    });
  expect((await start("long")).status).toBe(200);
  const held = (await wire.data<{ entity: { storageBytes: number } }>(HELD)).entity.storageBytes;
  await wire.data(SET_QUOTA, { bytes: held + 50_000 });
  expect((await start("early")).status).toBe(200);
  expect((await stream("long", 100, 0)).status).toBe(200);
  const after = (await wire.data<{ entity: { storageBytes: number } }>(HELD)).entity.storageBytes;
  expect(after - held).toBeGreaterThan(100_000);
  expect((await start("late")).status).toBe(413);
  expect((await WireDraft.open(wire, { project: "texts", collection: "late" }).catch(String)) as string).toMatch(
    /answered 413.*Cannot store more/,
  );
  expect((await start("long")).status, "the same run again").toBe(200);
  expect((await stream("long", 10, 100)).status).toBe(200);
  await server.process.stop();
  await server.process.start();
  await expect
    .poll(() => readFileSync(server.process.logPath, "utf8"))
    .toMatch(/"event":"quota","warning":"The entity \\"admin\\" uses/);
  await wire.data(SET_QUOTA, { bytes: null });
});
