import type { Project, Run } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { findProject } from "../projects/find-project.ts";
import type { Ports } from "../ports/ports.ts";

/** The run of that name, or null when it is not there or the caller may not see it. */
export async function findRun(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; run: string },
): Promise<Run | null> {
  const project = await findProject(ports, access, input);
  return project === null ? null : findRunIn(ports, project, input.run);
}

/** The same inside a project the caller has reached. */
export function findRunIn({ metadata }: Ports, project: Project, name: string): Promise<Run | null> {
  return metadata.read.runs.find(project.id, name);
}
