/** The checker of the invariants is itself held against planted damage: each kind has to be named. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BlobHash, encodeSegment, type Entry } from "../../../src/model/index.ts";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import { openDiskDriver } from "../../../src/stores/blobs/driver/disk-driver.ts";
import { openSqliteEngine } from "../../../src/stores/metadata/engine/dialect-sqlite.ts";
import { LocalSqlWriter } from "../../../src/stores/metadata/engine/sql-writer.ts";
import { openStoreWriter } from "../../../src/stores/blobs/store-writer.ts";
import { type Acknowledgement, checkInvariants } from "../../support/check-invariants.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { startPostgres } from "../../support/start-postgres.ts";
import { WireClient } from "../../support/wire-client.ts";
import { publishVersion, versionDigest, WireDraft } from "../../support/wire-draft.ts";

const SMALL_FILES = 150;
const LARGE_BYTES = 1_500_000;

/** A chunk of the large file, and the first one. */
const LARGE = `select chunks.* from blob_chunks join blobs on blobs.id = blob_chunks.blob_id
  join chunks on chunks.id = blob_chunks.chunk_id where blobs.size_bytes = ${LARGE_BYTES} order by blob_chunks.start_byte`;
const LARGE_CHUNK = `select id from (${LARGE} limit 1)`;

const folder = mkdtempSync(join(tmpdir(), "stemma-invariants-"));
const journal: Acknowledgement[] = [];
const note = Buffer.from("a note");
let copies = 0;

