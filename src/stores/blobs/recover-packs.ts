import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Engine } from "../metadata/engine.ts";
import { runTransaction } from "../metadata/metadata.ts";

/** What the last stop left behind, put in order. */
export interface PackRecovery {
  /** Packs that were open: cut to the last record a row names, and closed. */
  readonly cut: number;
  /** Packs no row names: bodies that were never acknowledged. */
  readonly deleted: number;
}

/** Brings packs and rows into step at the start of the one process that owns the folder. */
export async function recoverPacks(engine: Engine, driver: BlobDriver): Promise<PackRecovery> {
  const rows = await engine.read.selectFrom("packs").select(["name", "state", "size_bytes"]).execute();
  const known = new Set(rows.map(({ name }) => name));
  const open = rows.filter(({ state }) => state === "open");
  for (const { name, size_bytes } of open) await driver.tail.cut(name, size_bytes);
  if (open.length > 0) {
    await runTransaction(engine, (db) =>
      db.updateTable("packs").set({ state: "closed" }).where("state", "=", "open").execute(),
    );
  }
  let deleted = 0;
  for await (const { name } of driver.list()) {
    if (known.has(name)) continue;
    await driver.delete(name);
    deleted += 1;
  }
  return { cut: open.length, deleted };
}
