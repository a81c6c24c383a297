import { sql } from "kysely";
import { type Finding, type Md5Hex, MANIFEST_XXH128, md5FromBase64 } from "../../model/index.ts";
import { inputRows } from "../metadata/input-rows.ts";
import type { RowsScope } from "../metadata/rows-scope.ts";
import { finding } from "./audit-store.ts";

/** A blob and the MD5 its bytes have. */
export interface ReadBlob {
  readonly hash: string;
  /** Base64. */
  readonly md5: string;
}

/** What is called by an MD5 that its bytes do not have: claims, files of runs and drafts, parts of uploads. */
export async function wrongNames({ db, facts }: RowsScope, blobs: readonly ReadBlob[]): Promise<Finding[]> {
  if (blobs.length === 0) return [];
  const given = inputRows(
    facts,
    { hash: "text", md5: "text", hex: "text" },
    blobs.map(({ hash, md5 }) => [hash, md5, md5FromBase64(md5, hash) satisfies Md5Hex]),
  );
  const { rows } = await sql<{ hash: string; md5: string; noun: string; name: string | null; digest: string }>`
    select given.hash, given.md5, 'Claim' as noun, null as name, claims.digest
      from ${given} as given cross join blobs cross join claims
      where blobs.hash = given.hash and claims.blob_id = blobs.id and claims.algorithm = 'MD5' and claims.digest <> given.md5
    union all
    select given.hash, given.md5, 'File of a run' as noun, run_files.name, run_files.md5 as digest
      from ${given} as given cross join blobs cross join run_files
      where blobs.hash = given.hash and run_files.blob_id = blobs.id and run_files.md5 <> given.md5
    union all
    select given.hash, given.md5, 'File of a draft' as noun, draft_blobs.path as name, draft_blobs.digest
      from ${given} as given cross join blobs cross join draft_blobs cross join artifacts
      where blobs.hash = given.hash and draft_blobs.blob_id = blobs.id and artifacts.id = draft_blobs.artifact_id
        and artifacts.digest_algorithm <> ${MANIFEST_XXH128} and draft_blobs.digest <> given.md5
    union all
    select given.hash, given.md5, 'Part of an upload' as noun, null as name, upload_parts.md5 as digest
      from ${given} as given cross join blobs cross join upload_parts
      where blobs.hash = given.hash and upload_parts.blob_id = blobs.id and upload_parts.md5 <> given.hex`.execute(db);
  return rows.map(({ hash, md5, noun, name, digest }) => {
    const subject = name === null ? `${noun} ${digest}` : `${noun} "${name}"`;
    return finding(`${subject}: its bytes have the MD5 ${md5}, expected ${digest}`, hash);
  });
}
