import { expect, test } from "vitest";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { publishVersion } from "../../support/wire-draft.ts";
import { readFileSync } from "node:fs";

const server = testServer({ STEMMA_LOG_LEVEL: "debug" });

/** The lines of the log that are events. */
function events(): Record<string, unknown>[] {
  const lines = readFileSync(server.process.logPath, "utf8").split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("a request is logged once with the id of its answer, and with its route instead of its URL", async () => {
  const sent = [
    { path: "/ready", status: 200, level: "debug", route: "GET /ready" },
    { path: "/storage/wandb_artifacts/a.b", status: 403, level: "warn", route: "GET /storage/*" },
    { path: "/graphql", status: 400, level: "warn", route: "none" },
    { path: "/nobody/nothing", status: 401, level: "warn", route: "GET /:entity/:project" },
  ];
  for (const { path, status, level, route } of sent) {
    const answer = await sendRequest(server.process.baseUrl + path);
    expect(answer.status).toBe(status);
    const requestId = answer.headers["x-request-id"];
    await expect.poll(() => events().filter((event) => event["requestId"] === requestId)).toHaveLength(1);
    const [event] = events().filter((event) => event["requestId"] === requestId);
    expect(event).toMatchObject({ event: "request", level, method: "GET", route, status });
    expect(event!["bytesIn"]).toBeGreaterThan(20);
    expect(event!["bytesOut"]).toBeGreaterThan(100);
  }
});

test("metrics count requests and jobs, and are visible only to the admin", async () => {
  const { process, wire } = server;
  const look = async (): Promise<Map<string, number>> => {
    const headers = { Authorization: `Bearer ${process.adminToken}` };
    const { body, status } = await sendRequest(`${process.baseUrl}/metrics`, { headers });
    expect(status).toBe(200);
    const lines = body
      .toString("utf8")
      .split("\n")
      .filter((line) => /^[a-z]/.test(line));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
  };
  const before = await look();
  await publishVersion(wire, { project: "figures", collection: "data" }, { "a.bin": Buffer.alloc(100_000, "a") });
  const after = await look();
  const more = (figure: string): number => (after.get(figure) ?? 0) - (before.get(figure) ?? 0);
  expect(more('http_requests_total{route="PUT /storage/*",status="200"}')).toBe(2);
  expect(more('http_request_duration_seconds_count{route="PUT /storage/*"}')).toBe(2);
  expect(more('http_request_bytes_total{route="PUT /storage/*"}')).toBeGreaterThan(100_000);
  expect(more('stemma_graphql_fields_total{field="Mutation.commitArtifact"}')).toBe(1);
  expect(after.get("stemma_database_size_bytes")).toBeGreaterThan(4096);
  expect(after.get("stemma_disk_free_bytes")).toBeGreaterThan(0);
  expect(after.get("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
  expect(after.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
  for (const figure of [
    "stemma_uploads_in_flight",
    "stemma_uploads_queued",
    "stemma_corrupt_reads_total",
    "stemma_corrupt_chunks",
  ])
    expect(after.get(figure), figure).toBe(0);

  for (const headers of [{}, wire.headers]) {
    const answer = await sendRequest(`${process.baseUrl}/metrics`, { headers });
    expect([401, 403]).toContain(answer.status);
    expect(answer.body.toString("utf8")).not.toContain("stemma_");
  }
});

test("a finished job and its collection round are counted", async () => {
  const headers = { Authorization: `Bearer ${server.process.adminToken}` };
  const body = { query: "mutation { startJob(kind: COLLECT) { id } }" };
  const answer = await sendRequest(`${server.process.baseUrl}/graphql`, { method: "POST", headers, body });
  expect(jsonOf(answer)["errors"]).toBeUndefined();
  const look = async () => (await sendRequest(`${server.process.baseUrl}/metrics`, { headers })).body.toString("utf8");
  await expect.poll(look).toMatch(/^stemma_jobs_total\{kind="COLLECT",end="DONE"\} 1$/m);
  expect(await look()).toMatch(/^stemma_gc_runs_total 1$/m);
});
