import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import { isStemmaError } from "../../../model/index.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";

/** What was deleted (in bytes). */
export interface DeletedPacks {
  readonly packs: number;
  readonly bytes: number;
  /** How many are left. */
  readonly undeleted: number;
}

/**
 * Packs that no row names, on their way out. A file that cannot be deleted now is kept in mind and tried again by every
 * round of the collector; what a stop forgets, the next start deletes.
 */
export class PendingPackDeletes {
  readonly #engine: Engine;
  readonly #driver: BlobDriver;
  readonly #sizes = new Map<string, number>();
  /** Of these nobody knows yet whether a row names them. */
  readonly #unsure = new Set<string>();

  constructor(ports: { engine: Engine; driver: BlobDriver }) {
    this.#engine = ports.engine;
    this.#driver = ports.driver;
  }

  /** Of a pack that never had a row nothing was counted: its size is 0 (in bytes). */
  add(name: string, sizeBytes = 0): void {
    this.#sizes.set(name, sizeBytes);
  }

  /** A pack that goes if no row names it: the answer of the transaction that would enter it was lost. */
  addUnlessNamed(name: string): void {
    this.#unsure.add(name);
  }

  /** Deletes all of them that can be deleted: one that cannot holds nothing up, and is counted. */
  async delete(): Promise<DeletedPacks> {
    let [packs, bytes] = [0, 0];
    await keepTrying(() => this.#makeSure());
    for (const [name, sizeBytes] of this.#sizes) {
      const isGone = await keepTrying(() => this.#driver.delete(name));
      // Another call may have deleted it meanwhile, and counts it.
      if (!isGone || !this.#sizes.delete(name)) continue;
      packs += 1;
      bytes += sizeBytes;
    }
    return { packs, bytes, undeleted: this.#sizes.size + this.#unsure.size };
  }

  /** A commit whose answer was lost may still be under way: whoever takes the name of its pack waits for its end. */
  async #makeSure(): Promise<void> {
    const names = [...this.#unsure];
    if (names.length === 0) return;
    const free = await runTransaction(this.#engine, async (db) => {
      const row = { state: "closed" as const, size_bytes: 0, live_bytes: 0, created_at_ms: 0 };
      const taken = await db
        .insertInto("packs")
        .values(names.map((name) => ({ name, ...row })))
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning(["id", "name"])
        .execute();
      for (const { id } of taken) await db.deleteFrom("packs").where("id", "=", id).execute();
      return taken.map(({ name }) => name);
    });
    for (const name of names) this.#unsure.delete(name);
    for (const name of free) this.add(name);
  }
}

/** Tells whether it was done; what disk or database refuse now may be done later. */
async function keepTrying(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isStemmaError(error)) return false;
    throw error;
  }
}
