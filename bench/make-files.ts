import { randomFillSync } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILES_A_FOLDER = 100;
const BLOCK_BYTES = 16 * 1024 * 1024;

/** Creates files of random bytes, a hundred per folder. */
export function makeSmallFiles(folder: string, count: number, sizeBytes: number): void {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < count; at++) {
    const place = join(folder, `part-${String(Math.floor(at / FILES_A_FOLDER)).padStart(4, "0")}`);
    if (at % FILES_A_FOLDER === 0) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `file-${String(at % FILES_A_FOLDER).padStart(2, "0")}.bin`), randomFillSync(bytes));
  }
}

/** Creates a file of random bytes. */
export function makeLargeFile(path: string, sizeBytes: number): void {
  const file = openSync(path, "w");
  const block = Buffer.alloc(Math.min(BLOCK_BYTES, sizeBytes));
  for (let left = sizeBytes; left > 0; left -= block.byteLength)
    writeSync(file, randomFillSync(block), 0, Math.min(left, block.byteLength));
  closeSync(file);
}
