import { type JobResult, StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { counted } from "../readable-text.ts";
import { runJob } from "./run-job.ts";

/** How a store is to be verified, as it was typed. */
export interface VerifyWords {
  readonly "read-data": boolean;
  readonly subset?: string;
  /** **Units** MB a second */
  readonly rate?: string;
}

const BYTES_A_MB = 1_000_000;

/** Verifies the store of a server and tells what is wrong; gives 1 where something is. */
export async function adminVerify(server: AdminConnection, words: VerifyWords): Promise<number> {
  const report = await runJob(server, { kind: "VERIFY", options: readWords(words), onProgress: progress() });
  const findings = report["findings"] as readonly string[];
  const found = Number(report["found"]);
  for (const finding of findings) console.log(finding);
  if (found > findings.length)
    console.log(`… and ${counted(found - findings.length, "finding")} more of the same kinds`);
  console.log(`${looked(report)}: ${found === 0 ? "no errors found" : counted(found, "finding")}`);
  if (found === 0) return 0;
  console.log(
    "Run stemma admin repair to repair what the stored data allows, then stemma admin damage to list the files that remain damaged; log those again from a machine that has them",
  );
  return 1;
}

function readWords(words: VerifyWords): Readonly<Record<string, unknown>> {
  const rate = words.rate === undefined ? undefined : Number(words.rate);
  if (rate !== undefined && !(rate > 0))
    throw new StemmaError("invalid_input", `Cannot use the rate "${words.rate}": expected MB per second above 0`);
  if (!words["read-data"] && (words.subset !== undefined || rate !== undefined))
    throw new StemmaError("invalid_input", "Cannot use --subset or --rate: they require --read-data; add it");
  return {
    readData: words["read-data"],
    ...(words.subset === undefined ? {} : { subset: words.subset }),
    ...(rate === undefined ? {} : { bytesPerSecond: Math.ceil(rate * BYTES_A_MB) }),
  };
}

/** Says on the way what is being looked at, a line for each change. */
function progress(): (soFar: JobResult) => void {
  let last = "";
  return (soFar) => {
    const line = `verifying ${String(soFar["phase"])}: ${looked(soFar)}, ${counted(Number(soFar["found"]), "finding")} so far`;
    if (line !== last) console.error(line);
    last = line;
  };
}

/** What was looked at, by its nouns. */
function looked(report: JobResult): string {
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
