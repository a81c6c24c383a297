import { type Project, type ProjectId, StemmaError } from "../../model/index.ts";
import { type Access, serverAccess } from "../accounts/access.ts";
import { VERSIONS_PER_BATCH } from "./expire-and-purge.ts";
import { findProject } from "../projects/find-project.ts";
import type { Ports } from "../ports/ports.ts";
import { journalEntry } from "./remove-versions.ts";
import { reassignLatest } from "../artifacts/latest-alias.ts";

/** Length of the random suffix that makes the name of a deleted project unique. */
const SUFFIX_CHARACTERS = 12;

/**
 * Deletes a project with its runs, collections and versions. Its name is available at once, so a running process
 * creates it again; the deleted content can be undeleted within the undelete window.
 *
 * @throws `not_found`, `forbidden`
 */
export async function deleteProject(
  ports: Ports,
  access: Access,
  name: { readonly entity: string; readonly project: string },
): Promise<Project> {
  const { metadata, clock, tokens } = ports;
  const found = await findProject(ports, access, name);
  if (found === null) throw new StemmaError("not_found", `Cannot find the project "${name.entity}/${name.project}"`);
  await metadata.transaction(async (rows) => {
    // Names of projects cannot contain a slash.
    const suffix = tokens.token(SUFFIX_CHARACTERS);
    await rows.projects.delete(found.id, { name: `${found.name}/deleted-${suffix}`, atMs: clock.nowMs() });
  });
  // The versions are deleted in batches; after a crash, the next round of jobs continues.
  await deleteVersionsOfDeleted(ports, access, found.id);
  return { ...found, isDeleted: true };
}

/**
 * Deletes the remaining versions of projects whose deletion was interrupted.
 *
 * @returns the number of versions
 */
export function finishProjectDeletions(ports: Ports): Promise<number> {
  return deleteVersionsOfDeleted(ports, serverAccess, null);
}

async function deleteVersionsOfDeleted({ metadata }: Ports, access: Access, id: ProjectId | null): Promise<number> {
  for (let total = 0; ;) {
    const deleted = await metadata.transaction(async (rows) => {
      const found = await rows.projects.versionsInDeleted(id, VERSIONS_PER_BATCH);
      const atMs = found[0]?.deletedAtMs;
      if (atMs === undefined) return 0;
      const ids = found.filter((version) => version.deletedAtMs === atMs).map((version) => version.id);
      const versions = await rows.versions.byIds(ids);
      await rows.collections.lock([...new Set(versions.map(({ collection }) => collection.id))]);
      await reassignLatest(rows, await rows.deletions.delete(ids, atMs), atMs);
      const journaled = { access, atMs, reason: "its project was deleted" };
      await rows.journal.add(versions.map((version) => journalEntry("DELETED", version, journaled)));
      return ids.length;
    });
    if (deleted === 0) return total;
    total += deleted;
  }
}
