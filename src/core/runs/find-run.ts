import type { Project, Run, RunId } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { findProject } from "../projects/find-project.ts";
import type { Ports } from "../ports/ports.ts";

/** Returns the run with a name; null if it does not exist or the caller cannot access it. */
export async function findRun(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; run: string },
): Promise<Run | null> {
  const project = await findProject(ports, access, input);
  return project === null ? null : findRunIn(ports, project, input.run);
}

/** Like `findRun`, inside a project that the caller can access. */
export function findRunIn({ metadata }: Ports, project: Project, name: string): Promise<Run | null> {
  return metadata.read.runs.find(project.id, name);
}

/** The run of that id, deleted or not; the guard of its type decides whether the caller sees it. */
export function runById({ metadata }: Ports, id: RunId): Promise<Run | null> {
  return metadata.read.runs.byId(id);
}
