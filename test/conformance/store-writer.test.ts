import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { openDiskDriver } from "../../src/stores/blobs/driver-disk.ts";
import { createMemoryDriver } from "../../src/stores/blobs/driver-memory.ts";
import { postgresPlaces, sqlitePlace } from "./engine-places.ts";
import { type BytesPlace, describeStoreWriter } from "./store-writer.ts";

const openPostgres = postgresPlaces(inject("postgresUrl"));

describeStoreWriter("SQLite and memory", sqlitePlace, inMemory);
describeStoreWriter("SQLite and a disk", sqlitePlace, onDisk);
describeStoreWriter("PostgreSQL and memory", openPostgres, inMemory);
describeStoreWriter("PostgreSQL and a disk", openPostgres, onDisk);

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
