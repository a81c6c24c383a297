import type { BlobDriver, ListedObject, ObjectSize, TailDriver } from "../../src/core/ports/blob-driver.ts";
import { createMemoryDriver } from "../support/memory-driver.ts";
import type { SeededRandom } from "../support/seeded-random.ts";
import type { IoSteps, StepKind } from "./io-steps.ts";

/** One of so many unsynced tails is longer than the written bytes: a file system may add bytes. */
const GARBAGE_ONE_IN = 8;
const MAX_GARBAGE_BYTES = 64;

/**
 * A memory driver with power cuts: appended and unsynced bytes are kept in part or lost, and deleted files may
 * reappear.
 */
export class CrashingDriver implements BlobDriver {
  readonly #inner = createMemoryDriver();
  readonly #steps: IoSteps;
  readonly #syncedBytes = new Map<string, number>();
  readonly #deleted = new Map<string, Uint8Array>();

  constructor(steps: IoSteps) {
    this.#steps = steps;
  }

  readonly tail: TailDriver = {
    append: (name, parts) => this.#step(() => this.#inner.tail.append(name, parts)),
    sync: (name) =>
      this.#step(async () => {
        await this.#inner.tail.sync(name);
        this.#syncedBytes.set(name, (await this.#inner.stat(name))!.sizeBytes);
      }),
    cut: (name, sizeBytes) =>
      this.#step(async () => {
        await this.#inner.tail.cut(name, sizeBytes);
        this.#syncedBytes.set(name, sizeBytes);
      }),
    close: (name) => this.#inner.tail.close(name),
  };

  put(name: string, parts: readonly Uint8Array[]): Promise<void> {
    return this.#step(async () => {
      await this.#inner.put(name, parts);
      this.#syncedBytes.set(name, (await this.#inner.stat(name))!.sizeBytes);
    });
  }

  get(name: string, start: number, end: number): Promise<Uint8Array> {
    return this.#step(() => this.#inner.get(name, start, end), "other");
  }

  delete(name: string): Promise<void> {
    return this.#step(async () => {
      const found = await this.#inner.stat(name);
      if (found !== null) this.#deleted.set(name, await this.#inner.get(name, 0, found.sizeBytes));
      await this.#inner.delete(name);
      this.#syncedBytes.delete(name);
    });
  }

  stat(name: string): Promise<ObjectSize | null> {
    return this.#inner.stat(name);
  }

  list(): AsyncIterable<ListedObject> {
    return this.#inner.list();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Loses unsynced changes, as a power cut may. */
  async losePower(random: SeededRandom): Promise<void> {
    for await (const { name, sizeBytes } of this.#inner.list()) {
      const synced = this.#syncedBytes.get(name);
      if (synced === sizeBytes) continue;
      if (synced === undefined && random.below(2) === 0) {
        await this.#inner.delete(name);
        continue;
      }
      await this.#inner.tail.cut(name, (synced ?? 0) + random.below(sizeBytes - (synced ?? 0) + 1));
      if (random.below(GARBAGE_ONE_IN) === 0)
        await this.#inner.tail.append(name, [random.bytes(random.below(MAX_GARBAGE_BYTES))]);
    }
    for (const [name, bytes] of this.#deleted) if (random.below(3) === 0) await this.#inner.put(name, [bytes]);
    this.#deleted.clear();
    this.#syncedBytes.clear();
    for await (const { name, sizeBytes } of this.#inner.list()) this.#syncedBytes.set(name, sizeBytes);
  }

  async #step<T>(work: () => Promise<T>, kind: StepKind = "write"): Promise<T> {
    await this.#steps.pass(kind);
    const result = await work();
    await this.#steps.pass(kind);
    return result;
  }
}
