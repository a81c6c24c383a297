import type { JobResult, VerifyOptions } from "../../model/index.ts";
import { AuditReport } from "./audit-report.ts";
import type { VerifyCursor } from "../ports/audit.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Verifies rows and bytes in steps and records damaged chunks. Passes the progress to `tell` after each step.
 *
 * Always starts at the beginning; recorded damage stays on record.
 *
 * @throws `unavailable` if rows or bytes cannot be read at the moment
 */
export async function verifyStore(
  { metadata, audit, clock }: Ports,
  options: VerifyOptions,
  tell: (soFar: JobResult) => Promise<void>,
): Promise<JobResult> {
  const report = new AuditReport();
  let cursor: VerifyCursor | null = null;
  do {
    const step = await audit.verify(options, cursor);
    report.count(step.counts);
    report.add(step.phase, step.findings);
    report.addDamage(step.damage);
    const { damage, next } = step;
    if (damage.length > 0) {
      const finding = { foundBy: "verify" as const, atMs: clock.nowMs() };
      await metadata.transaction((rows) => rows.damage.record(damage, finding));
    }
    cursor = next;
    await tell({ ...report.result(), phase: next?.phase ?? "report" });
  } while (cursor !== null);
  return report.resultWithDependents(audit);
}
