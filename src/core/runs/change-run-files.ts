import { checkEntryPath, type Run, type RunId, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { findRun } from "./find-run.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRun } from "./require-run.ts";
import { requireRunOwner } from "./run-rights.ts";

/**
 * Checks the names of files to upload and returns their run.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`
 */
export async function declareRunFiles(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; run: string; files: readonly string[] },
): Promise<Run> {
  input.files.forEach(checkEntryPath);
  const run = await findRun(ports, access, input);
  if (run === null)
    throw new StemmaError("not_found", `Cannot find the run "${input.entity}/${input.project}/${input.run}"`);
  return run;
}

/**
 * Deletes files of runs; missing files are not an error.
 *
 * @throws `not_found`, `forbidden`
 */
export async function deleteRunFiles(
  ports: Ports,
  access: Access,
  files: readonly { runId: RunId; name: string }[],
): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    for (const [runId, named] of Map.groupBy(files, (file) => file.runId)) {
      requireRunOwner(access, await requireRun(rows, access, runId), "delete files of");
      await rows.runFiles.delete(
        runId,
        named.map(({ name }) => name),
      );
    }
  });
}
