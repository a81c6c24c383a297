import type { Declared, UploadTarget } from "../../../core/ports/blob-store.ts";
import { type Md5Hex, StemmaError } from "../../../model/index.ts";

/**
 * Compares the MD5 of a body with the declared one.
 *
 * @throws `digest_mismatch`
 */
export function checkMd5(md5: Md5Hex, declared: Declared, uploadTarget: UploadTarget): void {
  if (declared.md5 === undefined || declared.md5 === md5) return;
  throw new StemmaError(
    "digest_mismatch",
    `Cannot store "${nameOf(uploadTarget)}": its bytes have the MD5 ${md5}, expected ${declared.md5}`,
  );
}

/**
 * Compares an XXH128 in hex with the declared one in base64.
 *
 * @throws `digest_mismatch`
 */
export function checkXxh128Of(hex: string, announcedBase64: string, uploadTarget: UploadTarget): void {
  const found = Buffer.from(hex, "hex").toString("base64");
  if (found === announcedBase64) return;
  throw new StemmaError(
    "digest_mismatch",
    `Cannot store "${nameOf(uploadTarget)}": its bytes have the XXH128 ${found}, expected ${announcedBase64}`,
  );
}

/**
 * Compares the size of a body with the declared one.
 *
 * @throws `size_mismatch`
 */
export function checkSize(sizeBytes: number, declared: Declared): void {
  if (sizeBytes === declared.sizeBytes) return;
  throw new StemmaError(
    "size_mismatch",
    `Cannot store the body: ${sizeBytes} bytes arrived, expected ${declared.sizeBytes}`,
  );
}

/** Names an upload target for error messages. */
function nameOf(uploadTarget: UploadTarget): string {
  if (uploadTarget.kind === "draft-file") return uploadTarget.path;
  return uploadTarget.kind === "run-file" ? uploadTarget.name : `part ${uploadTarget.partNumber}`;
}
