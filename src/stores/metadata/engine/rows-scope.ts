import type { EngineCapabilities } from "./engine.ts";
import type { Db } from "../tables.ts";

/** The dependencies of a row group: a connection or transaction, and the engine's capabilities. */
export interface RowsScope {
  readonly db: Db;
  readonly capabilities: EngineCapabilities;
}
