import type { EngineCapabilities } from "../engine/engine.ts";
import type { Db } from "../tables.ts";

/** A numbered, forward-only schema change, applied completely or not at all. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
  /** Fills new columns that SQL alone cannot compute; runs after the statements. */
  readonly fill?: (db: Db, capabilities: EngineCapabilities) => Promise<void>;
}
