import {
  type ArtifactId,
  type Collection,
  DAY_MS,
  type EntityId,
  type Filter,
  MAX_VERSIONS_PER_REQUEST,
  type Project,
  StemmaError,
  type TypeId,
  type Version,
  type VersionMembership,
} from "../../model/index.ts";
import { type Access, readableEntities } from "../accounts/access.ts";
import { VERSIONS_PER_BATCH } from "./expire-and-purge.ts";
import { findProject } from "../projects/find-project.ts";
import { freedByEach, freedBytes } from "./freed-bytes.ts";
import { allRows, everyRow } from "../list-page.ts";
import type { Ports } from "../ports/ports.ts";
import { removeUnprotected } from "./remove-versions.ts";
import { compileVersionFilter } from "../artifacts/version-conditions.ts";
import { versionLookup } from "../artifacts/version-lookup.ts";
import { protectionOf } from "./version-protection.ts";

/** The versions to delete, and how. */
export interface DeleteByFilterInput {
  readonly entity: string;
  readonly project: string;
  /** The collection; null selects all. */
  readonly collection: string | null;
  readonly type: string | null;
  /**
   * Fields of a version, and `age_days`, `is_linked`, `is_used` (by a run that is not deleted), `is_used_by_kept` (by a
   * run that made a version which stays). Only links and runs that the caller may see are counted.
   */
  readonly filter: Filter;
  /** The filter as the caller wrote it, for the journal. */
  readonly filterText: string;
  readonly deleteAliases: boolean;
  /** The argument that also deletes aliases, as the caller knows it, for messages. */
  readonly aliasesArgument: string;
  readonly isDryRun: boolean;
}

/** A version that matches the filter. */
export interface MatchedVersion {
  readonly version: Version;
  /** Bytes freed by deleting it alone. */
  readonly bytes: number;
  /** Why it cannot be deleted; null if nothing protects it. */
  readonly protection: string | null;
}

/** The versions that were deleted or would be. */
export interface DeletedVersions {
  readonly versions: readonly MatchedVersion[];
  /** Bytes freed by deleting all of them, once they are purged. */
  readonly bytes: number;
}

/**
 * Deletes all versions that match a filter, or only lists them. Protected versions are listed and stay.
 *
 * @throws `not_found`, `forbidden`, `invalid_input` (too many: narrow the filter)
 */
export async function deleteByFilter(
  ports: Ports,
  access: Access,
  input: DeleteByFilterInput,
): Promise<DeletedVersions> {
  const project = await requireProject(ports, access, input);
  const matched = await findMatched(ports, project, input, readableEntities(access));
  const byVersion = Map.groupBy(
    await ports.metadata.read.versions.memberships(matched.map(({ id }) => id)),
    ({ version }) => version.id,
  );
  const protections = new Map<ArtifactId, string>();
  for (const [id, memberships] of byVersion) {
    const protection = protectionOf(access, memberships, input);
    if (protection !== undefined) protections.set(id, protection);
  }
  const free = matched.filter(({ id }) => !protections.has(id));
  // Counted before the deletion, because deleted versions may be purged at once.
  const alone = await freedByEach(ports, access, matched);
  const bytes = await freedBytes(ports, access, free);
  if (!input.isDryRun) await removeInSteps(ports, access, input, free);
  return {
    versions: matched.map((version) => ({
      version,
      bytes: alone.get(version.id)!,
      protection: protections.get(version.id) ?? null,
    })),
    bytes,
  };
}

async function removeInSteps(
  { metadata, clock }: Ports,
  access: Access,
  { deleteAliases, aliasesArgument, filterText }: DeleteByFilterInput,
  versions: readonly Version[],
): Promise<void> {
  const reason = `matched filter: ${filterText}`;
  for (let at = 0; at < versions.length; at += VERSIONS_PER_BATCH) {
    const ids = versions.slice(at, at + VERSIONS_PER_BATCH).map(({ id }) => id);
    const terms = { deleteAliases, aliasesArgument };
    const removal = { ids, ...terms, atMs: clock.nowMs(), reason, skipProtected: true };
    await metadata.transaction((rows) => removeUnprotected(rows, access, removal));
  }
}

