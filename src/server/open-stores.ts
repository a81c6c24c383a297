import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Accounting } from "../core/ports/accounting.ts";
import type { Audit } from "../core/ports/audit.ts";
import type { BlobStore } from "../core/ports/blob-store.ts";
import type { LongReads } from "../core/ports/long-reads.ts";
import type { Metadata } from "../core/ports/metadata.ts";
import type { Repairs } from "../core/ports/repairs.ts";
import { Semaphore } from "../async/semaphore.ts";
import { SMALL_BODIES_AT_ONCE, isStemmaError, StemmaError } from "../model/index.ts";
import { createBlobStore } from "../stores/blobs/blob-store.ts";
import { BlobReader } from "../stores/blobs/blob-reader.ts";
import type { Collected } from "../stores/blobs/gc/collector.ts";
import { openDiskDriver } from "../stores/blobs/driver/disk-driver.ts";
import { openPostgresEngine } from "../stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../stores/metadata/engine/dialect-sqlite.ts";
import { databaseBytes } from "../stores/metadata/engine/database-bytes.ts";
import { createMetadata } from "../stores/metadata/metadata.ts";
import { weakSettings } from "../stores/metadata/engine/weak-settings.ts";
import { createAuditClient } from "./threads/audit-client.ts";
import { makeBodySlots } from "./threads/body-slots.ts";
import { createDamageLog } from "./folder/damage-log.ts";
import { startHashPool } from "./threads/hash-pool.ts";
import { startStoreThread } from "./threads/store-client.ts";
import { realClock, realMetering } from "./system-ports.ts";

/** The opened stores of a data folder. */
export interface Stores {
  readonly metadata: Metadata;
  readonly blobs: BlobStore;
  readonly accounting: Accounting;
  readonly longReads: LongReads;
  readonly audit: Audit;
  readonly repairs: Repairs;
  collect(): Promise<Collected>;
  /** The number of active and waiting uploads. */
  bodies(): { readonly underWay: number; readonly waiting: number };
  /** The size of the database (in bytes). */
  databaseBytes(): Promise<number>;
  /**
   * Writes to the database in a transaction without changing it.
   *
   * @throws `storage_full` if the disk of the data folder is full; `unavailable`
   */
  probeDatabase(): Promise<void>;
  /** Returns a warning for each setting of the database that weakens durability. */
  weakSettings(): Promise<string[]>;
  close(): Promise<void>;
}

/** Requests wait for a connection rather than for PostgreSQL: connections beyond its cores make it no faster. */
const POSTGRES_CONNECTIONS = 10;

/** Opens the stores of a data folder that this process has locked, and migrates the schema. */
export async function openStores(options: {
  readonly folder: string;
  readonly postgresUrl: string | undefined;
  /** Called when a thread ends unexpectedly: nothing can be stored any more. */
  readonly onEnd: (error: Error) => void;
  /** Called when an idle database connection breaks; the pool replaces it. */
  readonly onFault: (error: Error) => void;
  /** Called for faults that the server survives: corruption that could not be recorded, an audit thread that ended. */
  readonly onSurvivableFault: (error: unknown) => void;
}): Promise<Stores> {
  const packFolder = join(options.folder, "packs");
  const sqlitePath = join(options.folder, "stemma.sqlite");
  await mkdir(packFolder, { recursive: true, mode: 0o700 });
  const slots = makeBodySlots();
  const hasher = await startHashPool(slots, options.onEnd);
  const store = await startStoreThread(
    { packFolder, sqlitePath, postgresUrl: options.postgresUrl, slots },
    options.onEnd,
  ).catch(async (error: unknown) => {
    await hasher.close();
    throw error;
  });
  const engine =
    options.postgresUrl === undefined
      ? openSqliteEngine(sqlitePath, store.openSession, realMetering)
      : openPostgresEngine(options.postgresUrl, POSTGRES_CONNECTIONS, options.onFault, realMetering);
  const driver = await openDiskDriver(packFolder);
  const smallBodies = new Semaphore(SMALL_BODIES_AT_ONCE);
  const metadata = createMetadata(engine);
  const auditOptions = { packFolder, sqlitePath, postgresUrl: options.postgresUrl };
  const auditing = createAuditClient(auditOptions, options.onSurvivableFault);
  // Uploads may wait for the storage of an entity: a separate thread counts it, so that they do not wait for an audit.
  const counting = createAuditClient(auditOptions, options.onSurvivableFault);
  // Requests wait for histories and filters, which get a third thread.
  const reading = createAuditClient(auditOptions, options.onSurvivableFault);
  const damage = createDamageLog(metadata, realClock, options.onSurvivableFault);
  const reader = new BlobReader({ engine, driver, onDamage: damage.record });
  return {
    metadata,
    accounting: counting.accounting,
    longReads: reading.longReads,
    blobs: createBlobStore({ writer: store.writer, reader, hasher, smallBodies }),
    audit: auditing.audit,
    repairs: {
      recount: () => store.writer.recount(),
      putChunk: async (hash, bytes) => void (await store.writer.commit({ kind: "chunk", hash, bytes })),
    },
    collect: () => store.writer.collect(),
    bodies: () => ({
      underWay: smallBodies.acquired + hasher.bodies.acquired,
      waiting: smallBodies.waiting + hasher.bodies.waiting,
    }),
    databaseBytes: () => databaseBytes(engine),
    probeDatabase: () => store.probeDatabase().catch(options.postgresUrl === undefined ? undefined : asUnavailable),
    weakSettings: () => weakSettings(engine),
    async close() {
      await auditing.close();
      await counting.close();
      await reading.close();
      await damage.settled();
      await store.close();
      await hasher.close();
      await engine.close();
      await driver.close();
    },
  };
}

/** Reports a full PostgreSQL disk as `unavailable`: freeing space in the data folder would not help. */
function asUnavailable(error: unknown): never {
  throw isStemmaError(error, "storage_full") ? new StemmaError("unavailable", error.message, { cause: error }) : error;
}
