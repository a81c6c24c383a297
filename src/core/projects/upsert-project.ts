import { type Project, type ProjectId, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { getOrCreateProject, type ProjectName } from "./open-project.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** A project by its id, or by name (created if it does not exist), and its changes. */
export interface UpsertProjectInput extends ProjectName {
  readonly id: ProjectId | undefined;
  readonly description: string | undefined;
  readonly access: string | undefined;
}

/**
 * Creates or changes a project. Fields that are left out are unchanged.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`
 */
export async function upsertProject(
  ports: Ports,
  access: Access,
  input: UpsertProjectInput,
): Promise<{ project: Project; isNew: boolean }> {
  return ports.metadata.transaction(async (rows) => {
    const { project, isNew } =
      input.id === undefined
        ? await getOrCreateProject(ports, rows, access, input)
        : await requireProject(rows, access, input.id);
    await rows.projects.update(project.id, {
      updatedAtMs: ports.clock.nowMs(),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.access === undefined ? {} : { access: input.access }),
    });
    return { project: (await rows.projects.byId(project.id))!, isNew };
  });
}

async function requireProject(
  rows: Rows,
  access: Access,
  id: ProjectId,
): Promise<{ project: Project; isNew: boolean }> {
  const project = await rows.projects.byId(id);
  if (project === null || project.isDeleted) throw new StemmaError("not_found", "Cannot find the project");
  requireAccess(access, project.entityId, "the project");
  return { project, isNew: false };
}
