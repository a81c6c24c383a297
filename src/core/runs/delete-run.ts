import { type RunId, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { removeVersions } from "../deletion/remove-versions.ts";
import { requireRunOwner } from "./run-rights.ts";

/**
 * Deletes a run with its history, log and files and, on request, the versions it made with their aliases. Its lineage
 * stays on record and its name stays reserved; a repeated call changes nothing.
 *
 * @throws `not_found`, `forbidden` (also for other users' runs, except to admins), `protected` if a link protects one
 * of its versions: then nothing is deleted
 */
export async function deleteRun(
  ports: Ports,
  access: Access,
  input: { id: RunId; deleteVersions: boolean },
): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await rows.runs.byId(input.id);
    if (run === null) throw new StemmaError("not_found", "Cannot find the run");
    requireRunOwner(access, run, "delete");
    if (run.isDeleted) return;
    const atMs = ports.clock.nowMs();
    if (input.deleteVersions) {
      const ids = await rows.versions.madeBy(run.id);
      await removeVersions(rows, access, {
        ids,
        deleteAliases: true,
        aliasesArgument: null,
        keepLinks: true,
        atMs,
        reason: "the run that made it was deleted",
      });
    }
    await rows.runs.delete(run.id, atMs);
  });
}
