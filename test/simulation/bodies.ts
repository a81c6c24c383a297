import { createHash } from "node:crypto";
import { type BlobHash, md5ToBase64, type Md5Hex } from "../../src/model/index.ts";
import { blake3Hex } from "../../src/stores/blobs/pack/blake3.ts";
import { collidingBytes } from "../support/colliding-bytes.ts";
import { seededRandom } from "../support/seeded-random.ts";

/** Bytes with their digests: on the wire, and in the store. */
export interface Body {
  readonly bytes: Uint8Array;
  readonly md5: Md5Hex;
  /** Base64 MD5. */
  readonly digest: string;
  readonly hash: BlobHash;
}

const KIB = 1024;
const byHash = new Map<string, Body>();
const random = seededRandom(1);

/** Returns the body of some bytes; the same bytes are the same object. */
export function bodyOf(bytes: Uint8Array): Body {
  const hash = blake3Hex(bytes) as BlobHash;
  const known = byHash.get(hash);
  if (known !== undefined) return known;
  const md5 = createHash("md5").update(bytes).digest("hex") as Md5Hex;
  const body = { bytes, md5, digest: md5ToBase64(md5), hash };
  byHash.set(hash, body);
  return body;
}

/** Returns the body with a hash. */
export function bodyByHash(hash: string): Body {
  const body = byHash.get(hash);
  if (body === undefined) throw new Error(`No body was made that has the hash ${hash}`);
  return body;
}

/** A few small bodies, so that files and projects share them; two of them have the same MD5. */
export const smallBodies: readonly Body[] = [
  new Uint8Array(0),
  ...[1, 40, 41, 200, 900].map((sizeBytes) => random.bytes(sizeBytes)),
  Buffer.from("the same line again and again\n".repeat(700)),
  ...collidingBytes(),
].map(bodyOf);

/** Bodies of one chunk, large enough that a pack without them is half dead. */
export const bulkyBodies: readonly Body[] = [40, 150].map((kib) => bodyOf(random.bytes(kib * KIB)));

/** Bodies of several chunks: random ones, one that contains another, one block four times, and a compressible one. */
export const largeBodies: readonly Body[] = makeLargeBodies().map(bodyOf);

function makeLargeBodies(): Uint8Array[] {
  const first = random.bytes(400 * KIB);
  const block = random.bytes(180 * KIB);
  return [
    first,
    Buffer.concat([random.bytes(90 * KIB), first, random.bytes(20 * KIB)]),
    Buffer.concat([block, block, block, block]),
    Buffer.from("a line that comes again, with its number\n".repeat(8000)),
  ];
}

/** Returns whether a body has several chunks. */
export function isLarge({ bytes }: Body): boolean {
  return bytes.byteLength > 256 * KIB;
}

/** Returns the label of a body. */
export function bodyName({ bytes, hash }: Body): string {
  return `${hash.slice(0, 6)}(${bytes.byteLength})`;
}

/** Yields a body in parts, in memory that is reused. */
export async function* arriving(bytes: Uint8Array, pass: () => Promise<void>, partBytes = 100 * KIB) {
  const buffer = new Uint8Array(Math.min(partBytes, bytes.byteLength));
  for (let start = 0; start < bytes.byteLength; start += partBytes) {
    await pass();
    const part = bytes.subarray(start, start + partBytes);
    buffer.set(part);
    yield buffer.subarray(0, part.byteLength);
    buffer.fill(0xdd);
  }
}

/** The common MD5 of two of the small bodies. */
export const collidingDigest = smallBodies.at(-1)!.digest;

const fixedHashes: ReadonlySet<string> = new Set(byHash.keys());

/** Forgets bodies that a sequence concatenated: a hundred thousand sequences would keep gigabytes. */
export function forgetJoinedBodies(): void {
  for (const hash of byHash.keys()) if (!fixedHashes.has(hash)) byHash.delete(hash);
}
