import { join } from "node:path";
import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import { BlobReader } from "../../src/stores/blobs/blob-reader.ts";
import { openDiskDriver } from "../../src/stores/blobs/driver/disk-driver.ts";
import { openPostgresEngine } from "../../src/stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";

/** Rows and bytes that nobody writes to. */
export interface StoppedStore {
  readonly engine: Engine;
  readonly driver: BlobDriver;
}

/** Where a stopped store lies: a data folder, or a PostgreSQL database beside the packs of a data folder. */
export type StorePlace = string | { readonly postgresUrl: string; readonly folder: string };

const POSTGRES_CONNECTIONS = 2;

/** Opens what a server left behind, to be read only. */
export async function openStoppedStore(place: StorePlace): Promise<StoppedStore & { close(): Promise<void> }> {
  const folder = typeof place === "string" ? place : place.folder;
  const engine =
    typeof place === "string"
      ? openSqliteEngine(join(place, "stemma.sqlite"), refuseToWrite)
      : openPostgresEngine(place.postgresUrl, POSTGRES_CONNECTIONS, ignoreIdle);
  const driver = await openDiskDriver(join(folder, "packs"));
  return {
    engine,
    driver,
    async close() {
      await driver.close();
      await engine.close();
    },
  };
}

/** The reading side of a store. */
export function readerOf({ engine, driver }: StoppedStore): BlobReader {
  return new BlobReader({ engine, driver });
}

function refuseToWrite(): never {
  throw new Error("A stopped store was to be written, expected that it is only read");
}

/** What breaks while nobody asks is told by the next query, if there is one. */
function ignoreIdle(): void {}
