import { BODY_SLOT_BYTES, type BlobHash, LARGE_BODIES_AT_ONCE, type Md5Hex } from "../../model/index.ts";
import type { BodyHasher, CutBatch, HashSession } from "../../stores/blobs/chunking/body-hasher.ts";
import type { NewChunk } from "../../stores/blobs/commit/store-work.ts";
import { Semaphore } from "../../async/semaphore.ts";
import { type BodySlot, SlotPool } from "./body-slots.ts";
import type { CutChunk } from "./hash-thread.ts";
import { startThread } from "./start-thread.ts";
import type { ThreadCaller } from "./thread-calls.ts";

/**
 * The number of hash threads: MD5 is serial and the slowest step of a body, so it runs in parallel with the chunking of
 * the same body.
 */
const HASH_THREADS = 2;

/** The threads that hash large bodies. */
export interface HashPool extends BodyHasher {
  /** Limits concurrent large uploads. */
  readonly bodies: Semaphore;
  close(): Promise<void>;
}

/**
 * Starts the hash threads. A body is read only when it has a memory slot, so memory is bounded by the slots, whatever
 * the number of bodies.
 *
 * @param onEnd called when a thread ends unexpectedly
 */
export async function startHashPool(slots: readonly BodySlot[], onEnd: (error: Error) => void): Promise<HashPool> {
  const threads = await Promise.all(
    Array.from({ length: HASH_THREADS }, () => startThread("hash-thread", "hasher", slots, onEnd)),
  );
  const bodies = new Semaphore(LARGE_BODIES_AT_ONCE);
  const memory = new SlotPool(slots);
  let lastId = 0;
  return {
    bodies,
    async open({ isCut }) {
      await bodies.acquire();
      lastId += 1;
      const [md5Thread, cutThread] = [threads[lastId % HASH_THREADS]!, threads[(lastId + 1) % HASH_THREADS]!];
      const session = new PooledSession(lastId, md5Thread.caller, cutThread.caller, memory, () => bodies.release());
      await session.begin(isCut);
      return session;
    },
    async close() {
      await Promise.all(threads.map(({ stop }) => stop()));
    },
  };
}

/** Collects a body in slots; each full slot is hashed and chunked while the next one is filled. */
class PooledSession implements HashSession {
  readonly #id: number;
  readonly #md5: ThreadCaller;
  readonly #cut: ThreadCaller;
  readonly #memory: SlotPool;
  readonly #onClose: () => void;
  #slot: BodySlot | undefined;
  #filled = 0;
  #dispatched: Promise<void> = Promise.resolve();
  #ready: CutBatch[] = [];

  constructor(id: number, md5: ThreadCaller, cut: ThreadCaller, memory: SlotPool, onClose: () => void) {
    this.#id = id;
    this.#md5 = md5;
    this.#cut = cut;
    this.#memory = memory;
    this.#onClose = onClose;
  }

  async begin(isCut: boolean): Promise<void> {
    await Promise.all([this.#md5.call("openMd5", [this.#id]), this.#cut.call("openCut", [this.#id, isCut])]);
  }

  async push(part: Uint8Array): Promise<CutBatch[]> {
    let rest = part;
    while (rest.byteLength > 0) {
      this.#slot ??= await this.#memory.acquire();
      const piece = rest.subarray(0, BODY_SLOT_BYTES - this.#filled);
      new Uint8Array(this.#slot.input).set(piece, this.#filled);
      this.#filled += piece.byteLength;
      rest = rest.subarray(piece.byteLength);
      if (this.#filled === BODY_SLOT_BYTES) await this.#dispatch();
    }
    return this.#takeReady();
  }

  async finish(): ReturnType<HashSession["finish"]> {
    if (this.#slot !== undefined) await this.#dispatch();
    await this.#dispatched;
    const slot = await this.#memory.acquire();
    const last = this.#cut.call<{ chunks: CutChunk[]; hash: BlobHash }>("finishCut", [this.#id, slot.number]);
    const [md5, { chunks, hash }] = await Promise.all([this.#md5.call<Md5Hex>("finishMd5", [this.#id]), last]);
    this.#ready.push({ chunks: viewed(slot, chunks), release: () => this.#memory.release(slot) });
    return { batches: this.#takeReady(), digests: { hash, md5 } };
  }

  async close(): Promise<void> {
    await this.#dispatched.catch(() => {});
    for (const { release } of this.#takeReady()) release();
    if (this.#slot !== undefined) this.#memory.release(this.#slot);
    this.#slot = undefined;
    this.#onClose();
    await Promise.all([this.#md5.call("closeMd5", [this.#id]), this.#cut.call("closeCut", [this.#id])]).catch(() => {});
  }

  /** Sends the full slot to both threads after the previous one is done. */
  async #dispatch(): Promise<void> {
    await this.#dispatched;
    const [slot, length] = [this.#slot!, this.#filled];
    [this.#slot, this.#filled] = [undefined, 0];
    const release = (): void => this.#memory.release(slot);
    const hashed = this.#md5.call("md5", [this.#id, slot.number, length]);
    const cut = this.#cut.call<CutChunk[]>("cut", [this.#id, slot.number, length]);
    this.#dispatched = Promise.all([cut, hashed]).then(
      ([chunks]) =>
        void (chunks.length === 0 ? release() : this.#ready.push({ chunks: viewed(slot, chunks), release })),
      (error: unknown) => {
        release();
        throw error;
      },
    );
    this.#dispatched.catch(() => {});
  }

  #takeReady(): CutBatch[] {
    const batches = this.#ready;
    this.#ready = [];
    return batches;
  }
}

function viewed({ output }: BodySlot, chunks: readonly CutChunk[]): NewChunk[] {
  return chunks.map(({ hash, start, length }) => ({ hash, bytes: new Uint8Array(output, start, length) }));
}
