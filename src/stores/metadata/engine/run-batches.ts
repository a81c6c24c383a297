import { inBatches } from "../../../async/in-batches.ts";
import type { Engine } from "./engine.ts";
import type { RowsScope } from "./rows-scope.ts";
import { runTransaction } from "./run-transaction.ts";

/**
 * Runs batches in a transaction each until one of them changes nothing.
 *
 * @param runBatch returns the number of changed rows
 * @returns the total
 */
export function runBatches(engine: Engine, runBatch: (scope: RowsScope) => Promise<number>): Promise<number> {
  return inBatches(() => runTransaction(engine, (db) => runBatch({ db, capabilities: engine.capabilities })));
}
