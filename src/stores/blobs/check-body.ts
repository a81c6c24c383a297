import type { Announced, Receipt } from "../../core/ports/blob-store.ts";
import { type Md5Hex, StemmaError } from "../../model/index.ts";

/** **Errors** `digest_mismatch` */
export function checkMd5(md5: Md5Hex, announced: Announced, receipt: Receipt): void {
  if (announced.md5 === undefined || announced.md5 === md5) return;
  throw new StemmaError(
    "digest_mismatch",
    `Cannot store "${nameOf(receipt)}": its bytes have the MD5 ${md5}, expected ${announced.md5}`,
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
