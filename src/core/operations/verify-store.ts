import type { JobResult, VerifyOptions } from "../../model/index.ts";
import { AuditReport } from "./audit-report.ts";
import type { VerifyCursor } from "../ports/audit.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Looks whether rows and bytes are right, piece by piece, and puts damaged chunks on record. `tell` hears after each piece
 * what was seen so far.
 *
 * A store that is verified once more is looked at from the beginning: what was damaged stays on record.
 *
 * @throws `unavailable` when rows or bytes cannot be read at the moment
 */
export async function verifyStore(
  { metadata, audit, clock }: Ports,
  options: VerifyOptions,
  tell: (soFar: JobResult) => Promise<void>,
): Promise<JobResult> {
  const report = new AuditReport();
  let place: VerifyCursor | null = null;
  do {
    const step = await audit.verify(options, place);
    report.count(step.counts);
    report.add(step.phase, step.findings);
    report.addDamage(step.damage);
    const { damage, next } = step;
    if (damage.length > 0) {
      const facts = { foundBy: "verify" as const, atMs: clock.nowMs() };
      await metadata.transaction((rows) => rows.damage.record(damage, facts));
    }
    place = next;
    await tell({ ...report.result(), phase: next?.phase ?? "report" });
  } while (place !== null);
  return report.resultWithDependents(audit);
}
