import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { VerifyStep } from "../../core/ports/audit.ts";
import type { Finding, FoundDamage, VerifyOptions } from "../../model/index.ts";
import { BlobReader } from "../blobs/blob-reader.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";

/** What an audit reads, and how it waits. */
export interface AuditStore {
  readonly engine: Engine;
  readonly driver: BlobDriver;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How far a phase is. */
export interface PhaseCursor {
  readonly after: number;
  readonly at: number;
}

/** What one piece of a phase is like; `next` is null at the end of the phase. */
export type PhaseStep = Omit<VerifyStep, "phase" | "next"> & { readonly next: PhaseCursor | null };

/** One kind of check: a piece of it at a time. */
export type Phase = (store: AuditStore, place: PhaseCursor, options: VerifyOptions) => Promise<PhaseStep>;

/** One state of the rows, and the bytes beside it, which may be newer. */
export interface Snapshot extends RowsScope {
  readonly driver: BlobDriver;
  readonly reader: BlobReader;
  /** Damaged chunks that were met; those the reader meets are added. */
  readonly damage: FoundDamage[];
}

/** What a check says of one state. */
export interface Checked {
  readonly next: PhaseCursor | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/**
 * Checks a piece in a snapshot. Where something is wrong, the same piece is checked in another snapshot, and only what is
 * wrong in both is told: the collector may have moved or removed bytes that the first one still names.
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

/** A finding about something that is named in its sentence alone. */
export function finding(sentence: string, about: string | null = null): Finding {
  return { sentence, about };
}
