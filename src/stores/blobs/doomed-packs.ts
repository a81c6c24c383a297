import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Engine } from "../metadata/engine.ts";
import { runTransaction } from "../metadata/metadata.ts";

/** What was deleted. **Units** bytes */
export interface DeletedPacks {
  readonly packs: number;
  readonly bytes: number;
}

/**
 * Packs that no row names, on their way out. A file that cannot be deleted now is kept in mind and tried again by every
 * round of the collector; what a stop forgets, the next start deletes.
 */
export class DoomedPacks {
  readonly #engine: Engine;
  readonly #driver: BlobDriver;
  readonly #sizes = new Map<string, number>();
  /** Of these nobody knows yet whether a row names them. */
  readonly #unsure = new Set<string>();

  constructor(ports: { engine: Engine; driver: BlobDriver }) {
    this.#engine = ports.engine;
    this.#driver = ports.driver;
  }

  /** Of a pack that never had a row nothing was counted: its size is 0. **Units** bytes */
  add(name: string, sizeBytes = 0): void {
    this.#sizes.set(name, sizeBytes);
  }

  /** A pack that goes if no row names it: the answer of the transaction that would enter it was lost. */
  addUnlessNamed(name: string): void {
    this.#unsure.add(name);
  }

  /**
   * Deletes all of them that can be deleted: one that cannot holds none of the others up.
   *
   * **Errors** those of the first deletion that failed, once the others were tried
   */
  async delete(): Promise<DeletedPacks> {
    const deleted = { packs: 0, bytes: 0 };
    const errors: unknown[] = [];
    await this.#makeSure().catch((error: unknown) => errors.push(error));
    for (const [name, sizeBytes] of this.#sizes) {
      try {
        await this.#driver.delete(name);
      } catch (error) {
        errors.push(error);
        continue;
      }
      // Another call may have deleted it meanwhile, and counts it.
      if (!this.#sizes.delete(name)) continue;
      deleted.packs += 1;
      deleted.bytes += sizeBytes;
    }
    if (errors.length > 0) throw errors[0];
    return deleted;
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
