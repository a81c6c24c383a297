import type { Announced, Receipt } from "../../../core/ports/blob-store.ts";
import { type Md5Hex, StemmaError } from "../../../model/index.ts";

/** **Errors** `digest_mismatch` */
export function checkMd5(md5: Md5Hex, announced: Announced, receipt: Receipt): void {
  if (announced.md5 === undefined || announced.md5 === md5) return;
  throw new StemmaError(
    "digest_mismatch",
    `Cannot store "${nameOf(receipt)}": its bytes have the MD5 ${md5}, expected ${announced.md5}`,
  );
}

/** Compares an XXH128 in hex with the announced one in base64. **Errors** `digest_mismatch` */
export function checkXxh128Of(hex: string, announcedBase64: string, receipt: Receipt): void {
  const found = Buffer.from(hex, "hex").toString("base64");
  if (found === announcedBase64) return;
  throw new StemmaError(
    "digest_mismatch",
    `Cannot store "${nameOf(receipt)}": its bytes have the XXH128 ${found}, expected ${announcedBase64}`,
  );
}

/** **Errors** `size_mismatch` */
export function checkSize(sizeBytes: number, announced: Announced): void {
  if (sizeBytes === announced.sizeBytes) return;
  throw new StemmaError(
    "size_mismatch",
    `Cannot store the body: ${sizeBytes} bytes arrived, expected ${announced.sizeBytes}`,
  );
}

/** How people know what a body was sent for. */
function nameOf(receipt: Receipt): string {
  if (receipt.kind === "draft-file") return receipt.path;
  return receipt.kind === "run-file" ? receipt.name : `part ${receipt.partNumber}`;
}
