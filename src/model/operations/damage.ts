import type { DamageId } from "../ids.ts";

/** The finder of damage: a client's read, or the verification job. */
export type DamageFinder = "read" | "verify";

/** A chunk whose stored bytes are missing or do not match its checksum, with its location (in bytes). */
export interface FoundDamage {
  readonly chunk: string;
  readonly pack: string;
  readonly startByte: number;
  /** The blob that was read; null if only the chunk was. */
  readonly blob: string | null;
  /** Describes the damage. */
  readonly detail: string;
}

/** A damaged chunk on record: once, however many reads found it. */
export interface Damage extends FoundDamage {
  readonly id: DamageId;
  readonly foundBy: DamageFinder;
  readonly foundAtMs: number;
  /** When its bytes were repaired; null if they are damaged. */
  readonly repairedAtMs: number | null;
}

/** An object that depends on stored bytes. */
export interface ContentDependent {
  /** `entity/project/collection:vN`, or the name of another object. */
  readonly name: string;
  /** The file; null for the list of files itself, or if that cannot be read. */
  readonly path: string | null;
}

/** The dependents of a blob or chunk: the first ones, and their number. */
export interface ContentDependents {
  /** BLAKE3 of the blob or chunk. */
  readonly hash: string;
  readonly needs: readonly ContentDependent[];
  readonly total: number;
}
