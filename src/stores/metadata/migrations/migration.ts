import type { EngineCapabilities } from "../engine/engine.ts";
import type { Db } from "../tables.ts";

/** A numbered, forward-only change of the schema; applied whole or not at all. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
  /** Fills new columns with what SQL alone cannot compute, behind the statements. */
  readonly fill?: (db: Db, capabilities: EngineCapabilities) => Promise<void>;
}
