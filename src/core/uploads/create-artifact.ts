import {
  type ArtifactId,
  checkAlias,
  checkCollectionName,
  checkJsonObject,
  checkPlainName,
  checkTag,
  checkTtl,
  type Collection,
  LATEST,
  MAX_JSON_BYTES,
  type Project,
  type Version,
  truncate,
  StemmaError,
  looksLikeVersion,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { getOrCreateProject, type ProjectName } from "../projects/open-project.ts";
import { requireRoom } from "../quotas/require-room.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** The fields of an artifact that the client declares before it uploads files. */
export interface CreateArtifactInput extends ProjectName {
  readonly collection: string;
  readonly type: string;
  /** The run that logs it; null if a user does. */
  readonly run: string | null;
  /** Hex digest over paths and entry digests. */
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly description: string | null;
  readonly metadata: string | null;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly ttlSeconds: number | null;
  readonly historyStep: number | null;
  /** Whether to return an existing committed version with the same digest. */
  readonly isDeduplicated: boolean;
  /** Id of a version made by several runs: all runs that send the same id share one draft. */
  readonly distributedId: string | null;
  /** Unique per client object: calls with the same id are repeats of one call. */
  readonly clientId: string | null;
}

/** A draft or version that the call means instead of a new draft. */
type Existing = Pick<Version, "id" | "state">;

const DIGEST = /^[0-9a-f]{32}$/;

/**
 * Creates a draft. If the collection has a committed version with the same content, adds the aliases to that version
 * instead, unless it is known to be damaged: then its bytes must be uploaded again. Runs with one distributed id share
 * a draft.
 *
 * @throws `invalid_input`, `not_found`, `forbidden`, `conflict` (the name exists with another type, the client id in
 * another collection, the distributed id is finished), `quota_exceeded`
 */
export async function createArtifact(ports: Ports, access: Access, input: CreateArtifactInput): Promise<Version> {
  const checked = check(input);
  await requireRoom(ports, access, checked);
  return ports.metadata.transaction(async (rows) => {
    const { project } = await getOrCreateProject(ports, rows, access, checked);
    const collection = await getOrCreateCollection(ports, rows, project, checked);
    const existing =
      (await findRepeated(rows, collection, checked.clientId)) ??
      (await findShared(ports, rows, collection, checked)) ??
      (await findSame(rows, collection, checked));
    const id = existing?.id ?? (await createDraft(ports, rows, access, project, collection, checked));
    if (checked.clientId !== null) await rows.drafts.rememberClientId(checked.clientId, id);
    if (existing?.state === "PENDING") await rows.drafts.touch(id, ports.clock.nowMs());
    if (existing?.state === "COMMITTED") await logAgain(ports, rows, project, collection, id, checked);
    return (await rows.versions.byId(id))!;
  });
}

/**
 * Returns the version of this collection with the client id.
 *
 * @throws `conflict` if the id belongs to another collection
 */
async function findRepeated(rows: Rows, collection: Collection, clientId: string | null): Promise<Existing | null> {
  const id = clientId === null ? null : await rows.drafts.findByClientId(clientId);
  if (id === null) return null;
  const draft = await rows.drafts.find(id);
  if (draft?.collectionId !== collection.id)
    throw new StemmaError(
      "conflict",
      `Cannot log "${collection.name}": its client id belongs to a version of another collection, expected a new id`,
    );
  return { id, state: draft.state };
}

/**
 * Returns the draft that other runs share under the same distributed id.
 *
 * @throws `conflict` if it is already committed
 */
async function findShared(
  { clock }: Ports,
  rows: Rows,
  collection: Collection,
  { distributedId, ...fields }: CreateArtifactInput,
): Promise<Existing | null> {
  if (distributedId === null) return null;
  // Locked, so that of several first calls only one creates the draft.
  await rows.collections.lock([collection.id]);
  const shared = await rows.drafts.findByDistributedId(collection.id, distributedId);
  if (shared === null) return null;
  const { state, versionIndex } = (await rows.versions.byId(shared))!;
  if (state !== "PENDING")
    throw new StemmaError(
      "conflict",
      `Cannot add to "${collection.name}" under the distributed id "${truncate(distributedId)}": it is already finished as v${versionIndex}; use another id`,
    );
  await rows.drafts.join(shared, { ...fields, atMs: clock.nowMs() });
  await rows.tags.addToVersion(shared, fields.tags);
  return { id: shared, state };
}

/** Returns the committed version with the same content. Locks it, so that it is not deleted meanwhile. */
async function findSame(rows: Rows, collection: Collection, input: CreateArtifactInput): Promise<Existing | null> {
  if (!input.isDeduplicated || input.distributedId !== null) return null;
  const same = await rows.versions.findCommitted(collection.id, input.digest);
  if (same === null || (await rows.drafts.lock(same))?.state !== "COMMITTED") return null;
  return (await rows.damage.hasVersion(same)) ? null : { id: same, state: "COMMITTED" };
}

function check(input: CreateArtifactInput): CreateArtifactInput {
  // A client that logs a saved object again sends `name:version`.
  const collection = checkCollectionName(input.collection.split(":")[0]!);
  checkPlainName(input.type, "type");
  if (!DIGEST.test(input.digest))
    throw new StemmaError(
      "invalid_input",
      `Cannot log "${collection}": its digest is "${input.digest.slice(0, 64)}", expected 32 lower-case hex digits`,
    );
  if (input.metadata !== null) checkJsonObject(input.metadata, `the metadata of "${collection}"`, MAX_JSON_BYTES);
  input.aliases.forEach(checkAlias);
  input.tags.forEach(checkTag);
  if (input.ttlSeconds !== null) checkTtl(input.ttlSeconds);
  // Names that clients read as a version (`v3`, `v03`) are never stored as aliases.
  return { ...input, collection, aliases: input.aliases.filter((alias) => !looksLikeVersion(alias)) };
}

async function getOrCreateCollection(
  { clock }: Ports,
  rows: Rows,
  project: Project,
  input: CreateArtifactInput,
): Promise<Collection> {
  const found = await rows.collections.find(project.id, input.collection);
  if (found !== null) {
    if (found.kind !== "source")
      throw new StemmaError(
        "conflict",
        `Cannot log to "${input.collection}": it contains links, expected a collection of logged versions`,
      );
    if (found.type !== input.type) {
      throw new StemmaError(
        "conflict",
        `Cannot log "${input.collection}" as type "${input.type}": it exists with the type "${found.type}"; use that type or another name`,
      );
    }
    return found;
  }
  const type = await rows.types.insert({ projectId: project.id, name: input.type, atMs: clock.nowMs() });
  return rows.collections.insert({
    projectId: project.id,
    typeId: type.id,
    kind: "source",
    name: input.collection,
    atMs: clock.nowMs(),
  });
}

async function createDraft(
  ports: Ports,
  rows: Rows,
  access: Access,
  project: Project,
  collection: Collection,
  input: CreateArtifactInput,
): Promise<ArtifactId> {
  const run = input.run === null ? null : await rows.runs.find(project.id, input.run);
  const id = await rows.drafts.insert({
    collectionId: collection.id,
    digest: input.digest,
    digestAlgorithm: input.digestAlgorithm,
    description: input.description,
    metadata: input.metadata,
    ttlSeconds: input.ttlSeconds,
    historyStep: input.historyStep,
    distributedId: input.distributedId,
    baseId: null,
    aliases: input.aliases,
    madeByRunId: run?.id ?? null,
    createdBy: access.actor.user?.id ?? null,
    atMs: ports.clock.nowMs(),
  });
  await rows.tags.addToVersion(id, input.tags);
  return id;
}

/** Adds aliases (with `latest`), tags and the run to an existing version with the same content. */
async function logAgain(
  ports: Ports,
  rows: Rows,
  project: Project,
  collection: Collection,
  id: ArtifactId,
  input: CreateArtifactInput,
): Promise<void> {
  const atMs = ports.clock.nowMs();
  for (const alias of new Set([...input.aliases, LATEST])) await rows.aliases.set(collection.id, alias, id, atMs);
  await rows.tags.addToVersion(id, input.tags);
  const run = input.run === null ? null : await rows.runs.find(project.id, input.run);
  if (run !== null) await rows.lineage.addOutput({ runId: run.id, artifactId: id, kind: "logged-again", atMs });
}
