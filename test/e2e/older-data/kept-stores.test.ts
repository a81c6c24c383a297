/** A store that an earlier state of the code wrote on each engine: it opens as it is and gives back what it was given. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkInvariants } from "../../support/check-invariants.ts";
import { copyKeptStore, keptStoreRecord, loadKeptDatabase } from "../../support/kept-store.ts";
import { findVersion, readVersion } from "../../support/read-version.ts";
import { jsonOf } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { type Postgres, startPostgres } from "../../support/start-postgres.ts";
import { WireClient } from "../../support/wire-client.ts";
import { publishVersion, WireDraft } from "../../support/wire-draft.ts";

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
    // As the umask of most people had it.
    if (engine === "sqlite") chmodSync(join(server.data, "stemma.sqlite"), 0o644);
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("every version is readable with its bytes by the same users", async () => {
    for (const [path, files] of Object.entries(record.versions)) {
      const [entity, project, name] = path.split("/") as [string, string, string];
      const owner = entity === "runs" ? "runs" : "ann";
      const found = await readVersion(as(owner), { entity, project, name });
      expect(Object.fromEntries([...found].map(([file, bytes]) => [file, bytes.toString("utf8")])), path).toEqual(
        files,
      );
    }
  });

  test("runs keep their states and all history rows", async () => {
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

  test("aliases such as v01 resolve and can be removed", async () => {
    for (const [path, aliases] of Object.entries(record.aliases)) {
      const [entity, project, collection] = path.split("/") as [string, string, string];
      const place = { artifactCollectionName: collection, entityName: entity, projectName: project };
      for (const [alias, id] of Object.entries(aliases)) {
        const name = `${collection}:${alias}`;
        expect((await findVersion(as("ann"), { entity, project, name }))?.id, `${path}:${alias}`).toBe(id);
        const input = { artifactID: id, aliases: [{ ...place, alias }] };
        await as("ann").data("mutation D($input: DeleteAliasesInput!) { deleteAliases(input: $input) { success } }", {
          input,
        });
        expect(await findVersion(as("ann"), { entity, project, name }), `${path}:${alias}`).toBeNull();
      }
    }
  });

  test("accounts with names that are now reserved and projects named like registries keep working", async () => {
    const places = [
      ["runs", "runs", "mine"],
      ["runs", "runs", "another"],
      ["ann", "home", "rooms"],
      ["ann", "ann", "wandb-registry-model"],
    ] as const;
    for (const [username, entity, project] of places) {
      const collection = "added";
      const { facts } = await publishVersion(
        as(username),
        { entity, project, collection, aliases: [] },
        { "new.txt": Buffer.from(`${entity}/${project}`) },
      );
      const found = await readVersion(as(username), { entity, project, name: `${collection}:latest` });
      expect([facts.state, found.get("new.txt")?.toString("utf8")]).toEqual(["PENDING", `${entity}/${project}`]);
    }
    const { id } = (await findVersion(as("ann"), { entity: "ann", project: "open", name: "data:v1" }))!;
    const input = { entityName: "ann", projectName: "wandb-registry-model", artifactPortfolioName: "shown" };
    const linked = await as("ann").data<{ linkArtifact: { versionIndex: number } }>(
      "mutation L($input: LinkArtifactInput!) { linkArtifact(input: $input) { versionIndex } }",
      { input: { ...input, artifactID: id } },
    );
    expect(linked.linkArtifact.versionIndex).toBe(1);
  });

  test("a project with access PUBLIC stays private", async () => {
    const read = `query P($entity: String!) { project(entityName: $entity, name: "open") { access } }`;
    const seenBy = async (wire: WireClient, entity: string) => (await wire.data<object>(read, { entity })) as object;
    expect(await seenBy(as("ann"), "ann")).toEqual({ project: { access: "PUBLIC" } });
    for (const entity of ["ann", "lab"]) expect(await seenBy(as("runs"), entity)).toEqual({ project: null });
    const noKey = await new WireClient(server.baseUrl, "").graphql(read, { entity: "ann" });
    expect(noKey.body.toString("utf8")).not.toContain("PUBLIC");
    const name = "data:v0";
    expect(await findVersion(as("bob"), { entity: "ann", project: "open", name })).toBeNull();
  });

  test("upload URLs keep their form, and old ones stay valid", async () => {
    const place = { entity: "ann", project: "open", collection: "data" };
    const draft = await WireDraft.open(as("ann"), { ...place, clientId: `form-${engine}` });
    const { url, headers } = (await draft.uploadAddress("form.txt", Buffer.from(`of ${engine}`)))!;
    const form = (path: string): string[] =>
      path.split("/").map((part) => part.replaceAll(/[A-Za-z0-9_=.%-]{8,}/g, "…"));
    expect(form(new URL(url).pathname)).toEqual(form(record.putAddressPath));
    expect(Object.keys(headers)).toEqual(record.putAddressHeaders);
    const old = await as("ann").send(record.putAddressPath, { method: "PUT", body: Buffer.from("half") });
    // The body is another one; later on the address is over besides.
    expect(old.body.toString("utf8")).toMatch(/"code":"(digest_mismatch|link_expired)"/);
  });

  test("a sweep continues after the combinations it handed out", async () => {
    const { agent, run, points } = record.sweep;
    const ask = async (busy: readonly string[]) => {
      const runState = JSON.stringify(Object.fromEntries(busy.map((name) => [name, true])));
      const { agentHeartbeat } = await as("ann").data<{ agentHeartbeat: { commands: string } }>(
        "mutation H($id: ID!, $runState: JSONString) { agentHeartbeat(input: {id: $id, runState: $runState}) { commands } }",
        { id: agent, runState },
      );
      return JSON.parse(agentHeartbeat.commands) as { type: string; args: { x: { value: number } } }[];
    };
    expect(await ask([run])).toEqual([]);
    const [next] = await ask([]);
    expect([next?.type, next?.args.x.value, points]).toEqual(["run", 2, 3]);
  });

  test("a running run continues, even in an entity over its quota", async () => {
    const content = ['{"_step":100000,"_timestamp":1700100000,"loss":0}'];
    const files = { "wandb-history.jsonl": { offset: 100_000, content } };
    const answer = await as("ann").send("/files/lab/long/long/file_stream", { method: "POST", body: { files } });
    expect([answer.status, jsonOf(answer)["exitcode"]]).toEqual([200, undefined]);
    const { project } = await as("ann").data<{ project: { run: { historyLineCount: number; history: string[] } } }>(
      `query R { project(entityName: "lab", name: "long") { run(name: "long") { historyLineCount history(samples: 3) } } }`,
    );
    expect(project.run.historyLineCount).toBe(100_001);
    expect(project.run.history.length).toBeGreaterThan(0);
  });

  test("database files are readable only by the server's user", ({ skip }) => {
    if (engine === "postgres") skip("PostgreSQL keeps its files itself");
    for (const end of ["", "-wal", "-shm"])
      expect(statSync(join(server.data, `stemma.sqlite${end}`)).mode & 0o777, end).toBe(0o600);
  });

  test("the startup log names reserved accounts, registry-named projects and entities over quota once", async () => {
    const lines = (name: string): number =>
      readFileSync(server.logPath, "utf8")
        .split("\n")
        .filter(
          (line) => line.includes('"warn"') && line.includes(`\\"${name}\\"`) && /"event":"(name|quota)"/.test(line),
        ).length;
    const names = [...record.reservedNames, ...record.registryProjects, record.overQuota];
    // They are written beside the first requests.
    await vi.waitUntil(() => names.every((name) => lines(name) > 0), { timeout: 60_000 });
    for (const name of names) expect(lines(name), name).toBe(1);
  });

  test("all invariants hold", async () => {
    await server.stop();
    const place = postgres === undefined ? server.data : { postgresUrl: postgres.url, folder: server.data };
    expect(await checkInvariants(place)).toEqual([]);
  });
});
