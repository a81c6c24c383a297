import type { Metadata } from "../../core/ports/metadata.ts";
import type { Clock } from "../../core/ports/ports.ts";
import type { FoundDamage } from "../../model/index.ts";

/** Where reads tell of damaged chunks. */
export interface DamageLog {
  /** Puts a chunk on record, behind the back of the read that met it. */
  tell(damage: FoundDamage): void;
  /** Resolves when what was told so far is on record, or failed to be. */
  settled(): Promise<void>;
}

/** A chunk that is read again and again is entered once a minute at the most; whether it is new, the row says. */
const TELL_AGAIN_MS = 60_000;
/** Chunks that wait to be entered or were entered lately: what is beyond is met again by the next read, or by verify. */
const MAX_REMEMBERED = 1000;

/** Enters damaged chunks one batch after the other; a batch that fails is reported, and its chunks are met again. */
export function createDamageLog(metadata: Metadata, clock: Clock, onFault: (error: unknown) => void): DamageLog {
  const toldAtMs = new Map<string, number>();
  let waiting: FoundDamage[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const found = waiting;
    waiting = [];
    if (found.length === 0) return;
    const facts = { foundBy: "read" as const, atMs: clock.nowMs() };
    await metadata.transaction((rows) => rows.damage.record(found, facts));
  }

  return {
    tell(damage) {
      const nowMs = clock.nowMs();
      if (nowMs - (toldAtMs.get(damage.chunk) ?? -Infinity) < TELL_AGAIN_MS) return;
      if (toldAtMs.size >= MAX_REMEMBERED) toldAtMs.clear();
      if (waiting.length >= MAX_REMEMBERED) return;
      toldAtMs.set(damage.chunk, nowMs);
      waiting.push(damage);
      writing = writing.then(write).catch((error: unknown) => {
        toldAtMs.clear();
        onFault(error);
      });
    },
    settled: () => writing,
  };
}
