import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { RawBody } from "./raw-connection.ts";

const FILE_PIECE_BYTES = 256 * 1024;
/** Below the smallest chunk size: each chunk of a unique body contains a mark, so that none is already stored. */
const MARKED_PIECE_BYTES = 32 * 1024;
const POOL_BYTES = 8 * 1024 * 1024;

/** Creates a body from memory. */
export function bytesBody(bytes: Uint8Array): RawBody {
  return { sizeBytes: bytes.byteLength, pieces: () => [bytes] };
}

/** Creates a body that is read from a file while it is sent. */
export function fileBody(path: string): RawBody {
  return { sizeBytes: statSync(path).size, pieces: () => filePieces(path) };
}

/** Creates bodies without common chunks, faster than new random bytes for each. */
export function uniqueBodies(): (sizeBytes: number) => RawBody {
  const pool = randomBytes(POOL_BYTES);
  let made = 0;
  return (sizeBytes) => {
    made += 1;
    const number = made;
    return { sizeBytes, pieces: () => markedPieces(pool, number, sizeBytes) };
  };
}

/** Returns the base64 MD5 of a body. */
export function md5Of(body: RawBody): string {
  const md5 = createHash("md5");
  for (const piece of body.pieces()) md5.update(piece);
  return md5.digest("base64");
}

function* filePieces(path: string): Iterable<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(FILE_PIECE_BYTES);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function* markedPieces(pool: Buffer, number: number, sizeBytes: number): Iterable<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += MARKED_PIECE_BYTES) {
    const from = at % (POOL_BYTES - MARKED_PIECE_BYTES);
    const piece = Buffer.from(pool.subarray(from, from + Math.min(MARKED_PIECE_BYTES, sizeBytes - at)));
    piece.writeDoubleLE(number, 0);
    piece.writeDoubleLE(at, 8);
    yield piece;
  }
}
