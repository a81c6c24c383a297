import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { createCutSession, type CutSession } from "../stores/blobs/body-hasher.ts";
import { answerCalls, type Callable } from "./thread-calls.ts";

/** A hash thread: MD5 of some bodies, cutting and BLAKE3 of others; the bytes come in shared memory. */
const md5s = new Map<number, Hash>();
const cuts = new Map<number, CutSession>();

answerCalls(parentPort!, {
  openMd5: async (id: number) => void md5s.set(id, createHash("md5")),
  md5: async (id: number, slot: SharedArrayBuffer, length: number) =>
    void md5s.get(id)!.update(new Uint8Array(slot, 0, length)),
  finishMd5: async (id: number) => md5s.get(id)!.digest("hex"),
  closeMd5: async (id: number) => void md5s.delete(id),

  openCut: async (id: number, isCut: boolean) => void cuts.set(id, createCutSession(isCut)),
  cut: async (id: number, slot: SharedArrayBuffer, length: number) =>
    cuts.get(id)!.push(new Uint8Array(slot, 0, length)),
  finishCut: async (id: number) => cuts.get(id)!.finish(),
  closeCut: async (id: number) => void cuts.delete(id),
} as Callable);
