import { BODY_SLOT_BYTES, BODY_SLOTS, CHUNK_MAX_BYTES } from "../../model/index.ts";
import { Semaphore } from "../../stores/blobs/commit/semaphore.ts";

/**
 * Memory for one step of a large body: what came in, and the chunks that are cut of it (with up to 1 MiB from before).
 *
 * All threads get all slots when they start, and messages name them by number: a shared buffer in every message makes
 * each thread believe that memory grows, and collect garbage in vain.
 */
export interface BodySlot {
  readonly number: number;
  readonly input: SharedArrayBuffer;
  readonly output: SharedArrayBuffer;
}

/** Bytes in a slot (in bytes). */
export interface SlotSpan {
  readonly slot: number;
  readonly start: number;
  readonly length: number;
}

/** Makes the slots; their memory is taken when it is first written to. */
export function makeBodySlots(): BodySlot[] {
  return Array.from({ length: BODY_SLOTS }, (_, number) => ({
    number,
    input: new SharedArrayBuffer(BODY_SLOT_BYTES),
    output: new SharedArrayBuffer(BODY_SLOT_BYTES + CHUNK_MAX_BYTES),
  }));
}

/** Hands the slots out; who finds none free waits. */
export class SlotKeeper {
  readonly #free: BodySlot[];
  readonly #places: Semaphore;

  constructor(slots: readonly BodySlot[]) {
    this.#free = [...slots];
    this.#places = new Semaphore(slots.length);
  }

  async take(): Promise<BodySlot> {
    await this.#places.take();
    return this.#free.pop()!;
  }

  give(slot: BodySlot): void {
    this.#free.push(slot);
    this.#places.give();
  }
}
