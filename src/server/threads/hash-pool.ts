import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { BODY_SLOT_BYTES, type BlobHash, LARGE_BODIES_AT_ONCE, type Md5Hex, StemmaError } from "../../model/index.ts";
import type { BodyHasher, CutBatch, HashSession } from "../../stores/blobs/chunking/body-hasher.ts";
import type { NewChunk } from "../../stores/blobs/commit/store-work.ts";
import { Semaphore } from "../../stores/blobs/commit/semaphore.ts";
import { type BodySlot, SlotKeeper } from "./body-slots.ts";
import type { CutChunk } from "./hash-thread.ts";
import { ThreadCaller, threadLimits } from "./thread-calls.ts";

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
export function startHashPool(slots: readonly BodySlot[], onEnd: (error: Error) => void): HashPool {
  const threads = Array.from({ length: HASH_THREADS }, () => startThread(slots, onEnd));
  const bodies = new Semaphore(LARGE_BODIES_AT_ONCE);
  const memory = new SlotKeeper(slots);
  let lastId = 0;
  return {
    bodies,
    async open({ isCut }) {
      await bodies.take();
      lastId += 1;
      const [md5Thread, cutThread] = [threads[lastId % HASH_THREADS]!, threads[(lastId + 1) % HASH_THREADS]!];
      const session = new PooledSession(lastId, md5Thread.caller, cutThread.caller, memory, () => bodies.give());
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
  readonly #memory: SlotKeeper;
  readonly #onClose: () => void;
  #slot: BodySlot | undefined;
  #filled = 0;
  #underWay: Promise<void> = Promise.resolve();
  #ready: CutBatch[] = [];

  constructor(id: number, md5: ThreadCaller, cut: ThreadCaller, memory: SlotKeeper, onClose: () => void) {
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
      this.#slot ??= await this.#memory.take();
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
    await this.#underWay;
    const slot = await this.#memory.take();
    const last = this.#cut.call<{ chunks: CutChunk[]; hash: BlobHash }>("finishCut", [this.#id, slot.number]);
    const [md5, { chunks, hash }] = await Promise.all([this.#md5.call<Md5Hex>("finishMd5", [this.#id]), last]);
    this.#ready.push({ chunks: viewed(slot, chunks), release: () => this.#memory.give(slot) });
    return { batches: this.#takeReady(), digests: { hash, md5 } };
  }

  async close(): Promise<void> {
    await this.#underWay.catch(() => {});
    for (const { release } of this.#takeReady()) release();
    if (this.#slot !== undefined) this.#memory.give(this.#slot);
    this.#slot = undefined;
    this.#onClose();
    await Promise.all([this.#md5.call("closeMd5", [this.#id]), this.#cut.call("closeCut", [this.#id])]).catch(() => {});
  }

  /** Sends the full slot to both threads after the previous one is done. */
  async #dispatch(): Promise<void> {
    await this.#underWay;
    const [slot, length] = [this.#slot!, this.#filled];
    [this.#slot, this.#filled] = [undefined, 0];
    const release = (): void => this.#memory.give(slot);
    const hashed = this.#md5.call("md5", [this.#id, slot.number, length]);
    const cut = this.#cut.call<CutChunk[]>("cut", [this.#id, slot.number, length]);
    this.#underWay = Promise.all([cut, hashed]).then(
      ([chunks]) =>
        void (chunks.length === 0 ? release() : this.#ready.push({ chunks: viewed(slot, chunks), release })),
      (error: unknown) => {
        release();
        throw error;
      },
    );
    this.#underWay.catch(() => {});
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

function startThread(slots: readonly BodySlot[], onEnd: (error: Error) => void) {
  const worker = new Worker(new URL(`./hash-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: slots,
    resourceLimits: threadLimits,
  });
  const caller = new ThreadCaller(worker);
  let isStopping = false;
  const ended = (error: unknown): void => {
    caller.end(new StemmaError("unavailable", "Cannot hash the body: the hash thread has ended", { cause: error }));
    if (!isStopping)
      onEnd(error instanceof Error ? error : new Error(`a hash thread ended with code ${String(error)}`));
  };
  worker.on("error", ended);
  worker.on("exit", ended);
  const stop = async (): Promise<void> => {
    isStopping = true;
    await worker.terminate();
  };
  return { caller, stop };
}
