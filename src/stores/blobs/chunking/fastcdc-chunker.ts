import { CHUNK_AVERAGE_BYTES, CHUNK_MAX_BYTES, CHUNK_MIN_BYTES, SINGLE_CHUNK_BYTES } from "../../../model/limits.ts";
import { gearWasmBase64 } from "./gear-wasm.ts";

/** FastCDC's normalisation: two more bits below the average size and two fewer above it keep sizes near the average. */
const NORMALISATION_BITS = 2;
const AVERAGE_BITS = Math.log2(CHUNK_AVERAGE_BYTES);

/**
 * Allocated once, because growing WebAssembly memory detaches every view. Two maximum chunks, so that bytes are rarely
 * moved.
 */
const MEMORY_BYTES = 2 * CHUNK_MAX_BYTES + 1024 * 1024;
const WASM_PAGE_BYTES = 64 * 1024;

/** The table of the gear hash precedes the bytes. */
const TABLE_BYTES = 256 * 8;

/** Splits bodies into content-defined chunks. Chunk boundaries do not depend on how a body is split into parts. */
export interface Chunker {
  /**
   * Adds the next bytes of the body and returns the chunks they complete.
   *
   * @returns copies that belong to the caller. At most 1 MiB of the body stays buffered, so the result is at most 1 MiB
   * longer than the input.
   */
  push(bytes: Uint8Array): Uint8Array[];
  /** Ends the body: returns the remaining chunks and resets the chunker. An empty body has no chunk. */
  finish(): Uint8Array[];
  /** Drops an aborted body. */
  reset(): void;
}

/**
 * Returns memory for one chunk: exactly that many bytes, at most CHUNK_MAX_BYTES, usable until the chunk is released.
 */
export type TakeBuffer = (sizeBytes: number) => Uint8Array;

interface Gear {
  restart(): void;
  findCut(from: number, end: number, zeroBits: number): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Creates a chunker: FastCDC with a gear hash of 64 bits (gear.as), normalisation 2, and the chunk sizes of
 * model/limits.
 *
 * A body up to SINGLE_CHUNK_BYTES is one chunk. In a larger one, the hash restarts CHUNK_MIN_BYTES into each chunk. A
 * chunk ends after the first byte at which the hash begins with 20 zero bits, from CHUNK_AVERAGE_BYTES on with 16, and
 * at CHUNK_MAX_BYTES at the latest.
 *
 * A chunker allocates 3 MiB and should be reused for many bodies. Without `takeBuffer` each chunk has an ArrayBuffer of
 * its own, which can be transferred to another thread; reused buffers save a quarter of the time.
 *
 * @see Xia and others, "FastCDC", USENIX ATC 2016
 */
export function createChunker(takeBuffer: TakeBuffer = (sizeBytes) => new Uint8Array(sizeBytes)): Chunker {
  const memory = new WebAssembly.Memory({
    initial: MEMORY_BYTES / WASM_PAGE_BYTES,
    maximum: MEMORY_BYTES / WASM_PAGE_BYTES,
  });
  compiled ??= new WebAssembly.Module(Buffer.from(gearWasmBase64, "base64"));
  const gear = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Gear;
  return new FastCdcChunker(gear, new Uint8Array(memory.buffer), takeBuffer);
}

/**
 * Offsets refer to the memory: the current chunk begins at `#start`, the bytes before `#seen` are hashed, `#end`
 * follows the last byte.
 */
class FastCdcChunker implements Chunker {
  readonly #gear: Gear;
  readonly #memory: Uint8Array;
  readonly #takeBuffer: TakeBuffer;
  #start = TABLE_BYTES;
  #seen = TABLE_BYTES;
  #end = TABLE_BYTES;
  #isLarge = false;

  constructor(gear: Gear, memory: Uint8Array, takeBuffer: TakeBuffer) {
    this.#gear = gear;
    this.#memory = memory;
    this.#takeBuffer = takeBuffer;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#end === MEMORY_BYTES) this.#moveToFront();
      const room = MEMORY_BYTES - this.#end;
      const part = rest.length > room ? rest.subarray(0, room) : rest;
      this.#memory.set(part, this.#end);
      this.#end += part.length;
      rest = rest.subarray(part.length);
      this.#takeChunks(chunks);
    }
    return chunks;
  }

  finish(): Uint8Array[] {
    const chunks = this.#end > this.#start ? [this.#copy(this.#end)] : [];
    this.reset();
    return chunks;
  }

  reset(): void {
    this.#start = TABLE_BYTES;
    this.#seen = TABLE_BYTES;
    this.#end = TABLE_BYTES;
    this.#isLarge = false;
  }

  #takeChunks(chunks: Uint8Array[]): void {
    this.#isLarge ||= this.#end - this.#start > SINGLE_CHUNK_BYTES;
    if (!this.#isLarge) return;
    for (let cut = this.#findCut(); cut !== 0; cut = this.#findCut()) {
      chunks.push(this.#copy(cut));
      this.#start = cut;
      this.#seen = cut;
    }
  }

  /** Returns the offset after the current chunk, or 0 if its end has not arrived. */
  #findCut(): number {
    if (this.#seen === this.#start) {
      this.#gear.restart();
      this.#seen = this.#start + CHUNK_MIN_BYTES;
    }
    const maximum = this.#start + CHUNK_MAX_BYTES;
    return (
      this.#hashTo(this.#start + CHUNK_AVERAGE_BYTES, AVERAGE_BITS + NORMALISATION_BITS) ||
      this.#hashTo(maximum, AVERAGE_BITS - NORMALISATION_BITS) ||
      (this.#seen === maximum ? maximum : 0)
    );
  }

  #hashTo(limit: number, zeroBits: number): number {
    const end = Math.min(limit, this.#end);
    if (this.#seen >= end) return 0;
    const cut = this.#gear.findCut(this.#seen, end, zeroBits);
    this.#seen = end;
    return cut;
  }

  #moveToFront(): void {
    this.#memory.copyWithin(TABLE_BYTES, this.#start, this.#end);
    const moved = this.#start - TABLE_BYTES;
    this.#start -= moved;
    this.#seen -= moved;
    this.#end -= moved;
  }

  #copy(end: number): Uint8Array {
    const chunk = this.#takeBuffer(end - this.#start);
    chunk.set(this.#memory.subarray(this.#start, end));
    return chunk;
  }
}
