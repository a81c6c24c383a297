import type { ContentDependents, Finding, FoundDamage, VerifyOptions } from "../../model/index.ts";

/**
 * The side of the store that looks at all of it: long walks over rows and bytes, beside the normal work. It reads and
 * never writes.
 */
export interface Audit {
  /**
   * Looks at the next piece of the store and tells where to go on; null begins. A piece is short, and what is found wrong
   * is looked at again in a later state before it is told: what a writer changes meanwhile is no finding.
   *
   * @throws `unavailable` where rows or bytes cannot be read at the moment
   */
  verify(options: VerifyOptions, place: VerifyCursor | null): Promise<VerifyStep>;
  /** Who needs blobs or chunks, by their hashes, in the order they were asked for. */
  needs(hashes: readonly string[]): Promise<ContentDependents[]>;
  /** Those of some chunks whose bytes can be read and are the sealed ones, where their rows say. */
  intactAmong(chunks: readonly string[]): Promise<string[]>;
  /**
   * Looks in the next packs for whole records of chunks, wherever they lie; null begins.
   *
   * @returns each chunk once at the most in a piece, and few enough that their bytes can be handed on
   */
  findRecords(chunks: readonly string[], place: RecordsCursor | null): Promise<RecordsStep>;
  /** The bytes of manifest nodes, made anew of their segments; those that cannot be made are left out. */
  rebuildNodes(chunks: readonly string[]): Promise<FoundRecord[]>;
}

/** How far the verifying of a store is. */
export interface VerifyCursor {
  readonly phase: string;
  /** The last row that is done with. */
  readonly after: number;
  /** How far within the next one. */
  readonly at: number;
}

/** What one piece of the store is like. */
export interface VerifyStep {
  /** What was looked for. */
  readonly phase: string;
  /** Where to go on; null at the end. */
  readonly next: VerifyCursor | null;
  /** What was looked at, by its noun. */
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** Damaged chunks; one that several phases meet is given by each of them. */
  readonly damage: readonly FoundDamage[];
}

/** How far the search for records is: by the name of the pack (in bytes). */
export interface RecordsCursor {
  readonly pack: string;
  readonly startByte: number;
}

/** A chunk with bytes that match its seal. */
export interface FoundRecord {
  readonly chunk: string;
  readonly bytes: Uint8Array;
}

/** What one piece of the search found. */
export interface RecordsStep {
  readonly next: RecordsCursor | null;
  readonly found: readonly FoundRecord[];
}
