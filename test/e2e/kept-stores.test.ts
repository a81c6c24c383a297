/** A store that an earlier state of the code wrote on each engine: it opens as it is and gives back what it was given. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../support/check-invariants.ts";
import { copyKeptStore, keptStoreRecord, loadKeptDatabase } from "../support/kept-store.ts";
import { readVersion } from "../support/read-version.ts";
import { ServerProcess } from "../support/server-process.ts";
import { type Postgres, startPostgres } from "../support/start-postgres.ts";
import { WireClient } from "../support/wire-client.ts";

describe.each(["sqlite", "postgres"] as const)("over %s", (engine) => {
  const record = keptStoreRecord(engine);
  const folder = mkdtempSync(join(tmpdir(), "stemma-kept-store-"));
  let postgres: Postgres | undefined;
  let server: ServerProcess;

  const as = (username: string): WireClient => new WireClient(server.baseUrl, record.keys[username]!);

  beforeAll(async () => {
    if (engine === "postgres") {
      postgres = await startPostgres();
      await loadKeptDatabase(postgres.url);
    }
    server = new ServerProcess(folder, postgres === undefined ? {} : { STEMMA_DATABASE: postgres.url });
    copyKeptStore(engine, server.data);
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("every version is there with its bytes, for whom it was there", async () => {
    for (const [path, files] of Object.entries(record.versions)) {
      const [entity, project, name] = path.split("/") as [string, string, string];
      const owner = entity === "runs" ? "runs" : "ann";
      const found = await readVersion(as(owner), { entity, project, name });
      expect(Object.fromEntries([...found].map(([file, bytes]) => [file, bytes.toString("utf8")])), path).toEqual(
        files,
      );
    }
  });

  test("runs have their states and all rows of their history", async () => {
    for (const [path, state] of Object.entries(record.states)) {
      const [entity, project, run] = path.split("/");
      const found = await as("ann").data<{ project: { run: { state: string; historyLineCount: number } } }>(
        `query R($entity: String!, $project: String!, $run: String!) {
          project(entityName: $entity, name: $project) { run(name: $run) { state historyLineCount } } }`,
        { entity, project, run },
      );
      expect([path, found.project.run.state]).toEqual([path, state]);
      if (path in record.history) expect(found.project.run.historyLineCount).toBe(record.history[path]);
    }
  });

  test("every invariant holds", async () => {
    await server.stop();
    const place = postgres === undefined ? server.data : { postgresUrl: postgres.url, folder: server.data };
    expect(await checkInvariants(place)).toEqual([]);
  });
});
