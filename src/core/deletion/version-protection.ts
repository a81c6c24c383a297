import { type EntityId, hasRight, LATEST, MAX_NAMED_FAULTS, type VersionMembership } from "../../model/index.ts";
import { type Access, serverAccess } from "../accounts/access.ts";

/** What a deletion may take along. */
export interface DeletionTerms {
  /** Aliases go with their version; those of links only where the caller may write. */
  readonly deleteAliases: boolean;
  /** How the caller says that aliases may go too, for the message; null where there is no way to say so. */
  readonly aliasesArgument: string | null;
  /** Links that protect stay, whoever may write where they are. */
  readonly areLinksKept?: boolean;
  /** Links at other entities stay, whoever acts. */
  readonly within?: EntityId;
}

/** One thing that keeps a version, and how it can go. */
interface Reason {
  readonly text: string;
  readonly remedy: "aliases" | "unlink" | "ask";
}

/**
 * Tells why a version must not be deleted: it has aliases, `latest` included, or links protect it. Its own collection
 * comes first among its memberships, then the links.
 *
 * @returns undefined where nothing protects it
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

/** Tells whether a membership is a link, not the version's own collection. */
export function isLink({ collection, version }: VersionMembership): boolean {
  return collection.id !== version.collection.id;
}

/** `entity/project/collection:vN`, as the version is called where it is linked. */
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
  const isKept = terms.areLinksKept === true;
  if (isReached && !isKept && (terms.deleteAliases || aliases.length === 0)) return undefined;
  const remedy = isReached ? (isKept ? "unlink" : "aliases") : "ask";
  // Admins of the source are told of every link; others only where they may look.
  const isNamed = hasRight(actor, "read", entityId) || hasRight(actor, "admin", sourceEntity(link));
  if (!isNamed) return { text: "it is linked in a collection you cannot access", remedy };
  const there = aliases.length === 0 ? "" : ` with ${aliasesText(aliases)}`;
  return { text: `it is linked as "${linkName(link)}"${there}`, remedy };
}

/** What can be done about the hardest of the reasons. */
function remedyText(remedies: ReadonlySet<Reason["remedy"]>, aliasesArgument: string | null): string {
  if (remedies.has("ask")) return "ask an admin of the entity it is linked in to unlink it";
  if (remedies.has("unlink")) return "unlink it first";
  const how = aliasesArgument === null ? "" : `, or delete them together with the version (${aliasesArgument})`;
  return `remove the aliases first${how}`;
}

/**
 * A link protects when its maker could write at the source. Of an older one nobody knows that: it protects, but not
 * against the admins of the source.
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

/** `latest` comes last, because it is the one that people did not give. */
function aliasesText(aliases: readonly string[]): string {
  const given = aliases.filter((alias) => alias !== LATEST);
  const shown = (given.length === 0 ? [LATEST] : given)
    .slice(0, MAX_NAMED_FAULTS)
    .map((alias) => `"${alias}"`)
    .join(", ");
  const more = given.length > 0 && given.length < aliases.length ? `, and "${LATEST}"` : "";
  return `the ${given.length > 1 ? "aliases" : "alias"} ${shown}${more}`;
}
