import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";

/** What the last stop left behind, put in order. */
export interface PackRecovery {
  /** Packs with bytes behind the last record a row names, which were cut off: bodies that were never acknowledged. */
  readonly cut: readonly string[];
  /** Packs no row names, which were deleted: the same. */
  readonly deleted: readonly string[];
  /** Packs that are gone or shorter than their row says. The store opens all the same: what they held is damaged. */
  readonly damaged: readonly string[];
}

/** Brings packs and rows into step at the start of the one process that owns the folder. */
export async function recoverPacks(engine: Engine, driver: BlobDriver): Promise<PackRecovery> {
  const rows = await engine.read.selectFrom("packs").select(["name", "size_bytes"]).execute();
  const expected = new Map(rows.map(({ name, size_bytes }) => [name, size_bytes]));
  const [cut, deleted, whole]: [string[], string[], Set<string>] = [[], [], new Set()];
  for await (const { name, sizeBytes } of driver.list()) {
    const rowBytes = expected.get(name);
    if (rowBytes === undefined) {
      await driver.delete(name);
      deleted.push(name);
    } else if (sizeBytes >= rowBytes) {
      whole.add(name);
      if (sizeBytes === rowBytes) continue;
      await driver.tail.cut(name, rowBytes);
      cut.push(name);
    }
  }
  // What was open is not written on: the next record begins a pack of this process.
  await runTransaction(engine, (db) =>
    db.updateTable("packs").set({ state: "closed" }).where("state", "=", "open").execute(),
  );
  return { cut, deleted, damaged: [...expected.keys()].filter((name) => !whole.has(name)) };
}
