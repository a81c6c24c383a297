import { type EntityId, hasRight, LATEST, MAX_NAMED_FAULTS, type VersionMembership } from "../../model/index.ts";
import { type Access, serverAccess } from "../accounts/access.ts";

/** What a deletion may delete besides versions. */
export interface DeletionTerms {
  /** Deletes aliases with their version; those of links only if the caller may write to the linked collection. */
  readonly deleteAliases: boolean;
  /** The argument that also deletes aliases, as the caller knows it, for messages; null if there is none. */
  readonly aliasesArgument: string | null;
  /** Keeps links that protect, even if the caller may write to the linked collection. */
  readonly keepLinks?: boolean;
  /** Keeps links of other entities, for all callers. */
  readonly within?: EntityId;
}

/** A reason why a version is protected, and its remedy. */
interface Reason {
  readonly text: string;
  readonly remedy: "aliases" | "unlink" | "ask";
}

/**
 * Explains why a version must not be deleted: it has aliases, including `latest`, or links protect it. Its own
 * collection comes first, then the links.
 *
 * @returns undefined if nothing protects it
 */
export function protectionOf(
  access: Access,
  memberships: readonly VersionMembership[],
  terms: DeletionTerms,
): string | undefined {
  const reasons = memberships.flatMap(
    (membership) =>
      (isLink(membership) ? reasonOfLink(access, membership, terms) : reasonOfOwn(membership, terms)) ?? [],
  );
  if (reasons.length === 0) return undefined;
  const texts = [...new Set(reasons.map(({ text }) => text))];
  const more = texts.length > MAX_NAMED_FAULTS ? `, and ${texts.length - MAX_NAMED_FAULTS} more` : "";
  const remedy = remedyText(new Set(reasons.map((reason) => reason.remedy)), terms.aliasesArgument);
  return `Cannot delete "${sourceName(memberships[0]!)}": ${texts.slice(0, MAX_NAMED_FAULTS).join(", and ")}${more}; ${remedy}`;
}

/** Returns whether a membership is a link, not the version's own collection. */
export function isLink({ collection, version }: VersionMembership): boolean {
  return collection.id !== version.collection.id;
}

/** `entity/project/collection:vN`, the name of a version in a collection it is linked to. */
export function linkName({ collection, versionIndex }: VersionMembership): string {
  const { entityName, name } = collection.project;
  return `${entityName}/${name}/${collection.name}:v${versionIndex}`;
}

function reasonOfOwn(membership: VersionMembership, { deleteAliases }: DeletionTerms): Reason | undefined {
  const aliases = aliasesIn(membership);
  if (aliases.length === 0 || deleteAliases) return undefined;
  return { text: `it has ${aliasesText(aliases)}`, remedy: "aliases" };
}

function reasonOfLink(access: Access, link: VersionMembership, terms: DeletionTerms): Reason | undefined {
  if (!protects(access, link)) return undefined;
  const { actor, right } = access;
  const { entityId } = link.collection.project;
  const aliases = aliasesIn(link);
  const isReached = hasRight(actor, right, entityId) && (terms.within === undefined || terms.within === entityId);
  const isKept = terms.keepLinks === true;
  if (isReached && !isKept && (terms.deleteAliases || aliases.length === 0)) return undefined;
  const remedy = isReached ? (isKept ? "unlink" : "aliases") : "ask";
  // Admins of the source see every link; others only those they may read.
  const isNamed = hasRight(actor, "read", entityId) || hasRight(actor, "admin", sourceEntity(link));
  if (!isNamed) return { text: "it is linked in a collection you cannot access", remedy };
  const there = aliases.length === 0 ? "" : ` with ${aliasesText(aliases)}`;
  return { text: `it is linked as "${linkName(link)}"${there}`, remedy };
}

/** Returns the next step for the strongest of the reasons. */
function remedyText(remedies: ReadonlySet<Reason["remedy"]>, aliasesArgument: string | null): string {
  if (remedies.has("ask")) return "ask an admin of the entity it is linked in to unlink it";
  if (remedies.has("unlink")) return "unlink it first";
  const how = aliasesArgument === null ? "" : `, or delete them together with the version (${aliasesArgument})`;
  return `remove the aliases first${how}`;
}

/**
 * Returns whether a link protects its version: only if its creator could write at the source. If that is unknown (older
 * links), the link protects, but not against admins of the source.
 */
function protects({ actor }: Access, link: VersionMembership): boolean {
  return link.isProtecting ?? (actor === serverAccess.actor || !hasRight(actor, "admin", sourceEntity(link)));
}

function sourceEntity({ version }: VersionMembership): EntityId {
  return version.collection.project.entityId;
}

function sourceName({ version }: VersionMembership): string {
  return `${version.collection.name}:v${version.versionIndex}`;
}

function aliasesIn({ collection, version }: VersionMembership): readonly string[] {
  return version.aliases.filter(({ collectionId }) => collectionId === collection.id).map(({ alias }) => alias);
}

/** Lists `latest` last, because the server sets it. */
function aliasesText(aliases: readonly string[]): string {
  const given = aliases.filter((alias) => alias !== LATEST);
  const shown = (given.length === 0 ? [LATEST] : given)
    .slice(0, MAX_NAMED_FAULTS)
    .map((alias) => `"${alias}"`)
    .join(", ");
  const more = given.length > 0 && given.length < aliases.length ? `, and "${LATEST}"` : "";
  return `the ${given.length > 1 ? "aliases" : "alias"} ${shown}${more}`;
}
