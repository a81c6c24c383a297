/** Damage that is planted while a server is stopped: found, named, mended by logging again, and gone. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import { runAdmin } from "../../support/admin-process.ts";
import { findVersion, readVersion } from "../../support/read-version.ts";
import { sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { startPostgres } from "../../support/start-postgres.ts";
import { WireClient } from "../../support/wire-client.ts";
import { publishVersion } from "../../support/wire-draft.ts";

const LARGE_BYTES = 1_500_000;
/** What reads meet is entered behind their answers. */
const PATIENCE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "stemma-damage-"));
const server = new ServerProcess(folder);
const wire = (): WireClient => new WireClient(server.baseUrl, server.apiKey);

/** What was logged: a collection each, because each is damaged in another way. */
const logged = {
  flipped: { "small.txt": randomBytes(900), "whole.txt": randomBytes(900) },
  sharing: { "the-same.txt": Buffer.alloc(0), "whole.txt": randomBytes(900) },
  listed: { "a.txt": randomBytes(50), "b.txt": randomBytes(50) },
  swapped: { "left.txt": randomBytes(700), "right.txt": randomBytes(700) },
  gone: { "large.bin": randomBytes(LARGE_BYTES) },
  cut: { "large.bin": randomBytes(LARGE_BYTES) },
};
logged.sharing["the-same.txt"] = logged.flipped["small.txt"] as Buffer<ArrayBuffer>;

type Collection = keyof typeof logged;

