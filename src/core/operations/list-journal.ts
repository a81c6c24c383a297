import type { JournalEntry } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import { mapListed } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findEntity } from "../accounts/read-accounts.ts";

/**
 * Lists the storage journal, the newest entry first: of an entity, or of the whole store. Only site admins see the
 * bytes freed by a purge: the number reveals whether others store the same content.
 *
 * @returns null if the entity does not exist or the caller cannot access it
 * @throws `forbidden`
 */
export async function listJournal(
  ports: Ports,
  access: Access,
  entityName: string | null,
  page: PageRequest,
): Promise<Page<JournalEntry> | null> {
  if (entityName === null) {
    requireSiteAdmin(access, "list the deletion journal of the whole store");
    return ports.metadata.read.journal.list(null, page);
  }
  const entity = await findEntity(ports, access, entityName);
  if (entity === null) return null;
  const listed = await ports.metadata.read.journal.list(entity.id, page);
  return access.actor.isSiteAdmin ? listed : mapListed(listed, (entry) => ({ ...entry, bytes: null }));
}
