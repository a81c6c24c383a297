import { type ErrorCode, isStemmaError, StemmaError } from "../../../model/errors.ts";

/** What the system's codes mean here: code of Stemma, what is, what is wanted. All others are `unavailable`. */
const faults: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  ENOSPC: ["storage_full", "no space is left on the disk", "free space"],
  EDQUOT: ["storage_full", "the quota of the disk is used up", "free space"],
  EFBIG: ["storage_full", "the size that files may have here is reached", "a higher limit"],
  ELOOP: ["damaged", "a symbolic link is at its place", "a file"],
  EISDIR: ["damaged", "something that is no file is at its place", "a file"],
  EEXIST: ["damaged", "something that is no folder is at its place", "a folder"],
  ENOTDIR: ["damaged", "something above it is no folder", "a folder"],
  EMFILE: ["unavailable", "the process has too many files open", "a free one"],
  ENFILE: ["unavailable", "the system has too many files open", "a free one"],
  EROFS: ["unavailable", "the disk can only be read", "a disk that can be written"],
  ENOENT: ["unavailable", "its folder is gone", "a folder"],
};

/** Translates what a system call of the disk threw; other errors pass as they are. `action` reads `read object "x"`. */
export function diskFault(error: unknown, action: string): unknown {
  const code = systemCode(error);
  if (isStemmaError(error) || code === undefined) return error;
  const [ours, found, expected] = faults[code] ?? ["unavailable", `the system answers ${code}`, "none of that"];
  return new StemmaError(ours, `Cannot ${action}: ${found}, expected ${expected}`, { details: { code }, cause: error });
}

/** The system's code of an error, `ENOENT` and the like. */
export function systemCode(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && "code" in error && typeof error.code === "string";
  return isSystemError && /^E[A-Z0-9]+$/.test(error.code as string) ? (error.code as string) : undefined;
}
