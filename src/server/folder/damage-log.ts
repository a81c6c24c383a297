import type { Metadata } from "../../core/ports/metadata.ts";
import type { Clock } from "../../core/ports/ports.ts";
import type { FoundDamage } from "../../model/index.ts";

/** Records corrupt chunks that reads find. */
export interface DamageLog {
  /** Records a chunk without delaying the read that found it. */
  record(damage: FoundDamage): void;
  /** Resolves when all chunks so far are recorded, or failed to be. */
  settled(): Promise<void>;
}

/** A chunk that is read repeatedly is recorded at most once a minute; its row shows whether it is new. */
const RECORD_INTERVAL_MS = 60_000;
/** Chunks that are waiting or were recorded recently. Further ones are found again by the next read or by verify. */
const MAX_REMEMBERED = 1000;

/**
 * Creates a log that records corrupt chunks in batches, one after the other. A failed batch is reported; later reads
 * find its chunks again.
 */
export function createDamageLog(metadata: Metadata, clock: Clock, onFault: (error: unknown) => void): DamageLog {
  const recordedAtMs = new Map<string, number>();
  let waiting: FoundDamage[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const found = waiting;
    waiting = [];
    if (found.length === 0) return;
    const source = { foundBy: "read" as const, atMs: clock.nowMs() };
    await metadata.transaction((rows) => rows.damage.record(found, source));
  }

  return {
    record(damage) {
      const nowMs = clock.nowMs();
      if (nowMs - (recordedAtMs.get(damage.chunk) ?? -Infinity) < RECORD_INTERVAL_MS) return;
      if (recordedAtMs.size >= MAX_REMEMBERED) recordedAtMs.clear();
      if (waiting.length >= MAX_REMEMBERED) return;
      recordedAtMs.set(damage.chunk, nowMs);
      waiting.push(damage);
      writing = writing.then(write).catch((error: unknown) => {
        recordedAtMs.clear();
        onFault(error);
      });
    },
    settled: () => writing,
  };
}
