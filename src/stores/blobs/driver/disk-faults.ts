import { type ErrorCode, isStemmaError, StemmaError } from "../../../model/errors.ts";

/** Error codes of the system: Stemma's code, the reason, the expectation. All others are `unavailable`. */
const faults: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  ENOSPC: ["storage_full", "no space is left on the disk", "free space"],
  EDQUOT: ["storage_full", "the disk quota is used up", "free space"],
  EFBIG: ["storage_full", "the file size limit is reached", "a higher limit"],
  ELOOP: ["damaged", "it is a symbolic link", "a file"],
  EISDIR: ["damaged", "it is not a file", "a file"],
  EEXIST: ["damaged", "it is not a folder", "a folder"],
  ENOTDIR: ["damaged", "a parent of it is not a folder", "a folder"],
  EMFILE: ["unavailable", "the process has too many open files", "a free file descriptor"],
  ENFILE: ["unavailable", "the system has too many open files", "a free file descriptor"],
  EROFS: ["unavailable", "the disk is read-only", "a writable disk"],
  ENOENT: ["unavailable", "its folder is missing", "a folder"],
};

/** Translates errors of the disk's system calls; returns other errors unchanged. `action` reads `read object "x"`. */
export function diskFault(error: unknown, action: string): unknown {
  const code = systemCode(error);
  if (isStemmaError(error) || code === undefined) return error;
  const [ours, found, expected] = faults[code] ?? ["unavailable", `the system returned ${code}`, "success"];
  return new StemmaError(ours, `Cannot ${action}: ${found}, expected ${expected}`, { details: { code }, cause: error });
}

/** Returns the system's code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && "code" in error && typeof error.code === "string";
  return isSystemError && /^E[A-Z0-9]+$/.test(error.code as string) ? (error.code as string) : undefined;
}
