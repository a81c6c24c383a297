import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import { isStemmaError } from "../../../model/index.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";

/** Deleted packs (in bytes). */
export interface DeletedPacks {
  readonly packs: number;
  readonly bytes: number;
  /** The number of packs left. */
  readonly undeleted: number;
}

/**
 * Packs without a row that are to be deleted. Each garbage collection round retries failed deletes; the next start
 * deletes packs that a stop has forgotten.
 */
export class PendingPackDeletes {
  readonly #engine: Engine;
  readonly #driver: BlobDriver;
  readonly #sizes = new Map<string, number>();
  /** Packs that may or may not have a row. */
  readonly #uncertain = new Set<string>();

  constructor(ports: { engine: Engine; driver: BlobDriver }) {
    this.#engine = ports.engine;
    this.#driver = ports.driver;
  }

  /** Adds a pack. The size of a pack that never had a row was not counted: it is 0 (in bytes). */
  add(name: string, sizeBytes = 0): void {
    this.#sizes.set(name, sizeBytes);
  }

  /**
   * Adds a pack that is deleted only if it has no row, because the answer of the transaction that would insert it was
   * lost.
   */
  addUnlessReferenced(name: string): void {
    this.#uncertain.add(name);
  }

  /** Deletes as many packs as possible. Counts failures and continues. */
  async delete(): Promise<DeletedPacks> {
    let [packs, bytes] = [0, 0];
    await succeeds(() => this.#resolveUncertain());
    for (const [name, sizeBytes] of this.#sizes) {
      const isGone = await succeeds(() => this.#driver.delete(name));
      // A concurrent call may have deleted and counted it.
      if (!isGone || !this.#sizes.delete(name)) continue;
      packs += 1;
      bytes += sizeBytes;
    }
    return { packs, bytes, undeleted: this.#sizes.size + this.#uncertain.size };
  }

  /**
   * Finds out which of the uncertain packs have rows. A commit whose answer was lost may still be in progress:
   * inserting the same name waits for its end.
   */
  async #resolveUncertain(): Promise<void> {
    const names = [...this.#uncertain];
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
    for (const name of names) this.#uncertain.delete(name);
    for (const name of free) this.add(name);
  }
}

/** Returns whether the work succeeded. Errors of disk or database are retried later. */
async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isStemmaError(error)) return false;
    throw error;
  }
}
