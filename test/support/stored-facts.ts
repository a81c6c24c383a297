import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** The number of rows per table and the bytes per pack; equal values mean that nothing was stored. */
export type StoredFacts = Readonly<Record<string, number>>;

const SETTLE_MS = 3000;
const POLL_INTERVAL_MS = 20;

/** Counts the rows and bytes of a data folder; its server may be running. */
export function storedFacts(data: string): StoredFacts {
  const database = new DatabaseSync(join(data, "stemma.sqlite"), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    const rows = tables.map(({ name }) => [
      `rows of ${String(name)}`,
      Number(database.prepare(`select count(*) as count from ${String(name)}`).get()?.["count"]),
    ]);
    const packs = readdirSync(join(data, "packs")).map((name) => [
      `bytes of ${name}`,
      sizeOf(join(data, "packs", name)),
    ]);
    return Object.fromEntries([...rows, ...packs]) as StoredFacts;
  } finally {
    database.close();
  }
}

/**
 * Returns the same once it is as expected, or after a while: the server cleans up after an interrupted request in the
 * background.
 */
export async function settledFacts(data: string, expected: StoredFacts): Promise<StoredFacts> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const facts = storedFacts(data);
    if (JSON.stringify(facts) === JSON.stringify(expected) || Date.now() > deadline) return facts;
    await sleep(POLL_INTERVAL_MS);
  }
}

/** A pack may be deleted between the listing and the stat call. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