beforeAll(async () => {
  const server = await new ServerProcess(folder).start();
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const small = Object.fromEntries(
    Array.from({ length: SMALL_FILES }, (_, index) => [`small/${index}.txt`, Buffer.from(`file ${index}`)]),
  );
  const versions = [
    {
      ...small,
      "large.bin": randomBytes(LARGE_BYTES),
      "rows.csv": Buffer.alloc(100_000, "1,2,3\n"),
      empty: Buffer.alloc(0),
    },
    { ...small, "small/7.txt": Buffer.from("another seven") },
    { "note.txt": note },
  ];
  for (const [versionIndex, files] of versions.entries()) {
    const aliases = [`as-${versionIndex}`];
    const { facts } = await publishVersion(wire, { project: "proof", collection: "data", aliases }, files);
    journal.push({ collection: `${facts.entity}/proof/data`, versionIndex, digest: facts.digest, aliases });
  }
  await publishVersion(wire, { project: "proof", collection: "other" }, { "a.txt": Buffer.from("other") });
  const draft = await WireDraft.open(wire, { project: "proof", collection: "data" });
  await draft.upload("half.txt", Buffer.from("half a version"));
  await server.stop();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("checkInvariants() reports nothing for an intact data folder", async () => {
  expect(await checkInvariants(join(folder, "data"), { acknowledged: journal })).toEqual([]);
});

/** What is planted, by the words that have to name it. */
const damages: Readonly<
  Record<string, { readonly sql?: string; plant?(data: string): void | Promise<void>; readonly named: RegExp }>
> = {
  "a pack that is gone": { plant: (data) => unlinkSync(packOf(data, LARGE)), named: /^Pack \w+: its file is missing/ },
  "a pack that was cut": {
    plant: (data) => truncateSync(packOf(data, LARGE), 1000),
    named: /^Pack \w+: its file has 1000 bytes, expected \d+ or more$/,
  },
  "a chunk beyond its pack": {
    sql: "update packs set size_bytes = 100",
    named: /^Chunk \w+: it ends at byte \d+ of pack/,
  },
  "a flipped byte of a file": {
    plant: (data) => flip(data, LARGE),
    named: /^Chunk \w+ at byte \d+ of pack \w+: its bytes have the BLAKE3 .*; needed by .+:v0 as "large.bin"$/,
  },
  "a chunk row that is gone": {
    sql: `delete from chunks where id = (${LARGE_CHUNK})`,
    named: /^Database: rows of blob_chunks that name a missing row of chunks: \d+, expected 0$/,
  },
  "a gap between chunks": {
    sql: `delete from blob_chunks where chunk_id = (${LARGE_CHUNK}) and start_byte = 0`,
    named: /^Blob \w+: a chunk begins at byte \d+, expected 0; needed by .+:v0 as "large.bin"$/,
  },
  "a blob without its end": {
    sql: `delete from blob_chunks where start_byte = (select max(start_byte) from blob_chunks)`,
    named: new RegExp(`^Blob \\w+: its chunks hold \\d+ bytes, expected ${LARGE_BYTES}; needed by `),
  },
  "a blob of another size": {
    sql: `update blobs set size_bytes = 7 where size_bytes = ${LARGE_BYTES}`,
    named: /"large.bin" in segment \w+: its blob has 7 bytes, expected 1500000; needed by .+:v0$/,
  },
  "two blobs that changed places": {
    sql: `update blob_chunks set chunk_id = (select c.chunk_id from blob_chunks c join blobs b on b.id = c.blob_id
      where b.size_bytes = 6 and c.chunk_id <> blob_chunks.chunk_id limit 1) where blob_id = (select min(id) from blobs where size_bytes = 6)`,
    named: /^Blob \w+: its bytes have the BLAKE3 \w+; needed by .+ as "small/,
  },
  "a blob that is gone": {
    sql: `delete from blobs where size_bytes = ${LARGE_BYTES}`,
    named: /^"large.bin" in segment \w+: its blob \w+ is not stored; needed by .+:v0$/,
  },
  "a claim by a wrong digest": {
    sql: "update claims set digest = 'AAAAAAAAAAAAAAAAAAAAAA==' where blob_id = 1",
    named: /^Claim A+==: its bytes have the MD5/,
  },
  "an entry by a wrong digest": {
    plant: plantWrongEntry,
    named: /^"note.txt" in segment \w+: no project maps its bytes to the MD5 B+A==; needed by .+:v2$/,
  },
  "a draft's file by a wrong digest": {
    sql: "update draft_blobs set digest = 'AAAAAAAAAAAAAAAAAAAAAA==' where path = 'half.txt'",
    named: /^File of a draft "half.txt": its bytes have the MD5/,
  },
  "a flipped byte of a segment": {
    plant: (data) =>
      flip(data, "select c.* from chunks c join manifest_parts p on p.chunk_id = c.id where p.level = 0"),
    named: /^Version .+:v0: its manifest cannot be read/,
  },
  "a node that is gone": {
    sql: "delete from manifest_nodes where manifest_id = (select manifest_id from artifacts where version_index = 2)",
    named: /:v2: its entries have the digest \w+, expected \w+$/,
  },
  "a node's row that forgot a segment": {
    sql: "update manifest_parts set children = '[]' where level = 1",
    named: /^Node \w+ of a manifest: it references 0 segments, expected the \d+ in its content; needed by .+:v0$/,
  },
  "a segment's row that forgot a blob": {
    sql: "update manifest_parts set children = '[]' where level = 0",
    named: /^Segment \w+ of a manifest: it references 0 blobs, expected the \d+ in its content; needed by .+:v0$/,
  },
  "another digest": {
    sql: "update artifacts set digest = 'x' where version_index = 1",
    named: /:v1: its entries have the digest \w+, expected x$/,
  },
  "another size": {
    sql: "update artifacts set size_bytes = 5 where version_index = 1",
    named: /:v1: its entries have the size \d+, expected 5$/,
  },
  "another count": {
    sql: "update artifacts set entry_count = 5 where version_index = 1",
    named: /:v1: its entries have the count \d+, expected 5$/,
  },
  "a manifest that never arrived": {
    sql: "update manifests set is_received = 0",
    named: /:v0: it has no received manifest$/,
  },
  "a manifest of another version": {
    sql: "update artifacts set manifest_id = (select manifest_id from artifacts where version_index = 2) where version_index = 1",
    named: /:v1: its manifest belongs to the version of row \d+/,
  },
  "an index that was skipped": {
    sql: `update artifacts set version_index = 3 where version_index = 2; update memberships set version_index = 3 where version_index = 2;
      update collections set next_version_index = 4 where name = 'data'`,
    named: /^Collection .+\/data: its indexes are not 0 to 3: missing v2, beyond none$/,
  },
  "an index that was not given yet": {
    sql: "update collections set next_version_index = 2 where name = 'data'",
    named: /^Collection .+\/data: its indexes are not 0 to 1: missing none, beyond v2$/,
  },
  "a version that is gone": {
    sql: "delete from artifacts where version_index = 1",
    named: /^Collection .+\/data: its indexes are not 0 to 2: missing v1/,
  },
  "a version that is in no collection": {
    sql: "delete from memberships where version_index = 1",
    named: /:v1: its own collection lists it nowhere$/,
  },
  "a draft that is a member": {
    sql: "insert into memberships (collection_id, artifact_id, version_index, created_at_ms) select collection_id, id, 9, 0 from artifacts where state = 'PENDING'",
    named: /^Draft \d+ of .+\/data: it is a member of a collection, expected none$/,
  },
  "a draft with an index": {
    sql: "update artifacts set version_index = 3 where state = 'PENDING'",
    named: /:v3: it is pending and has an index, expected none$/,
  },
  "a draft with an alias": {
    sql: "update aliases set artifact_id = (select id from artifacts where state = 'PENDING') where alias = 'as-0'",
    named: /^Draft \d+ of .+: it is PENDING and has the alias "as-0"$/,
  },
  "a deleted version with an alias": {
    sql: "update artifacts set state = 'DELETED' where version_index = 1",
    named: /:v1 \(deleted\): it is DELETED and has the alias "as-1"$/,
  },
  "an alias of another collection": {
    sql: "update aliases set artifact_id = (select artifact_id from aliases where alias = 'as-0') where collection_id = (select id from collections where name = 'other')",
    named: /:v0: it has the alias "latest" in a collection it does not belong to$/,
  },
  "a collection without its latest": {
    sql: "delete from aliases where alias = 'latest'",
    named: /^Collection .+\/data: it has versions and no alias "latest"$/,
  },
  "an acknowledged version that is gone": {
    sql: "update artifacts set state = 'PENDING' where version_index = 2",
    named: /^Acknowledged version .+\/data:v2: it is gone$/,
  },
  "an acknowledged version with other content": {
    sql: "update artifacts set digest = 'x' where version_index = 2",
    named: /^Acknowledged version .+\/data:v2: it has the digest x, expected \w+$/,
  },
  "an acknowledged alias that is elsewhere": {
    sql: "update aliases set artifact_id = (select artifact_id from aliases where alias = 'as-0') where alias = 'as-1'",
    named: /^Acknowledged alias .+\/data:as-1: it is not on v1, which was logged under it last$/,
  },
  "a latest that was left behind": {
    sql: "update aliases set artifact_id = (select artifact_id from aliases where alias = 'as-0') where alias = 'latest' and artifact_id = (select artifact_id from aliases where alias = 'as-2')",
    named: /^Acknowledged alias .+\/data:latest: it is not on v2/,
  },
  "a counter that is too high": {
    sql: "update chunks set refs = refs + 1",
    named: /^The chunk \d+ records 2 references, expected 1$/,
  },
  "a page of the database": {
    plant: (data) => overwrite(join(data, "stemma.sqlite"), 4096 * 9, randomBytes(200)),
    named: /^Database: |malformed|corrupt/,
  },
};

test.each(Object.entries(damages))("checkInvariants() names %s", async (_, { sql, plant, named }) => {
  copies += 1;
  const data = join(folder, `copy-${copies}`);
  cpSync(join(folder, "data"), data, { recursive: true });
  if (sql !== undefined) withDatabase(data, (database) => database.exec(sql));
  await plant?.(data);
  const violations = await checkInvariants(data, { acknowledged: journal }).catch((error: Error) => [error.message]);
  expect(violations).toEqual(expect.arrayContaining([expect.stringMatching(named)]));
  rmSync(data, { recursive: true });
});

test("a manually removed latest alias is not a violation", async () => {
  const data = join(folder, "by-hand");
  cpSync(join(folder, "data"), data, { recursive: true });
  withDatabase(data, (database) => database.exec("delete from aliases where alias = 'latest'"));
  const collections = ["data", "other"].map((name) => journal[0]!.collection.replace("data", name));
  expect(await checkInvariants(data, { withoutLatest: collections })).toEqual([]);
});

test("checkInvariants() supports PostgreSQL", async () => {
  const postgres = await startPostgres();
  const server = await new ServerProcess(join(folder, "postgres"), { STEMMA_DATABASE: postgres.url }).start();
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const { facts } = await publishVersion(wire, { project: "proof", collection: "data" }, { "note.txt": note });
  await server.stop();
  const place = { postgresUrl: postgres.url, folder: server.data };
  const acknowledged = [{ collection: `${facts.entity}/proof/data`, versionIndex: 0, digest: facts.digest }];
  expect(await checkInvariants(place, { acknowledged })).toEqual([]);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query("update blobs set refs = 7; delete from aliases");
  await client.end();
  expect(await checkInvariants(place)).toEqual([
    expect.stringMatching(/^The blob \d+ records 7 references, expected 1$/),
    `Collection ${facts.entity}/proof/data: it has versions and no alias "latest"`,
  ]);
  await postgres.stop();
});

function withDatabase<Result>(data: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(data, "stemma.sqlite"), { enableForeignKeyConstraints: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

interface ChunkRow {
  readonly pack_id: number;
  readonly start_byte: number;
  readonly stored_bytes: number;
}

/** The file of the pack that holds the first chunk of a query. */
function packOf(data: string, chunks: string): string {
  const row = withDatabase(data, (database) =>
    database.prepare(`select name from packs where id = (select pack_id from (${chunks}))`).get(),
  );
  return join(data, "packs", String(row?.["name"]));
}

/** Changes a byte in the middle of the first chunk of a query. */
function flip(data: string, chunks: string): void {
  const chunk = withDatabase(data, (database) => database.prepare(chunks).get()) as unknown as ChunkRow;
  const path = packOf(data, chunks);
  const at = chunk.start_byte + (chunk.stored_bytes >> 1);
  const byte = Buffer.alloc(1);
  const file = openSync(path, "r");
  readSync(file, byte, 0, 1, at);
  closeSync(file);
  overwrite(path, at, Buffer.of(byte[0]! ^ 0x10));
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.byteLength, at);
  closeSync(file);
}

/** Puts a manifest under v2 whose entry calls its bytes by an MD5 they do not have; all else fits together. */
async function plantWrongEntry(data: string): Promise<void> {
  const digest = `${"B".repeat(21)}A==`;
  const hash = blake3Hex(note) as BlobHash;
  const entry: Entry = { path: "note.txt", digest, sizeBytes: note.byteLength, blob: hash };
  const local = new LocalSqlWriter(join(data, "stemma.sqlite"));
  const engine = openSqliteEngine(join(data, "stemma.sqlite"), () => local.session());
  const driver = await openDiskDriver(join(data, "packs"), { isOwner: true });
  const clock = { nowMs: () => 0 };
  const writer = await openStoreWriter({ engine, driver, newPackName: () => "wrongentry", clock });
  const blob = await engine.read.selectFrom("blobs").select("id").where("hash", "=", hash).executeTakeFirstOrThrow();
  const segment = { bytes: encodeSegment([entry]), firstPath: entry.path, entryCount: 1, blobIds: [blob.id] };
  const node = await writer.commit({ kind: "node", segments: [segment] });
  await driver.close();
  await engine.close();
  local.close();
  if (node.kind !== "node") throw new Error("unexpected result kind for a node");
  const recomputed = versionDigest({ "note.txt": { digest } });
  const manifest = "(select manifest_id from artifacts where version_index = 2)";
  withDatabase(data, (database) =>
    database.exec(`update manifest_nodes set part_id = ${node.partId} where manifest_id = ${manifest};
      update manifests set digest = '${recomputed}' where id = ${manifest};
      update artifacts set digest = '${recomputed}' where version_index = 2`),
  );
}
