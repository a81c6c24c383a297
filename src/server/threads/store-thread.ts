import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { openDiskDriver } from "../../stores/blobs/driver/disk-driver.ts";
import type { Engine } from "../../stores/metadata/engine/engine.ts";
import { openPostgresEngine } from "../../stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../../stores/metadata/engine/dialect-sqlite.ts";
import { migrate } from "../../stores/metadata/migrations/migrate.ts";
import { matchStoreIdentity } from "../../stores/metadata/engine/store-identity.ts";
import { LocalSqlWriter, type SqlWriter } from "../../stores/metadata/engine/sql-writer.ts";
import { probeWrite } from "../../stores/metadata/engine/write-probe.ts";
import { openStoreWriter } from "../../stores/blobs/store-writer.ts";
import type { CutChunk } from "./hash-thread.ts";
import { createLog, describeError } from "../log.ts";
import type { StoreThreadOptions } from "./store-client.ts";
import { answerCalls, type Callable } from "./thread-calls.ts";

/**
 * The store thread: the only writer of packs in the process, and on SQLite the only writer of rows.
 *
 * Keeps syncs of packs and of SQLite out of the thread that answers requests.
 */

/** Group commits run one after the other; the second connection is for the garbage collector. */
const POSTGRES_CONNECTIONS = 2;

const options = workerData as StoreThreadOptions;
const port = parentPort!;
const clock = { nowMs: Date.now };
const log = createLog("warn", (line) => console.error(line));
const outputs = options.slots.map(({ output }) => new Uint8Array(output));
const local = options.postgresUrl === undefined ? new LocalSqlWriter(options.sqlitePath) : undefined;
const engine = openEngine();
await migrate(engine, clock.nowMs());
await matchFolder();
const writer = await openStoreWriter({
  engine,
  driver: await openDiskDriver(options.packFolder, { isOwner: true }),
  newPackName: () => randomBytes(16).toString("hex"),
  clock,
  onRecovered: ({ cut, deleted, damaged }) =>
    log("warn", "packs recovered", { cut: cut.length, deleted: deleted.length, damaged: damaged.length }),
});
answerCalls(port, {
  ...writer,
  appendToStream,
  ...sqlCalls(),
  ready: async () => undefined,
  probeWrite: () => probeWrite(engine),
  close,
} as Callable);

/** Compares the store identity in the data folder with that of the database. */
async function matchFolder(): Promise<void> {
  const file = join(options.packFolder, "..", "store-id");
  const known = await readFile(file, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
  const id = await matchStoreIdentity(engine, known, randomBytes(16).toString("hex"));
  if (id !== known) await writeFile(file, `${id}\n`, { mode: 0o600, flush: true });
}

/** Converts slot ranges to bytes. */
function appendToStream(stream: number, chunks: readonly CutChunk[]): Promise<void> {
  return writer.appendToStream(
    stream,
    chunks.map(({ hash, slot, start, length }) => ({ hash, bytes: outputs[slot]!.subarray(start, start + length) })),
  );
}

function openEngine(): Engine {
  if (local !== undefined) return openSqliteEngine(options.sqlitePath, () => local.session());
  return openPostgresEngine(options.postgresUrl!, POSTGRES_CONNECTIONS, (fault) =>
    log("warn", "fault", { where: "database", error: describeError(fault) }),
  );
}

/** Runs the transactions of other threads on the writing connection of SQLite, by session number. */
function sqlCalls(): Callable {
  const sessions = new Map<number, SqlWriter>();
  return {
    begin: async (id: number) => {
      const session = local!.session();
      await session.begin();
      sessions.set(id, session);
    },
    execute: async (id: number, sql: string, parameters: readonly unknown[]) =>
      sessions.get(id)!.execute(sql, parameters),
    end: async (id: number, how: "commit" | "rollback") => {
      const session = sessions.get(id)!;
      sessions.delete(id);
      await session.end(how);
    },
  };
}

async function close(): Promise<void> {
  await engine.close();
  local?.close();
}
