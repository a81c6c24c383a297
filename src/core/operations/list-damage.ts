import type { ContentDependents, Damage } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** A damaged chunk with its dependents. */
export type DamageWithDependents = Damage & Pick<ContentDependents, "needs" | "total">;

/**
 * Lists damaged chunks, those that are not repaired first.
 *
 * @throws `forbidden`
 */
export async function listDamage(ports: Ports, access: Access, page: PageRequest): Promise<Page<DamageWithDependents>> {
  requireSiteAdmin(access, "list damaged bytes");
  const listed = await ports.metadata.read.damage.list(page, ports.clock.nowMs());
  const chunks = listed.rows.map(({ chunk }) => chunk);
  const needs = chunks.length === 0 ? [] : await ports.audit.needs(chunks);
  return {
    ...listed,
    rows: listed.rows.map((row, index) => ({ ...row, needs: needs[index]!.needs, total: needs[index]!.total })),
  };
}
