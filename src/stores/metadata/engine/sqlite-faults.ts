import { StemmaError } from "../../../model/index.ts";

const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_TOOBIG = 18;
const SQLITE_NOTADB = 26;
const FOREIGN_KEY_CODE = 787;
const UNIQUE_CODES: ReadonlySet<number> = new Set([1555, 2067]);

/**
 * Translates an error of SQLite; returns other errors unchanged.
 *
 * @see https://sqlite.org/rescode.html
 */
export function translateSqlite(cause: unknown): unknown {
  const code = (cause as { errcode?: number }).errcode;
  if (code === undefined) return cause;
  if (UNIQUE_CODES.has(code))
    return new StemmaError("conflict", "Cannot insert the row: the key already exists", { cause });
  if (code === FOREIGN_KEY_CODE)
    return new StemmaError("protected", "Cannot change the row: rows refer to it, or it refers to a missing row", {
      cause,
    });
  switch (code & 0xff) {
    case SQLITE_FULL:
      return new StemmaError("storage_full", "Cannot write the metadata: the disk is full", { cause });
    case SQLITE_BUSY:
      return new StemmaError("unavailable", "Cannot write the metadata: another program has locked the database", {
        cause,
      });
    case SQLITE_READONLY:
      return new StemmaError("unavailable", "Cannot write the metadata: the disk or the file is read-only", { cause });
    case SQLITE_IOERR:
      return new StemmaError("unavailable", "Cannot reach the metadata: the disk reports an error", { cause });
    case SQLITE_CANTOPEN:
      return new StemmaError("unavailable", "Cannot open the metadata: its file cannot be opened", { cause });
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StemmaError("damaged", "Cannot read the metadata: its file is corrupt; restore a backup", { cause });
    case SQLITE_TOOBIG:
      return new StemmaError("too_large", "Cannot write the row: it is larger than SQLite allows", { cause });
    default:
      return cause;
  }
}
