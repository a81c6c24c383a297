import type { EngineCapabilities } from "./engine.ts";
import type { Db } from "../tables.ts";

/** What a group of rows works with: a connection or transaction, and the engine's named differences. */
export interface RowsScope {
  readonly db: Db;
  readonly capabilities: EngineCapabilities;
}