async function requireProject(ports: Ports, access: Access, name: DeleteByFilterInput): Promise<Project> {
  const project = await findProject(ports, access, name);
  if (project === null) throw new StemmaError("not_found", `Cannot find the project "${name.entity}/${name.project}"`);
  return project;
}

/** Returns the versions that match the filter, oldest first in each collection. */
async function findMatched(
  ports: Ports,
  project: Project,
  input: DeleteByFilterInput,
  within: readonly EntityId[] | undefined,
): Promise<readonly Version[]> {
  const { read } = ports.metadata;
  const candidates: Candidate[] = [];
  for (const collection of await collectionsOf(ports, project, input)) {
    await ports.eventLoop.yieldToOthers();
    const candidatesById = new Map(
      (await read.retention.candidates([collection.id], { withMetadata: false, ...(within && { within }) })).map(
        (of) => [of.id, of],
      ),
    );
    const { conditions } = compileVersionFilter(input.filter.tree, collection);
    if (conditions === null) continue;
    const order = { by: "versionIndex", isDescending: false, nowMs: ports.clock.nowMs() } as const;
    const memberships = everyRow((page) => read.versions.list(collection.id, page, { order, conditions }));
    for await (const membership of memberships) {
      const of = candidatesById.get(membership.version.id);
      if (of === undefined) continue;
      const ageDays = (ports.clock.nowMs() - of.createdAtMs) / DAY_MS;
      const more = { age_days: ageDays, is_linked: of.isLinked, is_used: of.isUsed, is_used_by_kept: false };
      if (!input.filter(versionLookup(membership, more))) continue;
      candidates.push({ membership, more });
      if (candidates.length > MAX_VERSIONS_PER_REQUEST)
        throw new StemmaError(
          "invalid_input",
          `Cannot delete by filter: more than ${MAX_VERSIONS_PER_REQUEST} versions match; narrow the filter by collection or age`,
        );
    }
  }
  return withoutUsedByKept(ports, input.filter, candidates, within);
}

interface Candidate {
  readonly membership: VersionMembership;
  readonly more: Readonly<Record<string, unknown>>;
}

async function collectionsOf(
  { metadata }: Ports,
  project: Project,
  { collection, type }: DeleteByFilterInput,
): Promise<readonly Collection[]> {
  const typeRow = type === null ? undefined : await metadata.read.types.find(project.id, type);
  if (typeRow === null) throw new StemmaError("not_found", `Cannot find the artifact type "${type!.slice(0, 80)}"`);
  const named =
    collection === null
      ? await allRows((page) => metadata.read.collections.list(project.id, typeRow?.id, page))
      : await namedCollection(metadata, project, typeRow?.id, collection);
  if (collection !== null && named.length === 0)
    throw new StemmaError("not_found", `Cannot find the collection "${collection.slice(0, 80)}"`);
  return named.filter(({ kind }) => kind === "source");
}

async function namedCollection(
  { read }: Ports["metadata"],
  project: Project,
  typeId: TypeId | undefined,
  name: string,
): Promise<readonly Collection[]> {
  const found = await read.collections.find(project.id, name);
  return found === null || (typeId !== undefined && found.typeId !== typeId) ? [] : [found];
}

/**
 * Removes the versions used by a version that stays from the candidates; repeats until nothing changes, because each
 * removed candidate may have used others.
 */
async function withoutUsedByKept(
  { metadata }: Ports,
  filter: Filter,
  candidates: readonly Candidate[],
  within: readonly EntityId[] | undefined,
): Promise<readonly Version[]> {
  const matched = new Map(candidates.map((candidate) => [candidate.membership.version.id, candidate]));
  const edges = await metadata.read.retention.madeFrom([...matched.keys()], within);
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const { usedId, madeId } of edges) {
      const used = matched.get(usedId);
      if (used === undefined || matched.has(madeId)) continue;
      if (filter(versionLookup(used.membership, { ...used.more, is_used_by_kept: true }))) continue;
      matched.delete(usedId);
      isChanged = true;
    }
  }
  return [...matched.values()].map(({ membership }) => membership.version);
}
