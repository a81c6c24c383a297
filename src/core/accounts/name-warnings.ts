import { RESERVED_NAMES } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";

/** Prefix of registry projects, which are not supported yet. */
const REGISTRY_PREFIX = "wandb-registry-";

/** Maximum number of projects named in warnings; the rest is counted. */
const MOST_NAMED = 100;

/** Lists the accounts and projects whose names are no longer valid for new ones: they keep working. */
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
