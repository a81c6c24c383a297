import { createXXHash128 } from "hash-wasm";
import { sql } from "kysely";
import { type BlobHash, type Finding, isStemmaError, type Md5Hex, md5FromBase64 } from "../../../model/index.ts";
import { BlobReader } from "../../blobs/blob-reader.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import { type AuditStore, finding } from "../audit-store.ts";

/** A blob and the MD5 of its bytes. */
export interface ReadBlob {
  readonly hash: string;
  /** Base64. */
  readonly md5: string;
}

/** Finds rows whose recorded digest differs from their content's: claims, files of runs and drafts, upload parts. */
export async function wrongNames(store: AuditStore, blobs: readonly ReadBlob[]): Promise<Finding[]> {
  if (blobs.length === 0) return [];
  const findings: Finding[] = [];
  for (const { hash, md5, noun, name, digest } of await otherDigests(store.engine, blobs)) {
    // A draft entry can have an XXH128; its row does not record the algorithm.
    if (noun === DRAFT_FILE && (await hasXxh128(store, hash as BlobHash, digest))) continue;
    const subject = name === null ? `${noun} ${digest}` : `${noun} "${name}"`;
    findings.push(finding(`${subject}: its bytes have the MD5 ${md5}, expected ${digest}`, hash));
  }
  return findings;
}

const DRAFT_FILE = "File of a draft";

interface OtherDigest {
  readonly hash: string;
  readonly md5: string;
  readonly noun: string;
  readonly name: string | null;
  readonly digest: string;
}

/** Returns the names that are not the MD5 of their bytes. */
async function otherDigests(
  { read: db, capabilities }: Engine,
  blobs: readonly ReadBlob[],
): Promise<readonly OtherDigest[]> {
  const input = inputRows(
    capabilities,
    { hash: "text", md5: "text", hex: "text" },
    blobs.map(({ hash, md5 }) => [hash, md5, md5FromBase64(md5, hash) satisfies Md5Hex]),
  );
  const { rows } = await sql<OtherDigest>`
    select input.hash, input.md5, 'Claim' as noun, null as name, claims.digest
      from ${input} as input cross join blobs cross join claims
      where blobs.hash = input.hash and claims.blob_id = blobs.id and claims.algorithm = 'MD5' and claims.digest <> input.md5
    union all
    select input.hash, input.md5, 'File of a run' as noun, run_files.name, run_files.md5 as digest
      from ${input} as input cross join blobs cross join run_files
      where blobs.hash = input.hash and run_files.blob_id = blobs.id and run_files.md5 <> input.md5
    union all
    select input.hash, input.md5, '${sql.raw(DRAFT_FILE)}' as noun, draft_blobs.path as name, draft_blobs.digest
      from ${input} as input cross join blobs cross join draft_blobs
      where blobs.hash = input.hash and draft_blobs.blob_id = blobs.id and draft_blobs.digest <> input.md5
    union all
    select input.hash, input.md5, 'Part of an upload' as noun, null as name, upload_parts.md5 as digest
      from ${input} as input cross join blobs cross join upload_parts
      where blobs.hash = input.hash and upload_parts.blob_id = blobs.id and upload_parts.md5 <> input.hex`.execute(db);
  return rows;
}

/** Returns whether the bytes of a blob have an XXH128; true if the blob is no longer stored. */
async function hasXxh128(store: AuditStore, hash: BlobHash, base64: string): Promise<boolean> {
  const xxh128 = await createXXHash128();
  try {
    for await (const part of (await new BlobReader(store).open(hash)).bytes) xxh128.update(part);
  } catch (error) {
    if (isStemmaError(error, "not_found")) return true;
    throw error;
  }
  return Buffer.from(xxh128.digest("hex"), "hex").toString("base64") === base64;
}
