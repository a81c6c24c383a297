import type { AdminConnection } from "./connection.ts";
import { counted } from "../readable-text.ts";
import { runJob } from "./run-job.ts";

/**
 * Repairs what the stored data allows, and lists what stays damaged.
 *
 * @returns the exit code: 1 if something stays damaged
 */
export async function adminRepair(server: AdminConnection): Promise<number> {
  const report = await runJob(server, { kind: "REPAIR" });
  const number = (name: string): number => Number(report[name] ?? 0);
  const findings = report["findings"] as readonly string[];
  for (const finding of findings) console.log(finding);
  const lost = number("damaged");
  if (lost > findings.length)
    console.log(`… and ${lost - findings.length} more; run stemma admin damage to list them all`);
  const done = [
    `corrected ${counted(number("counters"), "counter")}`,
    `repaired ${counted(number("whole") + number("copied") + number("remade"), "chunk")}`,
  ];
  const left = lost === 0 ? "no damaged chunks remain" : `${counted(lost, "chunk")} could not be repaired`;
  console.log(`${done.join(", ")}; ${left}`);
  if (lost === 0) return 0;
  console.log("To repair them, log the listed files again from a machine that has them");
  return 1;
}
