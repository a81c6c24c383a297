/**
 * Decision 0002: what an indexed read costs on the thread that asks, and what the way to another thread and back adds.
 *
 * node bench/decisions/indexed-read.ts
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { sql } from "kysely";
import { answerCalls, type Callable, ThreadCaller } from "../../src/server/threads/thread-calls.ts";
import { openSqliteEngine } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";
import { migrate } from "../../src/stores/metadata/migrations/migrate.ts";
import { LocalSqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import { median } from "../median.ts";

const ROWS = 1_000_000;
const READS = 5_000;
const ROUNDS = 9;
const AT_ONCE = 100;

type Read = (hash: string) => Promise<unknown>;

if (isMainThread) await measure();
else answerReads(workerData as string);

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-indexed-read-"));
  const path = join(folder, "stemma.sqlite");
  const local = new LocalSqlWriter(path);
  const engine = openSqliteEngine(path, () => local.session());
  await migrate(engine, 0);
  const hashes = await fill(local);
  const worker = new Worker(import.meta.filename, { workerData: path });
  const thread = new ThreadCaller(worker);
  const ways: Record<string, Read> = {
    "read on this thread": readerOf(engine),
    "read in a worker": (hash) => thread.call("read", [hash]),
    "message to a worker and back, without a read": () => thread.call("nothing", []),
  };
  console.log(`${ROWS} blobs; microseconds a read, median of ${ROUNDS} rounds of ${READS}`);
  for (const atOnce of [1, AT_ONCE]) {
    const rounds = Object.keys(ways).map((): number[] => []);
    // Interleaved, so that what else the machine does meets all of them.
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, read] of Object.values(ways).entries()) rounds[index]!.push(await time(read, hashes, atOnce));
    for (const [index, name] of Object.keys(ways).entries())
      console.log(`${String(atOnce).padStart(4)} at once  ${median(rounds[index]!).toFixed(1).padStart(7)}  ${name}`);
  }
  await worker.terminate();
  await engine.close();
  local.close();
  rmSync(folder, { recursive: true });
}

/** One look-up as the server makes it where a download begins: a blob by its identity. */
function readerOf({ read }: Engine): Read {
  return async (hash) => (await sql`select id, size_bytes from blobs where hash = ${hash}`.execute(read)).rows;
}

function answerReads(path: string): void {
  const engine = openSqliteEngine(path, () => {
    throw new Error("this thread reads only");
  });
  answerCalls(parentPort!, { read: readerOf(engine), nothing: async () => undefined } as Callable);
}

async function fill(local: LocalSqlWriter): Promise<string[]> {
  const hashes = Array.from({ length: ROWS }, () => randomBytes(32).toString("hex"));
  const session = local.session();
  await session.begin();
  await session.execute("insert into blobs (hash, size_bytes, refs) select value, 4096, 1 from json_each(?)", [
    JSON.stringify(hashes),
  ]);
  await session.end("commit");
  return hashes;
}

/** **Units** microseconds a read */
async function time(read: Read, hashes: readonly string[], atOnce: number): Promise<number> {
  const asked = Array.from({ length: READS }, () => hashes[Math.floor(Math.random() * hashes.length)]!);
  const startMs = performance.now();
  for (let next = 0; next < READS; next += atOnce) await Promise.all(asked.slice(next, next + atOnce).map(read));
  return ((performance.now() - startMs) * 1000) / READS;
}
