import type { ContentDependents, Finding, FoundDamage, VerifyOptions } from "../../model/index.ts";

/** Long scans over all rows and bytes of the store, beside normal work. Only reads. */
export interface Audit {
  /**
   * Verifies the next step of the store, starting at the cursor; null starts at the beginning. Steps are short, and
   * each finding is checked again in a later snapshot: concurrent writes are not reported.
   *
   * @throws `unavailable` if rows or bytes cannot be read at the moment
   */
  verify(options: VerifyOptions, cursor: VerifyCursor | null): Promise<VerifyStep>;
  /** Returns the dependents of blobs or chunks by hash, in the given order. */
  needs(hashes: readonly string[]): Promise<ContentDependents[]>;
  /** Returns the given chunks whose stored bytes can be read and match their checksum. */
  intactAmong(chunks: readonly string[]): Promise<string[]>;
  /**
   * Searches the next packs for intact records of chunks at any location; null starts at the beginning.
   *
   * @returns each chunk at most once per step, and few enough to pass their bytes on
   */
  findRecords(chunks: readonly string[], cursor: RecordsCursor | null): Promise<RecordsStep>;
  /** Rebuilds the bytes of manifest nodes from their segments; leaves out those that cannot be rebuilt. */
  rebuildNodes(chunks: readonly string[]): Promise<FoundRecord[]>;
}

/** The progress of a verification. */
export interface VerifyCursor {
  readonly phase: string;
  /** The last row that is complete. */
  readonly after: number;
  /** The position in the next row. */
  readonly at: number;
}

/** The result of one step of a verification. */
export interface VerifyStep {
  /** The kind of check. */
  readonly phase: string;
  /** The next cursor; null at the end. */
  readonly next: VerifyCursor | null;
  /** Numbers of objects checked, by noun. */
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** Damaged chunks; several phases may report the same one. */
  readonly damage: readonly FoundDamage[];
}

/** The progress of a search for records: the name of a pack and an offset in bytes. */
export interface RecordsCursor {
  readonly pack: string;
  readonly startByte: number;
}

/** A chunk with bytes that match its checksum. */
export interface FoundRecord {
  readonly chunk: string;
  readonly bytes: Uint8Array;
}

/** The result of one step of a search. */
export interface RecordsStep {
  readonly next: RecordsCursor | null;
  readonly found: readonly FoundRecord[];
}
