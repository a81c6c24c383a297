import { BODY_SLOT_BYTES, BODY_SLOTS, CHUNK_MAX_BYTES } from "../../model/index.ts";
import { Semaphore } from "../../async/semaphore.ts";

/**
 * Memory for one part of a large body: the received bytes, and the chunks that they complete (with up to 1 MiB from
 * earlier parts).
 *
 * All threads receive all slots when they start, and messages refer to them by number: V8 would count a shared buffer
 * in a message as newly allocated memory, and collect garbage in vain.
 */
export interface BodySlot {
  readonly number: number;
  readonly input: SharedArrayBuffer;
  readonly output: SharedArrayBuffer;
}

/** A range within a slot (in bytes). */
export interface SlotSpan {
  readonly slot: number;
  readonly start: number;
  readonly length: number;
}

/** Creates the slots; the system allocates their memory on first use. */
export function makeBodySlots(): BodySlot[] {
  return Array.from({ length: BODY_SLOTS }, (_, number) => ({
    number,
    input: new SharedArrayBuffer(BODY_SLOT_BYTES),
    output: new SharedArrayBuffer(BODY_SLOT_BYTES + CHUNK_MAX_BYTES),
  }));
}

/** A pool of slots. Waiters take a slot in the order of their calls. */
export class SlotPool {
  readonly #free: BodySlot[];
  readonly #semaphore: Semaphore;

  constructor(slots: readonly BodySlot[]) {
    this.#free = [...slots];
    this.#semaphore = new Semaphore(slots.length);
  }

  async acquire(): Promise<BodySlot> {
    await this.#semaphore.acquire();
    return this.#free.pop()!;
  }

  release(slot: BodySlot): void {
    this.#free.push(slot);
    this.#semaphore.release();
  }
}