beforeAll(async () => {
  await server.start();
  for (const collection of Object.keys(logged) as Collection[]) await log(collection);
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function log(collection: Collection) {
  return publishVersion(wire(), { project: "damage", collection }, logged[collection]);
}

test("an intact server passes verification, with and without reading, whole or in part", async () => {
  for (const options of [[], ["--read-data"], ["--read-data", "--subset", "2/3", "--rate", "500"]]) {
    const { code, output } = await runAdmin(server.data, "verify", ...options);
    expect(output).toMatch(/^\d+ packs?, \d+ chunks, \d+ blobs, 6 versions, [\d,]+ bytes read: no errors found\n$/);
    expect(code).toBe(0);
  }
  // Three megabytes: it is looked at several times before they are read.
  const { code, progress } = await runAdmin(server.data, "verify", "--read-data", "--rate", "1");
  expect(progress).toMatch(/^verifying (records|files): .* bytes read, 0 findings so far$/m);
  expect(code).toBe(0);
  expect(await runAdmin(server.data, "damage")).toMatchObject({ code: 0, output: "no damaged chunks\n" });
  expect(await runAdmin(server.data, "repair")).toMatchObject({
    code: 0,
    output: "corrected 0 counters, repaired 0 chunks; no damaged chunks remain\n",
  });
});

test("a server stops immediately while it verifies, and the job is resumed by the next one", async () => {
  const { startJob } = await wire().data<{ startJob: { id: string } }>(
    "mutation M { startJob(kind: VERIFY, options: {readData: true, bytesPerSecond: 1}) { id } }",
  );
  const job = async () => {
    const answer = await wire().data<{ job: { state: string; result: object | null } }>(
      "query Q($id: ID!) { job(id: $id) { state result error } }",
      { id: startJob.id },
    );
    return answer.job;
  };
  await expect.poll(job).toMatchObject({ state: "RUNNING", result: { phase: "records" } });
  await server.stop();
  await server.start();
  expect(await job()).toMatchObject({ state: "RUNNING", error: null });
  const ending = "update jobs set state = 'DONE', ended_at_ms = 0, leased_until_ms = null where ended_at_ms is null";
  const database = new DatabaseSync(join(server.data, "stemma.sqlite"), { timeout: PATIENCE_MS });
  database.exec(ending);
  database.close();
});

test("invalid options are rejected with a message", async () => {
  const { data } = server;
  const verify = (...options: string[]) => runAdmin(data, "verify", ...options);
  expect((await verify("--subset", "1/7")).progress).toMatch(/^Cannot use --subset or --rate: .*require --read-data/);
  expect((await verify("--read-data", "--subset", "8/7")).progress).toMatch(/"subset": it is "8\/7", expected a part/);
  expect((await verify("--read-data", "--rate", "0")).progress).toMatch(/^Cannot use the rate "0"/);
  const unknown = await wire().graphql("mutation M { startJob(kind: VERIFY, options: {deep: true}) { id } }");
  expect(unknown.body.toString("utf8")).toMatch(/"Cannot verify with the option \\"deep\\"/);
  const foreign = await wire().graphql("mutation M { startJob(kind: PURGE, options: {readData: true}) { id } }");
  expect(foreign.body.toString("utf8")).toMatch(/Cannot start the job PURGE with options: this job takes none/);
});

test("damage found by a read is recorded once, and its bytes no longer count as stored", async () => {
  await server.stop();
  flip(recordOf(blake3Hex(logged.flipped["small.txt"])));
  await server.start();
  const version = await findVersion(wire(), { project: "damage", name: "flipped:v0" });
  const { url } = version!.files.find(({ path }) => path === "small.txt")!;
  for (let reads = 0; reads < 3; reads++) expect((await sendRequest(url)).status).not.toBe(200);
  const chunk = blake3Hex(logged.flipped["small.txt"]);
  await expect
    .poll(async () => (await runAdmin(server.data, "damage")).output)
    .toMatch(
      new RegExp(`^damaged: chunk ${chunk} at byte \\d+ of pack \\w+: its bytes have the BLAKE3 .* \\(found by read `),
    );
  const { output } = await runAdmin(server.data, "damage");
  expect(output).toMatch(/ {2}needed by admin\/damage\/flipped:v0 as "small.txt"\n/);
  expect(output).toMatch(/ {2}needed by admin\/damage\/sharing:v0 as "the-same.txt"\n/);
  expect(output).toMatch(/\n1 damaged chunk\n$/);
});

test("logging the same content again repairs every version that shares it", async () => {
  const again = await log("flipped");
  // The damaged version is not taken for the answer: a version of its own brings the bytes.
  expect(again.facts.state).toBe("PENDING");
  for (const name of ["flipped:v0", "flipped:v1"])
    expect((await readVersion(wire(), { project: "damage", name })).get("small.txt")).toEqual(
      logged.flipped["small.txt"],
    );
  const sharing = await readVersion(wire(), { project: "damage", name: "sharing:v0" });
  expect(sharing.get("the-same.txt")).toEqual(logged.flipped["small.txt"]);
  expect((await runAdmin(server.data, "damage", "--all")).output).toMatch(/^repaired .*\nno damaged chunks\n$/s);
  expect((await log("flipped")).facts.state).toBe("COMMITTED");
});

test("every planted damage is reported with version and path, repaired by logging again, and verified", async () => {
  await server.stop();
  const gone = recordOf(firstChunk(blake3Hex(logged.gone["large.bin"])));
  const cut = recordOf(firstChunk(blake3Hex(logged.cut["large.bin"])));
  unlinkSync(join(server.data, "packs", gone.pack));
  truncateSync(join(server.data, "packs", cut.pack), 1000);
  swap(recordOf(blake3Hex(logged.swapped["left.txt"])), recordOf(blake3Hex(logged.swapped["right.txt"])));
  flip(segmentOf("listed"));
  await server.start();

  const { code, output } = await runAdmin(server.data, "verify", "--read-data");
  expect(code).toBe(1);
  const lines = output.split("\n");
  const named = (...words: RegExp[]) => lines.filter((line) => words.every((word) => word.test(line))).length;
  expect(named(new RegExp(`^Pack ${gone.pack}: its file is missing`))).toBe(1);
  expect(named(new RegExp(`^Pack ${cut.pack}: its file has 1000 bytes`))).toBe(1);
  expect(named(/its pack is missing/, /needed by admin\/damage\/gone:v0 as "large.bin"/)).toBeGreaterThan(1);
  expect(named(/its pack is truncated/, /needed by admin\/damage\/cut:v0 as "large.bin"/)).toBeGreaterThan(1);
  expect(
    named(
      /^Chunk \w+ .*its location contains the record of chunk \w+; needed by admin\/damage\/swapped:v0 as "left.txt"/,
    ),
  ).toBe(1);
  expect(
    named(/its location contains the record of chunk \w+; needed by admin\/damage\/swapped:v0 as "right.txt"/),
  ).toBe(1);
  expect(named(/^Chunk \w+ .*; needed by admin\/damage\/listed:v0$/)).toBe(1);
  expect(named(/^Version admin\/damage\/listed:v0: its manifest cannot be read/)).toBe(1);
  expect(lines.filter((line) => line.includes("flipped") || line.includes("sharing"))).toEqual([]);

  // The swapped records are whole, each in the other's place; the others are nowhere else.
  const repaired = await runAdmin(server.data, "repair");
  expect(repaired.output).toMatch(
    /corrected 0 counters, repaired 2 chunks; \d+ chunks could not be repaired\nTo repair them, log the listed files/,
  );
  expect(repaired.output).toMatch(
    /no other copy of its bytes is stored; needed by admin\/damage\/gone:v0 as "large.bin"/,
  );
  expect(repaired.code).toBe(1);
  for (const collection of ["listed", "gone", "cut"] as const) await log(collection);
  const packs = await runAdmin(server.data, "verify", "--read-data");
  // The two files are still not what their rows say, and nothing lives in them any more.
  expect(packs.output.split("\n").filter((line) => /^(Pack|Chunk|Version)/.test(line))).toEqual([
    expect.stringMatching(/^Pack /),
    expect.stringMatching(/^Pack /),
  ]);
  await runAdmin(server.data, "collect");
  const clean = await runAdmin(server.data, "verify", "--read-data");
  expect(clean.output).toMatch(/: no errors found\n$/);
  expect(clean.code).toBe(0);
  for (const [collection, files] of Object.entries(logged))
    for (const [path, bytes] of await readVersion(wire(), { project: "damage", name: `${collection}:v0` }))
      expect(bytes.equals((files as Record<string, Buffer>)[path]!), `${collection} ${path}`).toBe(true);
});

test("with PostgreSQL damage is reported, repaired by logging again, and verified", async () => {
  const postgres = await startPostgres();
  const other = await new ServerProcess(join(folder, "postgres"), { STEMMA_DATABASE: postgres.url }).start();
  const client = new WireClient(other.baseUrl, other.apiKey);
  const content = randomBytes(5000);
  const publish = () => publishVersion(client, { project: "damage", collection: "rows" }, { "a.bin": content });
  await publish();
  for (const pack of readdirSync(join(other.data, "packs"))) {
    const path = join(other.data, "packs", pack);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(content);
    if (at < 0) continue;
    bytes[at + 7]! ^= 1;
    writeFileSync(path, bytes);
  }
  const found = await runAdmin(other.data, "verify", "--read-data");
  expect(found.output).toMatch(/^Chunk \w+ .* BLAKE3 .*; needed by admin\/damage\/rows:v0 as "a.bin"\n/);
  expect(found.code).toBe(1);
  await publish();
  const clean = await runAdmin(other.data, "verify", "--read-data");
  expect(clean.output).toMatch(/2 versions, .*: no errors found\n$/);
  expect((await runAdmin(other.data, "repair")).output).toMatch(/corrected 0 counters, .*no damaged chunks remain\n$/);
  await other.stop();
  await postgres.stop();
});

interface PlantedRecord {
  readonly pack: string;
  readonly start: number;
  readonly stored: number;
}

function query(sql: string, ...values: string[]): Record<string, unknown> {
  const database = new DatabaseSync(join(server.data, "stemma.sqlite"), { readOnly: true });
  try {
    return database.prepare(sql).get(...values)!;
  } finally {
    database.close();
  }
}

function recordOf(chunk: string): PlantedRecord {
  const sql = `select packs.name as pack, chunks.start_byte as start, chunks.stored_bytes as stored
    from chunks join packs on packs.id = chunks.pack_id where chunks.hash = ?`;
  return query(sql, chunk) as unknown as PlantedRecord;
}

function firstChunk(blob: string): string {
  const sql = `select chunks.hash from blob_chunks join blobs on blobs.id = blob_chunks.blob_id
    join chunks on chunks.id = blob_chunks.chunk_id where blobs.hash = ? order by blob_chunks.start_byte limit 1`;
  return String(query(sql, blob)["hash"]);
}

/** The record of the one segment of a collection's first version. */
function segmentOf(collection: string): PlantedRecord {
  const sql = `select children from manifest_parts join manifest_nodes on manifest_nodes.part_id = manifest_parts.id
    join artifacts on artifacts.manifest_id = manifest_nodes.manifest_id
    join collections on collections.id = artifacts.collection_id where collections.name = ?`;
  const [segment] = JSON.parse(String(query(sql, collection)["children"])) as number[];
  const chunk = "select chunks.hash from chunks join manifest_parts on manifest_parts.chunk_id = chunks.id";
  return recordOf(String(query(`${chunk} where manifest_parts.id = ?`, String(segment))["hash"]));
}

function readRecord({ pack, start, stored }: PlantedRecord): Buffer {
  const bytes = Buffer.alloc(stored);
  const file = openSync(join(server.data, "packs", pack), "r");
  readSync(file, bytes, 0, stored, start);
  closeSync(file);
  return bytes;
}

function writeRecord({ pack, start }: PlantedRecord, bytes: Buffer): void {
  const file = openSync(join(server.data, "packs", pack), "r+");
  writeSync(file, bytes, 0, bytes.byteLength, start);
  closeSync(file);
}

function flip(record: PlantedRecord): void {
  const bytes = readRecord(record);
  bytes[record.stored - 10]! ^= 0x20;
  writeRecord(record, bytes);
}

function swap(one: PlantedRecord, two: PlantedRecord): void {
  const [left, right] = [readRecord(one), readRecord(two)];
  writeRecord(one, right);
  writeRecord(two, left);
}
