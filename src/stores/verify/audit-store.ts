import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { VerifyStep } from "../../core/ports/audit.ts";
import type { Finding, FoundDamage, VerifyOptions } from "../../model/index.ts";
import { BlobReader } from "../blobs/blob-reader.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";

/** The dependencies of an audit, including how it waits. */
export interface AuditStore {
  readonly engine: Engine;
  readonly driver: BlobDriver;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The position within a phase. */
export interface PhaseCursor {
  readonly after: number;
  readonly at: number;
}

/** The result of one step of a phase; `next` is null at the end of the phase. */
export type PhaseStep = Omit<VerifyStep, "phase" | "next"> & { readonly next: PhaseCursor | null };

/** One kind of check, run step by step. */
export type Phase = (store: AuditStore, cursor: PhaseCursor, options: VerifyOptions) => Promise<PhaseStep>;

/** A snapshot of the rows. The bytes beside it may be newer. */
export interface Snapshot extends RowsScope {
  readonly driver: BlobDriver;
  readonly reader: BlobReader;
  /** Corrupt chunks found so far, including those found by the reader. */
  readonly damage: FoundDamage[];
}

/** The result of checking one snapshot. */
export interface Checked {
  readonly next: PhaseCursor | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/**
 * Checks in one snapshot. If there are findings, checks again in another snapshot and reports only those of both: the
 * garbage collector may have moved or removed bytes between the first snapshot and the read.
 */
export async function checkTwice(
  store: AuditStore,
  check: (snapshot: Snapshot) => Promise<Checked>,
): Promise<PhaseStep> {
  const first = await checkOnce(store, check);
  if (first.findings.length + first.damage.length === 0) return first;
  const again = await checkOnce(store, check);
  const sentences = new Set(first.findings.map(({ sentence }) => sentence));
  const chunks = new Set(first.damage.map(({ chunk }) => chunk));
  return {
    ...again,
    findings: again.findings.filter(({ sentence }) => sentences.has(sentence)),
    damage: again.damage.filter(({ chunk }) => chunks.has(chunk)),
  };
}

function checkOnce(store: AuditStore, check: (snapshot: Snapshot) => Promise<Checked>): Promise<PhaseStep> {
  const { engine, driver } = store;
  return engine.snapshot(async (db) => {
    const damage: FoundDamage[] = [];
    const reader = new BlobReader({ engine: { read: db }, driver, onDamage: (found) => damage.push(found) });
    return { ...(await check({ db, capabilities: engine.capabilities, driver, reader, damage })), damage };
  });
}

/** Creates a finding about something that only its sentence names. */
export function finding(sentence: string, about: string | null = null): Finding {
  return { sentence, about };
}
