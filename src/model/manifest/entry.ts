import type { BlobHash } from "../digest.ts";

/** One file or reference of a version. */
export interface Entry {
  /** Relative path with `/`, checked by `checkEntryPath`. */
  readonly path: string;
  /** The client's digest of the content: base64 MD5 of a file, any text for a reference. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Identity of the stored bytes; absent for references. */
  readonly blob?: BlobHash;
  /** URI of a reference; absent for files. */
  readonly ref?: string;
  /** Further fields from the client (an ETag, an object version), unchanged. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An entry as a manifest declares it, before its bytes are found. */
export interface DeclaredEntry {
  readonly path: string;
  readonly digest: string;
  /** Undefined if the client does not send it (references by path only). */
  readonly sizeBytes: number | undefined;
  readonly ref?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}
