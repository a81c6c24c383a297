import { hasRight, type Run } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { callerId } from "./run-start.ts";

/**
 * Records until the next report that this caller asked whether the run can be resumed: its next start does not replace
 * the run.
 */
export async function noteResumeQuestion(ports: Ports, access: Access, run: Run): Promise<void> {
  const caller = callerId(access);
  if (run.resumeAskedBy === caller || !hasRight(access.actor, "write", run.project.entityId)) return;
  await ports.metadata.transaction((rows) => rows.runs.update(run.id, { resumeAskedBy: caller }));
}
