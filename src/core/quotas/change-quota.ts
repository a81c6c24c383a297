import { type Entity, StemmaError } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Sets the quota of an entity in bytes; null removes it. Existing content above the quota stays.
 *
 * @throws `forbidden`, `not_found`, `invalid_input`
 */
export async function changeQuota(
  { metadata, quotas }: Ports,
  access: Access,
  { entity: name, quotaBytes }: { entity: string; quotaBytes: number | null },
): Promise<Entity> {
  requireSiteAdmin(access, "set a quota");
  if (quotaBytes !== null && quotaBytes < 0)
    throw new StemmaError(
      "invalid_input",
      `Cannot set a quota of ${quotaBytes} bytes: expected 0 or more, or null for no quota`,
    );
  const changed = await metadata.transaction(async (rows) => {
    const entity = await rows.accounts.findEntity(name);
    if (entity === null) throw new StemmaError("not_found", `Cannot find the entity "${name.slice(0, 80)}"`);
    await rows.members.updateEntity(entity.id, { quotaBytes });
    return { ...entity, quotaBytes };
  });
  quotas.forget(changed.id);
  return changed;
}
