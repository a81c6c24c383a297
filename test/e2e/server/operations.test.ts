/** What an operator sees of the data folder, of foreign host names and of the log. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sendRaw } from "../../support/send-raw.ts";
import { sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { testServer } from "../../support/test-server.ts";
import { WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const folder = mkdtempSync(join(tmpdir(), "stemma-modes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const filesOf = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const logLines = (): Record<string, unknown>[] =>
  readFileSync(server.process.logPath, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("modes of files and folders", () => {
  test("every file of a data folder is readable only by its user", async () => {
    const draft = await WireDraft.open(server.wire, { project: "modes", collection: "data" });
    await draft.upload("a.txt", Buffer.from("some bytes"));
    const files = filesOf(server.process.data);
    expect(files.length).toBeGreaterThan(5);
    expect(Object.fromEntries(files.map((path) => [path, modeOf(path)]))).toEqual(
      Object.fromEntries(files.map((path) => [path, "600"])),
    );
  });

  test("a foreign folder keeps its mode; files of an older data folder are restricted", async () => {
    const other = new ServerProcess(folder);
    mkdirSync(join(other.data, "packs"), { recursive: true });
    writeFileSync(join(other.data, "holiday.jpg"), "");
    writeFileSync(join(other.data, "packs", "list.txt"), "");
    chmodSync(other.data, 0o755);
    chmodSync(join(other.data, "packs"), 0o755);
    await other.start();
    expect(modeOf(other.data)).toBe("755");
    expect(modeOf(join(other.data, "packs"))).toBe("755");
    expect(modeOf(join(other.data, "stemma.sqlite"))).toBe("600");
    await other.stop();
    chmodSync(join(other.data, "stemma.sqlite"), 0o644);
    chmodSync(join(other.data, "holiday.jpg"), 0o644);
    await other.start();
    expect(modeOf(other.data)).toBe("755");
    expect(modeOf(join(other.data, "stemma.sqlite"))).toBe("600");
    expect(modeOf(join(other.data, "holiday.jpg"))).toBe("644");
    await other.stop();
  });
});

describe("an unknown host name", () => {
  const ask = async (method: string, path: string): Promise<number> => {
    const lines = Object.entries({ ...server.wire.headers, Host: "evil.example", Connection: "close" });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return (await sendRaw(server.process.baseUrl, `${method} ${path} HTTP/1.1\r\n${head}\r\n`)).statuses[0]!;
  };

  test.each([
    ["GET", "/admin/modes"],
    ["GET", "/admin/modes/runs/run"],
    ["GET", "/files/admin/modes/run/a.txt"],
    ["POST", "/files/admin/modes/run/file_stream"],
    ["GET", "/storage/anything"],
    ["PUT", "/storage/anything"],
    ["OPTIONS", "/storage/anything"],
    ["GET", "/artifactsV2/default/admin/modes/data/1/2/3/a.txt"],
    ["POST", "/api/admin/users"],
    ["POST", "/graphql"],
    ["GET", "/"],
    ["GET", "/nothing/of/that/name"],
  ])("%s %s is refused with 421", async (method, path) => expect(await ask(method, path)).toBe(421));

  test("is accepted from probes", async () => {
    expect(await ask("GET", "/ready")).toBe(200);
    expect(await ask("GET", "/metrics")).toBe(403);
  });
});

describe("the log", () => {
  test("contains a refused GraphQL request with operation, code and message", async () => {
    await server.wire.graphql('query Unknown { project(name: "none") { runz } }');
    await server.wire.graphql('query Refused { project(name: "modes") { runs(first: -1) { edges { cursor } } } }');
    await server.wire.graphql("mutation Stop($id: ID!) { stopRun(input: {id: $id}) { success } }", { id: "secret-id" });
    await expect.poll(() => logLines().find(({ operation }) => operation === "Stop")).toBeDefined();
    expect(logLines().filter(({ route, level }) => route === "POST /graphql" && level === "warn")).toMatchObject([
      { status: 421 },
      { status: 400, code: "invalid_input", message: expect.stringContaining("runz") },
      { operation: "Refused", status: 400, code: "invalid_input", message: expect.stringContaining("Cannot list -1") },
      { operation: "Stop", status: 404, code: "not_found", message: expect.stringContaining("Cannot find") },
    ]);
    expect(readFileSync(server.process.logPath, "utf8")).not.toContain("secret-id");
  });

  test("contains no failed requests without a key and no client telemetry", async () => {
    const { baseUrl } = server.process;
    for (let index = 0; index < 100; index++) {
      await sendRequest(`${baseUrl}/graphql`, { method: "POST", body: { query: "{ viewer { id } }" } });
      await sendRequest(`${baseUrl}/guess/${index}`);
      await sendRequest(`${baseUrl}/storage/guess-${index}`);
      expect((await server.wire.send("/sdk/otel/v1/logs", { method: "POST", body: "{}" })).status).toBe(404);
    }
    await server.wire.graphql("query Last { nothing }");
    await expect.poll(() => logLines().at(-1)?.["message"]).toMatch(/nothing/);
    expect(logLines().filter(({ status }) => status === 401 || status === 404 || status === 403).length).toBeLessThan(
      20,
    );
    expect(readFileSync(server.process.logPath, "utf8")).not.toContain("otel");
  });
});
