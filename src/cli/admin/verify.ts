import { type JobResult, StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { counted } from "../readable-text.ts";
import { runJob } from "./run-job.ts";

/** The options of `stemma admin verify`. */
export interface VerifyOptions {
  readonly readData?: boolean;
  readonly subset?: string;
  /** Megabytes per second. */
  readonly rate?: string;
}

const BYTES_A_MB = 1_000_000;

/**
 * Verifies the store of a server and prints the findings.
 *
 * @returns the exit code: 1 if there are findings
 */
export async function adminVerify(server: AdminConnection, options: VerifyOptions): Promise<number> {
  const report = await runJob(server, { kind: "VERIFY", options: jobOptions(options), onProgress: progress() });
  const findings = report["findings"] as readonly string[];
  const found = Number(report["found"]);
  for (const finding of findings) console.log(finding);
  if (found > findings.length)
    console.log(`… and ${counted(found - findings.length, "finding")} more of the same kinds`);
  console.log(`${countsText(report)}: ${found === 0 ? "no errors found" : counted(found, "finding")}`);
  if (found === 0) return 0;
  console.log(
    "Run stemma admin repair to repair what the stored data allows, then stemma admin damage to list the files that remain damaged; log those again from a machine that has them",
  );
  return 1;
}

function jobOptions({ readData = false, subset, rate: rateText }: VerifyOptions): Readonly<Record<string, unknown>> {
  const rate = rateText === undefined ? undefined : Number(rateText);
  if (rate !== undefined && !(rate > 0))
    throw new StemmaError("invalid_input", `Cannot use the rate "${rateText}": expected MB per second above 0`);
  if (!readData && (subset !== undefined || rate !== undefined))
    throw new StemmaError("invalid_input", "Cannot use --subset or --rate: they require --read-data; add it");
  return {
    readData,
    ...(subset === undefined ? {} : { subset }),
    ...(rate === undefined ? {} : { bytesPerSecond: Math.ceil(rate * BYTES_A_MB) }),
  };
}

/** Prints the progress, one line for each change. */
function progress(): (soFar: JobResult) => void {
  let last = "";
  return (soFar) => {
    const line = `verifying ${String(soFar["phase"])}: ${countsText(soFar)}, ${counted(Number(soFar["found"]), "finding")} so far`;
    if (line !== last) console.error(line);
    last = line;
  };
}

/** The counts of what was verified. */
function countsText(report: JobResult): string {
  const number = (name: string): number => Number(report[name] ?? 0);
  const nouns = [
    counted(number("packs"), "pack"),
    counted(number("chunks"), "chunk"),
    counted(number("blobs"), "blob"),
    counted(number("versions"), "version"),
    `${counted(number("read bytes"), "byte")} read`,
  ];
  return nouns.join(", ");
}
