import { type Run, type Version } from "../model/index.ts";
import { type Access, canReach } from "./access.ts";
import type { Ports } from "./ports/ports.ts";

/** The versions a run used, in the order it used them, as far as the caller may see them. */
export async function usedByRun({ metadata }: Ports, access: Access, run: Run): Promise<Version[]> {
  return visible(access, await metadata.read.versions.byIds(await metadata.read.lineage.inputsOf(run.id)));
}

/** The versions a run logged, deduplicated ones among them. */
export async function loggedByRun({ metadata }: Ports, access: Access, run: Run): Promise<Version[]> {
  return visible(access, await metadata.read.versions.byIds(await metadata.read.lineage.outputsOf(run.id)));
}

/** The runs that used a version, as far as the caller may see them. */
export async function usersOfVersion({ metadata }: Ports, access: Access, version: Version): Promise<Run[]> {
  const runs = await metadata.read.runs.byIds(await metadata.read.lineage.usersOf(version.id));
  return runs.filter((run) => canReach(access, run.project.entityId, "the run"));
}

/** The run that first committed a version, or null. */
export async function makerOfVersion({ metadata }: Ports, access: Access, version: Version): Promise<Run | null> {
  const run = version.madeByRunId === null ? null : await metadata.read.runs.byId(version.madeByRunId);
  return run !== null && !run.isDeleted && canReach(access, run.project.entityId, "the run") ? run : null;
}

function visible(access: Access, versions: readonly Version[]): Version[] {
  return versions.filter(
    (version) => version.state === "COMMITTED" && canReach(access, version.collection.project.entityId, "the artifact"),
  );
}
