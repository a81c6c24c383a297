import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Accounting } from "../core/ports/accounting.ts";
import type { BlobStore } from "../core/ports/blob-store.ts";
import type { Metadata } from "../core/ports/metadata.ts";
import { Places } from "../stores/blobs/places.ts";
import { SMALL_BODIES_AT_ONCE, isStemmaError, StemmaError } from "../model/index.ts";
import { createAccounting } from "../stores/accounting/accounting.ts";
import { createBlobStore } from "../stores/blob-store.ts";
import { BlobReader } from "../stores/blobs/blob-reader.ts";
import type { Collected } from "../stores/blobs/collector.ts";
import { openDiskDriver } from "../stores/blobs/driver-disk.ts";
import { openPostgresEngine } from "../stores/metadata/dialect-postgres.ts";
import { openSqliteEngine } from "../stores/metadata/dialect-sqlite.ts";
import { databaseBytes } from "../stores/metadata/database-bytes.ts";
import { createMetadata } from "../stores/metadata/metadata.ts";
import { weakSettings } from "../stores/metadata/weak-settings.ts";
import { makeBodySlots } from "./body-slots.ts";
import { startHashPool } from "./hash-pool.ts";
import { startStoreThread } from "./store-client.ts";

/** The opened stores of a data folder. */
export interface Stores {
  readonly metadata: Metadata;
  readonly blobs: BlobStore;
  readonly accounting: Accounting;
  collect(): Promise<Collected>;
  /** Bodies that are being taken in, and those that wait for their turn. */
  bodies(): { readonly underWay: number; readonly waiting: number };
  /** **Units** bytes */
  databaseBytes(): Promise<number>;
  /**
   * Writes to the database as a transaction does, and changes nothing.
   *
   * **Errors** `storage_full` when the disk of the data folder is; `unavailable`
   */
  tryDatabase(): Promise<void>;
  /** A sentence for each setting of the database that weakens what is promised. */
  weakSettings(): Promise<string[]>;
  close(): Promise<void>;
}

/** Requests wait for a connection rather than for PostgreSQL: beyond the cores it has, more are no faster. */
const POSTGRES_CONNECTIONS = 10;

/** Opens the stores of a data folder that this process has locked; the schema is brought up to date on the way. */
export async function openStores(options: {
  readonly folder: string;
  readonly postgresUrl: string | undefined;
  readonly onFault: (error: Error) => void;
}): Promise<Stores> {
  const packFolder = join(options.folder, "packs");
  const sqlitePath = join(options.folder, "stemma.sqlite");
  await mkdir(packFolder, { recursive: true, mode: 0o700 });
  const slots = makeBodySlots();
  const hasher = startHashPool(slots, options.onFault);
  const store = await startStoreThread(
    { packFolder, sqlitePath, postgresUrl: options.postgresUrl, slots },
    options.onFault,
  ).catch(async (error: unknown) => {
    await hasher.close();
    throw error;
  });
  const engine =
    options.postgresUrl === undefined
      ? openSqliteEngine(sqlitePath, store.openSession)
      : openPostgresEngine(options.postgresUrl, POSTGRES_CONNECTIONS, options.onFault);
  const driver = await openDiskDriver(packFolder);
  const smallBodies = new Places(SMALL_BODIES_AT_ONCE);
  return {
    metadata: createMetadata(engine),
    accounting: createAccounting((look) => look({ db: engine.read, facts: engine.facts })),
    blobs: createBlobStore({ writer: store.writer, reader: new BlobReader({ engine, driver }), hasher, smallBodies }),
    collect: () => store.writer.collect(),
    bodies: () => ({
      underWay: smallBodies.taken + hasher.bodies.taken,
      waiting: smallBodies.waiting + hasher.bodies.waiting,
    }),
    databaseBytes: () => databaseBytes(engine),
    tryDatabase: () => store.tryDatabase().catch(options.postgresUrl === undefined ? undefined : asAway),
    weakSettings: () => weakSettings(engine),
    async close() {
      await store.close();
      await hasher.close();
      await engine.close();
      await driver.close();
    },
  };
}

/** The disk of PostgreSQL is none that space can be made on here. */
function asAway(error: unknown): never {
  throw isStemmaError(error, "storage_full") ? new StemmaError("unavailable", error.message, { cause: error }) : error;
}
