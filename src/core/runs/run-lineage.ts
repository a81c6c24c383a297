import { type Run, type Version } from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import { filteredPage } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Lists the versions a run used, in the order of use, as far as the caller can access them. */
export async function usedByRun(ports: Ports, access: Access, run: Run, page: PageRequest): Promise<Page<Version>> {
  const { lineage } = ports.metadata.read;
  return filteredPage(ports.eventLoop, page, (part) => lineage.inputsOf(run.id, part), isVisible(access));
}

/** Lists the versions a run logged, including deduplicated ones. */
export async function loggedByRun(ports: Ports, access: Access, run: Run, page: PageRequest): Promise<Page<Version>> {
  const { lineage } = ports.metadata.read;
  return filteredPage(ports.eventLoop, page, (part) => lineage.outputsOf(run.id, part), isVisible(access));
}

/** Lists the runs that used a version, as far as the caller can access them. */
export async function usersOfVersion(
  ports: Ports,
  access: Access,
  version: Version,
  page: PageRequest,
): Promise<Page<Run>> {
  const { lineage } = ports.metadata.read;
  return filteredPage(
    ports.eventLoop,
    page,
    (part) => lineage.usersOf(version.id, part),
    (run) => canAccess(access, run.project.entityId, "the run"),
  );
}

/** Returns the run that first committed a version, or null. */
export async function makerOfVersion({ metadata }: Ports, access: Access, version: Version): Promise<Run | null> {
  const run = version.madeByRunId === null ? null : await metadata.read.runs.byId(version.madeByRunId);
  return run !== null && !run.isDeleted && canAccess(access, run.project.entityId, "the run") ? run : null;
}

function isVisible(access: Access): (version: Version) => boolean {
  return ({ collection }) => canAccess(access, collection.project.entityId, "the artifact");
}
