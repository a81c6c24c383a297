import { join } from "node:path";
import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import { BlobReader } from "../../src/stores/blobs/blob-reader.ts";
import { openDiskDriver } from "../../src/stores/blobs/driver/disk-driver.ts";
import { openPostgresEngine } from "../../src/stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";

/** The rows and bytes of a store without a writer. */
export interface StoppedStore {
  readonly engine: Engine;
  readonly driver: BlobDriver;
}

/** The location of a stopped store: a data folder, or a PostgreSQL database and the packs of a data folder. */
export type StorePlace = string | { readonly postgresUrl: string; readonly folder: string };

const POSTGRES_CONNECTIONS = 2;

/** Opens a stopped store for reading. */
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

/** Returns a reader of the store. */
export function readerOf({ engine, driver }: StoppedStore): BlobReader {
  return new BlobReader({ engine, driver });
}

function refuseToWrite(): never {
  throw new Error("A stopped store was to be written, expected that it is only read");
}

/** The next query reports a broken idle connection. */
function ignoreIdle(): void {}
