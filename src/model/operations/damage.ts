import type { DamageId } from "../ids.ts";

/** Who met the damage: a read of a caller, or the job that looks for it. */
export type DamageFinder = "read" | "verify";

/** A chunk whose stored bytes are not the sealed ones, or gone, where it was met (in bytes). */
export interface FoundDamage {
  readonly chunk: string;
  readonly pack: string;
  readonly startByte: number;
  /** What was being read; null where the chunk was read for itself. */
  readonly blob: string | null;
  /** What is wrong, in words. */
  readonly detail: string;
}

/** A damaged chunk as it is on record: once, whatever number of reads met it. */
export interface Damage extends FoundDamage {
  readonly id: DamageId;
  readonly foundBy: DamageFinder;
  readonly foundAtMs: number;
  /** When its bytes were whole again; null while they are not. */
  readonly repairedAtMs: number | null;
}

/** Something that needs stored bytes. */
export interface ContentDependent {
  /** `entity/project/collection:vN`, or what else a person calls it. */
  readonly name: string;
  /** The file; null where it is the list of files itself, or where that cannot be read. */
  readonly path: string | null;
}

/** What needs a blob or a chunk: the first of them, and how many there are. */
export interface ContentDependents {
  /** BLAKE3 of the blob or chunk. */
  readonly hash: string;
  readonly needs: readonly ContentDependent[];
  readonly total: number;
}
