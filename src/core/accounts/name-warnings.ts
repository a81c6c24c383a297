import { RESERVED_NAMES } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";

/** How the projects of registries begin, which are not offered yet. */
const REGISTRY_PREFIX = "wandb-registry-";

/** Projects that are named; of more, their number. */
const MOST_NAMED = 100;

/** Names each account and project whose name could not be given today: they keep working. */
export async function nameWarnings({ metadata }: Pick<Ports, "metadata">): Promise<string[]> {
  const warnings: string[] = [];
  for (const name of [...RESERVED_NAMES].sort()) {
    const entity = await metadata.read.accounts.findEntity(name);
    if (entity !== null)
      warnings.push(`The ${entity.kind} "${entity.name}" has a name that is now reserved; it keeps working`);
  }
  const projects = await metadata.read.projects.beginningWith(REGISTRY_PREFIX, MOST_NAMED + 1);
  for (const { entityName, name } of projects.slice(0, MOST_NAMED))
    warnings.push(
      `The project "${entityName}/${name}" has a name that is reserved for registries, which Stemma does not offer yet; it keeps working as a project`,
    );
  if (projects.length > MOST_NAMED)
    warnings.push(`More than ${MOST_NAMED} projects have a name that is reserved for registries`);
  return warnings;
}
