import {
  type ArtifactId,
  checkAlias,
  checkPortfolioName,
  type Collection,
  type CollectionId,
  hasRight,
  LATEST,
  type Project,
  StemmaError,
  type Version,
  looksLikeVersion,
  type VersionMembership,
} from "../../model/index.ts";
import { type Access, canAccess, requireAccess } from "../accounts/access.ts";
import { getOrCreateProject, type ProjectName } from "../projects/open-project.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { reassignLatest } from "./latest-alias.ts";

/** A version and the portfolio to link it into. */
export interface LinkArtifactInput extends ProjectName {
  /** The id of its row or its client id. */
  readonly version: ArtifactId | { readonly clientId: string };
  readonly collection: string;
  readonly aliases: readonly string[];
}

/**
 * Links a version into a portfolio, which is created if it does not exist. No bytes are copied. The link gets an index
 * in the portfolio; `latest` and the given aliases move to it. Linking again keeps the index. The link protects the
 * version if its creator may write at the source.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`, `not_committed`, `conflict` (the collection has versions of its
 * own, or links to another type)
 */
export async function linkArtifact(ports: Ports, access: Access, input: LinkArtifactInput): Promise<VersionMembership> {
  checkPortfolioName(input.collection);
  input.aliases.forEach(checkAlias);
  return ports.metadata.transaction(async (rows) => {
    const version = await requireLinkable(rows, access, input.version);
    const { project } = await getOrCreateProject(ports, rows, access, input);
    const atMs = ports.clock.nowMs();
    const portfolio = await openPortfolio(rows, project, input.collection, version, atMs);
    await rows.collections.lock([portfolio.id]);
    const link = {
      collectionId: portfolio.id,
      artifactId: version.id,
      // A reader of the source must not control what its owners can delete.
      isProtecting: hasRight(access.actor, "write", version.collection.project.entityId),
      linkedBy: access.actor.user?.id ?? null,
    };
    if (await rows.versions.isMember(portfolio.id, version.id)) {
      await rows.links.again(link);
      await rows.collections.update(portfolio.id, { updatedAtMs: atMs });
    } else {
      const versionIndex = await rows.collections.takeVersionIndex(portfolio.id, atMs);
      await rows.links.add({ ...link, versionIndex, atMs });
    }
    const aliases = input.aliases.filter((alias) => !looksLikeVersion(alias));
    for (const alias of new Set([...aliases, LATEST])) await rows.aliases.set(portfolio.id, alias, version.id, atMs);
    const memberships = await rows.versions.memberships([version.id]);
    return memberships.find(({ collection }) => collection.id === portfolio.id)!;
  });
}

/**
 * Removes a version from a portfolio; it stays in its own collection. Removing a link that does not exist is not an
 * error.
 *
 * @throws `not_found`, `forbidden`, `conflict` for a version's own collection
 */
export async function unlinkArtifact(
  ports: Ports,
  access: Access,
  input: { artifactId: ArtifactId; collectionId: CollectionId },
): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    await rows.collections.lock([input.collectionId]);
    const collection = await rows.collections.byId(input.collectionId);
    if (collection === null) throw new StemmaError("not_found", "Cannot find the collection");
    requireAccess(access, collection.project.entityId, "the collection");
    if (collection.kind === "source")
      throw new StemmaError(
        "conflict",
        `Cannot unlink from "${collection.name}": its versions were logged there, not linked; delete the version instead`,
      );
    const { hadLatest } = await rows.links.remove(collection.id, [input.artifactId]);
    const atMs = ports.clock.nowMs();
    if (hadLatest) await reassignLatest(rows, [collection.id], atMs);
    await rows.collections.update(collection.id, { updatedAtMs: atMs });
  });
}

/**
 * Returns the version. Locks it, so that it is not deleted while it is linked.
 *
 * @throws `not_found`, `not_committed`
 */
async function requireLinkable(rows: Rows, { actor }: Access, named: LinkArtifactInput["version"]): Promise<Version> {
  const id = typeof named === "number" ? named : await rows.drafts.findByClientId(named.clientId);
  const draft = id === null ? null : await rows.drafts.lock(id);
  const version = draft === null ? null : await rows.versions.byId(draft.id);
  // Needs write access to the portfolio and read access to the version.
  const isSeen =
    version !== null &&
    version.state !== "DELETED" &&
    canAccess({ actor, right: "read" }, version.collection.project.entityId, "the artifact");
  if (!isSeen) throw new StemmaError("not_found", "Cannot find the artifact");
  if (version.state === "PENDING")
    throw new StemmaError("not_committed", "Cannot link the artifact: it is a draft, expected a committed version");
  return version;
}

async function openPortfolio(
  rows: Rows,
  project: Project,
  name: string,
  { collection: source }: Version,
  atMs: number,
): Promise<Collection> {
  const found = await rows.collections.find(project.id, name);
  if (found === null) {
    const type = await rows.types.insert({ projectId: project.id, name: source.type, atMs });
    return rows.collections.insert({ projectId: project.id, typeId: type.id, kind: "portfolio", name, atMs });
  }
  if (found.kind === "source")
    throw new StemmaError(
      "conflict",
      `Cannot link to "${name}": it contains logged versions, expected a collection of links; use another name`,
    );
  if (found.type !== source.type)
    throw new StemmaError(
      "conflict",
      `Cannot link "${source.name}" to "${name}": its type is "${source.type}", expected "${found.type}"`,
    );
  return found;
}
