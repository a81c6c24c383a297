import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GateProxy } from "../../support/gate-proxy.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { type Postgres, startPostgres } from "../../support/start-postgres.ts";
import { WireClient } from "../../support/wire-client.ts";
import { WireDraft } from "../../support/wire-draft.ts";

const folder = mkdtempSync(join(tmpdir(), "stemma-away-"));
let postgres: Postgres;
let gate: GateProxy;
let server: ServerProcess;

beforeAll(async () => {
  postgres = await startPostgres();
  gate = await new GateProxy(postgres.url).open();
  server = await new ServerProcess(folder, { STEMMA_DATABASE: gate.url }).start();
});
afterAll(async () => {
  await server?.stop();
  await gate?.shut();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const readiness = async (): Promise<Record<string, unknown>> => jsonOf(await sendRequest(`${server.baseUrl}/ready`));

test("a PostgreSQL without fsync causes a warning, and the server is ready", async () => {
  const { ready, warnings } = await readiness();
  expect(ready).toBe(true);
  expect(warnings).toContainEqual(
    expect.stringMatching(/^PostgreSQL runs with fsync off, expected on: a power failure/),
  );
});

test("while PostgreSQL is down every answer and /ready return 503; then the server recovers", async () => {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const draft = await WireDraft.open(wire, { project: "away", collection: "data" });
  const body = randomBytes(2000);
  const { url, headers } = (await draft.uploadAddress("a.bin", body))!;
  await gate.shut();
  await expect.poll(async () => (await readiness())["ready"]).toBe(false);
  const answers = [
    await wire.graphql(`{ project(name: "away") { id } }`),
    await wire.graphql(`mutation { upsertBucket(input: {modelName: "away", name: "r"}) { bucket { id } } }`),
    await sendRequest(url, { method: "PUT", headers, body }),
    await wire.send("/admin/away"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
  for (const answer of answers) expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(5);
  await gate.open();
  await expect.poll(async () => (await readiness())["ready"]).toBe(true);
  expect((await sendRequest(url, { method: "PUT", headers, body })).status).toBe(200);
});
