import { createHash } from "node:crypto";
import { type BlobHash, type Md5Hex, md5ToBase64 } from "../../../src/model/index.ts";
import { createBlake3 } from "../../../src/stores/blobs/blake3.ts";
import { readerOf, type StoppedStore } from "../open-stopped-store.ts";
import { seededRandom } from "../seeded-random.ts";

/** A blob as its row says; the MD5 of its bytes (base64) where they were read. */
export interface CheckedBlob {
  readonly id: number;
  readonly sizeBytes: number;
  readonly md5: string | undefined;
}

/** All blobs by their hash, and what is wrong with them. */
export interface BlobCheck {
  readonly read: ReadonlyMap<string, CheckedBlob>;
  readonly violations: readonly string[];
}

/**
 * Every blob has chunks that join without a gap; every blob, or those of a sample, is read, and its bytes have the size
 * and the BLAKE3 of its row. What a project, a run or a draft calls by an MD5 has that MD5.
 */
export async function checkBlobs(
  store: StoppedStore,
  sample: { readonly blobs: number; readonly seed: number } | undefined,
): Promise<BlobCheck> {
  const rows = await store.engine.read.selectFrom("blobs").select(["id", "hash", "size_bytes"]).orderBy("id").execute();
  const chosen = sample === undefined ? undefined : chooseRows(rows, sample);
  const read = new Map<string, CheckedBlob>();
  const violations = await gaps(store);
  for (const row of rows) {
    let md5: string | undefined;
    if (chosen === undefined || chosen.has(row)) {
      const result = await readBlob(store, row.hash, row.size_bytes);
      if ("fault" in result) violations.push(`Blob ${row.hash}: ${result.fault}`);
      else md5 = result.md5;
    }
    read.set(row.hash, { id: row.id, sizeBytes: row.size_bytes, md5 });
  }
  return { read, violations: [...violations, ...(await wrongNames(store, read))] };
}

function chooseRows<Row>(rows: readonly Row[], { blobs, seed }: { blobs: number; seed: number }): ReadonlySet<Row> {
  const random = seededRandom(seed);
  const chosen = new Set<Row>();
  while (chosen.size < Math.min(blobs, rows.length)) chosen.add(random.pick(rows));
  return chosen;
}

async function readBlob(
  store: StoppedStore,
  hash: string,
  sizeBytes: number,
): Promise<{ md5: string } | { fault: string }> {
  const md5 = createHash("md5");
  const blake3 = createBlake3();
  let length = 0;
  try {
    const { bytes } = await readerOf(store).open(hash as BlobHash);
    for await (const part of bytes) {
      md5.update(part);
      blake3.update(part);
      length += part.byteLength;
    }
  } catch (error) {
    return { fault: `it cannot be read: ${(error as Error).message}` };
  }
  if (length !== sizeBytes) return { fault: `it has ${length} bytes, expected ${sizeBytes}` };
  const actual = blake3.digestHex();
  return actual === hash ? { md5: md5.digest("base64") } : { fault: `its bytes have the BLAKE3 ${actual}` };
}

/** Blobs whose chunks do not follow each other from the first byte to the last. */
async function gaps({ engine }: StoppedStore): Promise<string[]> {
  const rows = await engine.read
    .selectFrom("blobs")
    .leftJoin("blob_chunks", "blob_chunks.blob_id", "blobs.id")
    .leftJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
    .select(["blobs.hash", "blobs.size_bytes", "blob_chunks.start_byte", "chunks.raw_bytes"])
    .orderBy("blobs.id")
    .orderBy("blob_chunks.start_byte")
    .execute();
  return [...Map.groupBy(rows, ({ hash }) => hash)].flatMap(([hash, parts]) => {
    let position = 0;
    for (const { start_byte, raw_bytes } of parts) {
      if (start_byte !== null && start_byte !== position)
        return [`Blob ${hash}: a chunk begins at byte ${start_byte}, expected ${position}`];
      position += raw_bytes ?? 0;
    }
    const expected = parts[0]!.size_bytes;
    return position === expected ? [] : [`Blob ${hash}: its chunks hold ${position} bytes, expected ${expected}`];
  });
}

/** What is called by an MD5 that its bytes do not have. */
async function wrongNames({ engine }: StoppedStore, read: BlobCheck["read"]): Promise<string[]> {
  const md5ById = new Map([...read.values()].map(({ id, md5 }) => [id, md5]));
  const claims = await engine.read.selectFrom("claims").select(["blob_id", "digest"]).execute();
  const files = await engine.read.selectFrom("run_files").select(["blob_id", "md5 as digest", "name"]).execute();
  const drafts = await engine.read
    .selectFrom("draft_blobs")
    .innerJoin("artifacts", "artifacts.id", "draft_blobs.artifact_id")
    .select(["blob_id", "draft_blobs.digest", "path"])
    // Files of other drafts are named by an XXH128.
    .where("artifacts.digest_algorithm", "<>", "MANIFEST_XXH128")
    .execute();
  const parts = await engine.read.selectFrom("upload_parts").select(["blob_id", "md5", "number"]).execute();
  const wrong = (what: string, { blob_id, digest }: { blob_id: number; digest: string }): string[] => {
    const actual = md5ById.get(blob_id);
    if (actual === undefined || actual === digest) return [];
    return [`${what}: its bytes have the MD5 ${actual}, expected ${digest}`];
  };
  return [
    ...claims.flatMap((claim) => wrong(`Claim ${claim.digest}`, claim)),
    ...files.flatMap((file) => wrong(`File "${file.name}" of a run`, file)),
    ...drafts.flatMap((file) => wrong(`File "${file.path}" of a draft`, file)),
    ...parts.flatMap(({ blob_id, md5, number }) =>
      wrong(`Part ${number} of an upload`, { blob_id, digest: md5ToBase64(md5 as Md5Hex) }),
    ),
  ];
}
