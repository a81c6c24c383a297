import { checkEntryPath } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { RunFile } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findRun } from "./find-run.ts";

/**
 * Returns the file of a run with a name; null if it does not exist or the caller cannot access the run.
 *
 * @throws `invalid_input` if the name is not a valid path
 */
export async function findRunFile(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; run: string; name: string },
): Promise<RunFile | null> {
  const run = await findRun(ports, access, input);
  return run === null ? null : ports.metadata.read.runFiles.find(run.id, checkEntryPath(input.name));
}
