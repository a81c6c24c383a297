import { type Cursor, type Damage, type Finding, type JobResult, MAX_SEARCHED_CHUNKS } from "../../model/index.ts";
import { AuditReport } from "./audit-report.ts";
import type { Page } from "../ports/metadata.ts";
import type { FoundRecord, RecordsCursor } from "../ports/audit.ts";
import type { Ports } from "../ports/ports.ts";
import type { Repairs } from "../ports/repairs.ts";

/**
 * Repairs the store from its own content: recounts counters, marks chunks as repaired whose bytes are intact, copies
 * chunks from other locations, and rebuilds manifest nodes from their segments. Reports the rest with its dependents.
 *
 * Each step may be repeated. Passes the progress to `tell`.
 *
 * @throws `unavailable`, `storage_full`
 */
export async function repairStore(
  ports: Ports,
  repairs: Repairs,
  tell: (soFar: JobResult) => Promise<void>,
): Promise<JobResult> {
  const report = new AuditReport();
  report.count({ counters: await repairs.recount(), whole: 0, copied: 0, remade: 0, damaged: 0 });
  await tell(report.result());
  for (let after: Cursor | null = null; ;) {
    const { rows, cursors }: Page<Damage> = await ports.metadata.read.damage.open({
      after,
      first: MAX_SEARCHED_CHUNKS,
    });
    if (rows.length === 0) break;
    const lost = await repairChunks(ports, repairs, rows, report);
    report.count({ damaged: lost.length });
    report.add("lost", lost.map(lostFinding));
    after = cursors.at(-1)!;
    await tell(report.result());
  }
  return report.resultWithDependents(ports.audit);
}

/** Returns the chunks that cannot be repaired. */
async function repairChunks(
  { metadata, audit, clock }: Ports,
  repairs: Repairs,
  damage: readonly Damage[],
  report: AuditReport,
): Promise<Damage[]> {
  const lost = new Map(damage.map((row) => [row.chunk, row]));
  const intact = await audit.intactAmong([...lost.keys()]);
  if (intact.length > 0) await metadata.transaction((rows) => rows.damage.markRepaired(intact, clock.nowMs()));
  for (const chunk of intact) lost.delete(chunk);
  const store = async (records: readonly FoundRecord[]): Promise<void> => {
    for (const { chunk, bytes } of records) {
      await repairs.putChunk(chunk, bytes);
      lost.delete(chunk);
    }
  };
  const inPlace = damage.length - lost.size;
  let cursor: RecordsCursor | null = null;
  do {
    if (lost.size === 0) break;
    const step = await audit.findRecords([...lost.keys()], cursor);
    await store(step.found);
    cursor = step.next;
  } while (cursor !== null);
  const copied = damage.length - lost.size - inPlace;
  if (lost.size > 0) await store(await audit.rebuildNodes([...lost.keys()]));
  report.count({ whole: inPlace, copied, remade: damage.length - lost.size - inPlace - copied });
  return [...lost.values()];
}

function lostFinding({ chunk, pack, startByte, detail }: Damage): Finding {
  const sentence = `Chunk ${chunk} at byte ${startByte} of pack ${pack}: ${detail}, and no other copy of its bytes is stored`;
  return { sentence, about: chunk };
}
