import { AuditReport } from "../../src/core/operations/audit-report.ts";
import type { VerifyCursor } from "../../src/core/ports/audit.ts";
import { createAudit } from "../../src/stores/verify/audit.ts";
import type { StoppedStore } from "./open-stopped-store.ts";

/** Returns the findings of a verify job that reads all bytes; records nothing. */
export async function verifyFindings({ engine, driver }: StoppedStore): Promise<readonly string[]> {
  const audit = createAudit({ engine, driver, sleep: async () => {} });
  const options = { isDataRead: true, part: { number: 1, of: 1 }, bytesPerSecond: null };
  const report = new AuditReport();
  let place: VerifyCursor | null = null;
  do {
    const step = await audit.verify(options, place);
    report.add(step.phase, step.findings);
    report.addDamage(step.damage);
    place = step.next;
  } while (place !== null);
  return (await report.resultWithDependents(audit))["findings"] as readonly string[];
}
