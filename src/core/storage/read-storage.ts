import type { ArtifactId, EntityId, StorageStats, StorageScope } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import type { StoreBytes } from "../ports/accounting.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * The storage of an object with the quota of its owner. Callers who cannot see the whole store get what the owner would
 * hold if it were alone in it.
 */
export async function readStorage(
  { accounting, metadata }: Ports,
  { actor }: Access,
  scope: StorageScope,
  owner: EntityId,
): Promise<StorageStats & { readonly quotaBytes: number | null }> {
  const figures = await accounting.figures(scope, actor.isSiteAdmin ? null : owner);
  return { ...figures, quotaBytes: await metadata.read.accounts.quotaOf(owner) };
}

/** The bytes that only this draft holds, as far as the caller may know. */
export async function draftBytes({ accounting, metadata }: Ports, { actor }: Access, id: ArtifactId): Promise<number> {
  const { collection } = (await metadata.read.versions.byId(id))!;
  const within = actor.isSiteAdmin ? null : collection.project.entityId;
  return (await accounting.figures({ kind: "version", id }, within)).draftBytes;
}

/** All bytes that an entity holds, each chunk once. */
export function heldBytes({ accounting }: Ports, id: EntityId): Promise<number> {
  return accounting.heldBy(id);
}

/**
 * The bytes of the whole store.
 *
 * @throws `forbidden`
 */
export async function readStoreBytes({ accounting }: Ports, access: Access): Promise<StoreBytes> {
  requireSiteAdmin(access, "read the storage of the whole store");
  return accounting.ofStore();
}
