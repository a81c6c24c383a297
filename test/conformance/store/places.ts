import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import { openDiskDriver } from "../../../src/stores/blobs/driver/disk-driver.ts";
import { createMemoryDriver } from "../../support/memory-driver.ts";
import { type OpenEngineLocation, postgresPlaces, sqlitePlace } from "../metadata/engine/engine-places.ts";

/** Where the bytes of a suite lie. */
export interface BytesPlace {
  /** Opens a driver over the same bytes, as a process does that starts after another one ended. */
  readonly open: () => Promise<BlobDriver>;
  readonly remove: () => Promise<void>;
}

/** An engine and a driver that a suite of the store runs over. */
export interface StorePlaces {
  readonly name: string;
  readonly openEngine: OpenEngineLocation;
  readonly openBytes: () => Promise<BytesPlace>;
}

/** Each engine with each driver. */
export function storePlaces(postgresUrl: string): readonly StorePlaces[] {
  const openPostgres = postgresPlaces(postgresUrl);
  return [
    { name: "SQLite and memory", openEngine: sqlitePlace, openBytes: inMemory },
    { name: "SQLite and a disk", openEngine: sqlitePlace, openBytes: onDisk },
    { name: "PostgreSQL and memory", openEngine: openPostgres, openBytes: inMemory },
    { name: "PostgreSQL and a disk", openEngine: openPostgres, openBytes: onDisk },
  ];
}

/** A memory outlives its process here: the same one is opened again. */
async function inMemory(): Promise<BytesPlace> {
  const driver = createMemoryDriver();
  return { open: async () => driver, remove: async () => undefined };
}

async function onDisk(): Promise<BytesPlace> {
  const parent = await mkdtemp(join(tmpdir(), "stemma-store-"));
  return {
    open: () => openDiskDriver(join(parent, "packs"), { isOwner: true }),
    remove: () => rm(parent, { recursive: true }),
  };
}
