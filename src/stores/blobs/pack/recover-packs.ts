import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";

/** The result of recovery after a stop. */
export interface PackRecovery {
  /** Packs that were cut after the last record with a row: the bytes behind it were never acknowledged. */
  readonly cut: readonly string[];
  /** Packs without a row, which were deleted: their bytes were never acknowledged. */
  readonly deleted: readonly string[];
  /** Packs that are missing or shorter than their rows say. The store opens anyway; their chunks are corrupt. */
  readonly damaged: readonly string[];
}

/** Matches packs and rows when the process that owns the folder starts. */
export async function recoverPacks(engine: Engine, driver: BlobDriver): Promise<PackRecovery> {
  const rows = await engine.read.selectFrom("packs").select(["name", "size_bytes"]).execute();
  const expected = new Map(rows.map(({ name, size_bytes }) => [name, size_bytes]));
  const [cut, deleted, intact]: [string[], string[], Set<string>] = [[], [], new Set()];
  for await (const { name, sizeBytes } of driver.list()) {
    const rowBytes = expected.get(name);
    if (rowBytes === undefined) {
      await driver.delete(name);
      deleted.push(name);
    } else if (sizeBytes >= rowBytes) {
      intact.add(name);
      if (sizeBytes === rowBytes) continue;
      await driver.tail.cut(name, rowBytes);
      cut.push(name);
    }
  }
  // Open packs are not continued: the next record starts a new pack.
  await runTransaction(engine, (db) =>
    db.updateTable("packs").set({ state: "closed" }).where("state", "=", "open").execute(),
  );
  return { cut, deleted, damaged: [...expected.keys()].filter((name) => !intact.has(name)) };
}
