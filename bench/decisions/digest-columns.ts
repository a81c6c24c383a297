/**
 * Decision 0001: a digest as hex text entered in one statement against a digest as bytes entered row by row.
 *
 * node bench/decisions/digest-columns.ts
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { median } from "../median.ts";

const GROUPS = 200;
const ROWS_A_GROUP = 1_000;
const FINDS = 20_000;
const ROUNDS = 5;

interface Way {
  readonly type: string;
  readonly insert: string;
  write(insert: StatementSync, digests: readonly Buffer[]): void;
  asked(digest: Buffer): string | Buffer;
}

const ways: Record<string, Way> = {
  "hex text, one statement a group": {
    type: "TEXT",
    insert:
      "insert into chunks (hash, size) select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?)",
    write: (insert, digests) =>
      void insert.run(JSON.stringify(digests.map((digest) => [digest.toString("hex"), 4096]))),
    asked: (digest) => digest.toString("hex"),
  },
  "bytes, one run() a row": {
    type: "BLOB",
    insert: "insert into chunks (hash, size) values (?, ?)",
    write: (insert, digests) => digests.forEach((digest) => insert.run(digest, 4096)),
    asked: (digest) => digest,
  },
};

console.log(`${GROUPS * ROWS_A_GROUP} rows in groups of ${ROWS_A_GROUP}; medians of ${ROUNDS} interleaved rounds`);
const rounds = Object.keys(ways).map((): Facts[] => []);
for (let round = 0; round < ROUNDS; round++)
  for (const [index, way] of Object.values(ways).entries()) rounds[index]!.push(measure(way));
for (const [index, name] of Object.keys(ways).entries()) {
  const middle = (value: (facts: Facts) => number): string => median(rounds[index]!.map(value)).toFixed(1);
  console.log(
    `${name}: ${middle((facts) => facts.insertUs)} us a row in, ${middle((facts) => facts.findUs)} us a look-up, ${middle((facts) => facts.bytes)} bytes a row on disk`,
  );
}

interface Facts {
  readonly insertUs: number;
  readonly findUs: number;
  readonly bytes: number;
}

function measure(way: Way): Facts {
  const folder = mkdtempSync(join(tmpdir(), "stemma-digests-"));
  const database = new DatabaseSync(join(folder, "rows.sqlite"));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, hash ${way.type} NOT NULL UNIQUE, size INTEGER NOT NULL)`);
  const insert = database.prepare(way.insert);
  const groups = Array.from({ length: GROUPS }, () => Array.from({ length: ROWS_A_GROUP }, () => randomBytes(32)));
  const all = groups.flat();
  const startMs = performance.now();
  for (const group of groups) {
    database.exec("BEGIN IMMEDIATE");
    way.write(insert, group);
    database.exec("COMMIT");
  }
  const insertedMs = performance.now();
  const find = database.prepare("select id from chunks where hash = ?");
  for (let index = 0; index < FINDS; index++) find.get(way.asked(all[(index * 7919) % all.length]!));
  const foundMs = performance.now();
  database.close();
  const bytes = statSync(join(folder, "rows.sqlite")).size / all.length;
  rmSync(folder, { recursive: true });
  return {
    insertUs: ((insertedMs - startMs) * 1000) / all.length,
    findUs: ((foundMs - insertedMs) * 1000) / FINDS,
    bytes,
  };
}
