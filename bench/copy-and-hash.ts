import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Step } from "./benchmark.ts";

const SCRIPT = `cp -r --reflink=never "$1" "$2" && find "$2" -type f -print0 | xargs -0 md5sum > /dev/null`;

/** Measures the lower bound of logging and fetching: one copy of the files and one MD5 pass. */
export async function copyAndHash(source: string, target: string): Promise<Step> {
  const startedAt = process.hrtime.bigint();
  await mustRun("sh", ["-c", SCRIPT, "sh", source, target]);
  return { work: COPY_AND_HASH, wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9 };
}

/** The name of that step. */
export const COPY_AND_HASH = "floor: cp + md5sum";

/** Throws if the fetched files differ from the logged ones. */
export async function mustBeEqual(left: string, right: string): Promise<void> {
  await mustRun("diff", ["-rq", left, right]);
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`Cannot go on: "${command} ${args.join(" ")}" ended with ${code}, expected 0`);
}
