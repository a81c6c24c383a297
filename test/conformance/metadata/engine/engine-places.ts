import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPostgresEngine } from "../../../../src/stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../../../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../../../src/stores/metadata/engine/engine.ts";
import { LocalSqlWriter } from "../../../../src/stores/metadata/engine/sql-writer.ts";
import { freshPostgresUrl } from "../../../support/fresh-database.ts";

/** An empty database of its own, with no schema in it. */
export interface EngineLocation {
  readonly engine: Engine;
  /** Opens the same database once more, as another process does. It is closed with the place. */
  readonly again: () => Promise<Engine>;
  readonly remove: () => Promise<void>;
}

/** How a suite opens the databases it needs. */
export type OpenEngineLocation = () => Promise<EngineLocation>;

/** More than any test has transactions at once, and below what the tests' server allows. */
const POSTGRES_CONNECTIONS = 24;

/** A SQLite file in a temporary folder, written in this thread. */
export async function sqlitePlace(): Promise<EngineLocation> {
  const folder = await mkdtemp(join(tmpdir(), "stemma-metadata-"));
  const path = join(folder, "stemma.sqlite");
  const open = (): Engine => {
    const writer = new LocalSqlWriter(path);
    const engine = openSqliteEngine(path, () => writer.session());
    const close = async (): Promise<void> => {
      await engine.close();
      writer.close();
    };
    return { ...engine, close };
  };
  return placeOf(open, () => rm(folder, { recursive: true }));
}

/** Opens databases in the PostgreSQL that the tests share. */
export function postgresPlaces(baseUrl: string): OpenEngineLocation {
  return async () => {
    const database = await freshPostgresUrl(baseUrl);
    const open = (): Engine => openPostgresEngine(database.url, POSTGRES_CONNECTIONS, () => {});
    return placeOf(open, database.drop);
  };
}

function placeOf(open: () => Engine, remove: () => Promise<void>): EngineLocation {
  const engines = [open()];
  return {
    engine: engines[0]!,
    async again() {
      const engine = open();
      engines.push(engine);
      return engine;
    },
    async remove() {
      for (const engine of engines) await engine.close();
      await remove();
    },
  };
}
