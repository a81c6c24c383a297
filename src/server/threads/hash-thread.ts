import { createHash, type Hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createCutSession, type CutSession } from "../../stores/blobs/chunking/body-hasher.ts";
import type { NewChunk } from "../../stores/blobs/commit/store-work.ts";
import type { BodySlot, SlotSpan } from "./body-slots.ts";
import { answerCalls, type Callable } from "./thread-calls.ts";

/** A chunk in a shared slot. */
export type CutChunk = SlotSpan & { readonly hash: string };

/**
 * The hash thread: computes MD5 of some bodies, chunks and BLAKE3 of others. Receives bytes and returns chunks in
 * shared slots.
 */
const inputs = (workerData as readonly BodySlot[]).map(({ input }) => new Uint8Array(input));
const outputs = (workerData as readonly BodySlot[]).map(({ output }) => new Uint8Array(output));
const md5s = new Map<number, Hash>();
const cuts = new Map<number, CutSession>();

/** The output slot of the current call; chunks are written one after the other. */
let output: Uint8Array = new Uint8Array(0);
let written = 0;

function takeBuffer(sizeBytes: number): Uint8Array {
  const buffer = output.subarray(written, written + sizeBytes);
  written += sizeBytes;
  return buffer;
}

function intoSlot<T>(slot: number, work: () => T): T {
  output = outputs[slot]!;
  written = 0;
  return work();
}

function spansOf(slot: number, chunks: readonly NewChunk[]): CutChunk[] {
  return chunks.map(({ hash, bytes }) => ({ hash, slot, start: bytes.byteOffset, length: bytes.byteLength }));
}

answerCalls(parentPort!, {
  ready: async () => undefined,
  openMd5: async (id: number) => void md5s.set(id, createHash("md5")),
  md5: async (id: number, slot: number, length: number) => void md5s.get(id)!.update(inputs[slot]!.subarray(0, length)),
  finishMd5: async (id: number) => md5s.get(id)!.digest("hex"),
  closeMd5: async (id: number) => void md5s.delete(id),

  openCut: async (id: number, isCut: boolean) => void cuts.set(id, createCutSession(isCut, takeBuffer)),
  cut: async (id: number, slot: number, length: number) => {
    const session = cuts.get(id)!;
    return spansOf(
      slot,
      intoSlot(slot, () => session.push(inputs[slot]!.subarray(0, length))),
    );
  },
  finishCut: async (id: number, slot: number) => {
    const { chunks, hash } = intoSlot(slot, () => cuts.get(id)!.finish());
    return { chunks: spansOf(slot, chunks), hash };
  },
  closeCut: async (id: number) => void cuts.delete(id),
} as Callable);
