import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type BlobHash, type Finding, type FoundDamage, isStemmaError } from "../../model/index.ts";
import { createBlake3 } from "../blobs/pack/blake3.ts";
import { BlobReader } from "../blobs/blob-reader.ts";
import { type AuditStore, finding, type Phase } from "./audit-store.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { findDamage } from "./read-records.ts";
import { type ReadBlob, wrongNames } from "./checks/wrong-names.ts";

/** Bytes after which a step ends. A file is read in one step, because its digests cover all of it. */
const BYTES_PER_BATCH = 16 * 1024 * 1024;
const FILES_PER_BATCH = 64;

/**
 * Reads every file of more than one chunk, in the part of its first chunk's pack, and verifies the checksum of each
 * chunk, the BLAKE3 of the file and the MD5 of its names.
 */
export const readFiles: Phase = async (store, { after }, options) => {
  if (!options.isDataRead) return { next: null, counts: {}, findings: [], damage: [] };
  const { number, of } = options.part;
  const { rows } = await sql<{ id: number; hash: BlobHash; size_bytes: number }>`
    select blobs.id, blobs.hash, blobs.size_bytes from blobs
      join blob_chunks on blob_chunks.blob_id = blobs.id and blob_chunks.start_byte = 0
      join chunks on chunks.id = blob_chunks.chunk_id
    where blobs.id > ${after} and chunks.hash <> blobs.hash and chunks.pack_id % ${of} = ${number - 1}
    order by blobs.id limit ${FILES_PER_BATCH}`.execute(store.engine.read);
  const pace = new RateLimiter(store.sleep, options.bytesPerSecond);
  const findings: Finding[] = [];
  const damage: FoundDamage[] = [];
  const blobs: ReadBlob[] = [];
  let [done, bytes] = [0, 0];
  for (const { hash, size_bytes } of rows) {
    if (bytes > BYTES_PER_BATCH) break;
    const reading = await readFile(store, hash, size_bytes, pace);
    if (reading?.md5 !== undefined) blobs.push({ hash, md5: reading.md5 });
    if (reading?.fault !== undefined) findings.push(finding(`Blob ${hash}: ${reading.fault}`, hash));
    damage.push(...(reading?.damage ?? []));
    bytes += size_bytes;
    done += 1;
  }
  const isEnd = done === rows.length && rows.length < FILES_PER_BATCH;
  return {
    next: isEnd ? null : { after: rows[done - 1]!.id, at: 0 },
    counts: { "large files": done, "read bytes": bytes },
    findings: [...findings, ...(await wrongNames(store, blobs))],
    damage,
  };
};

interface FileReading {
  readonly md5?: string;
  readonly fault?: string;
  readonly damage?: readonly FoundDamage[];
}

/** Returns undefined if the file is no longer stored. Reads a file again that was removed and stored anew meanwhile. */
async function readFile(
  store: AuditStore,
  hash: BlobHash,
  sizeBytes: number,
  pace: RateLimiter,
  isAgain = false,
): Promise<FileReading | undefined> {
  const md5 = createHash("md5");
  const blake3 = createBlake3();
  let length = 0;
  try {
    for await (const part of (await new BlobReader(store).open(hash)).bytes) {
      md5.update(part);
      blake3.update(part);
      length += part.byteLength;
      await pace.spend(part.byteLength);
    }
  } catch (error) {
    if (isStemmaError(error, "not_found")) return undefined;
    if (!isStemmaError(error)) throw error;
    const damage = await chunksToBlame(store, hash);
    if (damage === undefined || damage.length > 0) return damage === undefined ? undefined : { damage };
    return isAgain ? { fault: `it cannot be read: ${error.message}` } : readFile(store, hash, sizeBytes, pace, true);
  }
  if (length !== sizeBytes) return { fault: `it has ${length} bytes, expected ${sizeBytes}` };
  const actual = blake3.digestHex();
  return actual === hash ? { md5: md5.digest("base64") } : { fault: `its bytes have the BLAKE3 ${actual}` };
}

/**
 * Returns the corrupt chunks of a file, because its read ended at the first one; undefined if the file is no longer
 * stored.
 */
async function chunksToBlame(store: AuditStore, blob: BlobHash): Promise<FoundDamage[] | undefined> {
  const damage: FoundDamage[] = [];
  const chunks = new Set((await new BlobReader(store).chunksOf(blob)).map(({ hash }) => hash));
  for (const chunk of chunks) damage.push(...(await findDamage(store, chunk, blob)));
  return chunks.size === 0 ? undefined : damage;
}
