import { createHash } from "node:crypto";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import type { BlobStore, NewSegment } from "../../../src/core/ports/blob-store.ts";
import type {
  DeclaredFile,
  Draft,
  ManifestNode,
  Metadata,
  NewDraft,
  PageRequest,
  Rows,
  WrittenLine,
} from "../../../src/core/ports/metadata.ts";
import {
  type ArtifactId,
  type BlobHash,
  type Collection,
  type Entity,
  type EntityId,
  type LinesId,
  encodeSegment,
  MAX_PAGE_ROWS,
  type ManifestId,
  md5ToBase64,
  type Md5Hex,
  type Project,
  type RunId,
  type UserId,
} from "../../../src/model/index.ts";
import { createBlobStore } from "../../../src/stores/blobs/blob-store.ts";
import { BlobReader } from "../../../src/stores/blobs/blob-reader.ts";
import { createMemoryDriver } from "../../support/memory-driver.ts";
import { createMetadata } from "../../../src/stores/metadata/metadata.ts";
import { migrate } from "../../../src/stores/metadata/migrations/migrate.ts";
import type { PackRecovery } from "../../../src/stores/blobs/pack/recover-packs.ts";
import { openStoreWriter, type StoreWriter } from "../../../src/stores/blobs/store-writer.ts";
import type { EngineLocation } from "./engine/engine-places.ts";

/** A migrated database with a store over it, and short ways to make the things that other things stand on. */
export interface World {
  readonly place: EngineLocation;
  readonly metadata: Metadata;
  /** The store that was opened last; at first one in memory. */
  blobs: BlobStore;
  writer: StoreWriter;
  /** Opens the store anew over a driver, as a process does that starts after another one ended. */
  openStore(driver: BlobDriver): Promise<void>;
  /** A word that no other call gave. */
  name(kind: string): string;
  entity(kind?: Entity["kind"], orgId?: EntityId): Promise<Entity>;
  user(): Promise<{ id: UserId; entity: Entity }>;
  project(): Promise<Project>;
  run(project: Project): Promise<RunId>;
  /** Where the lines of a new run lie. */
  lines(project?: Project): Promise<LinesId>;
  collection(project?: Project): Promise<Collection>;
  draft(collection: Collection, facts?: Partial<NewDraft>): Promise<Draft>;
  /** A draft with a manifest of no entries, committed as the next version. */
  version(collection: Collection, facts?: Partial<NewDraft>): Promise<ArtifactId>;
  /** Sends a file of a draft through the store. */
  send(draft: Draft, path: string, content: Uint8Array): Promise<BlobHash>;
  /** Recoveries of packs that were reported when the store was opened. */
  readonly recoveries: readonly PackRecovery[];
  /** A manifest of a draft that is declared and not received. */
  manifest(artifactId: ArtifactId): Promise<ManifestId>;
  /** Stores one node that holds files of a draft, which were sent. */
  node(draft: Draft, files: readonly DeclaredFile[]): Promise<ManifestNode>;
}

/** When everything happens (in milliseconds since 1970 UTC). */
export const AT_MS = 1_700_000_000_000;

/** As much as a page of a list can hold. */
export const WHOLE: PageRequest = { after: null, first: MAX_PAGE_ROWS };

/** Opens a world over an empty database, in the object that is given. */
export async function openWorld<Kind extends World>(
  world: Kind,
  place: EngineLocation,
  driver: BlobDriver = createMemoryDriver(),
): Promise<void> {
  const { engine } = place;
  await migrate(engine, AT_MS);
  const metadata = createMetadata(engine);
  const recoveries: PackRecovery[] = [];
  let last = 0;
  const newPackName = (): string => `pack${String((last += 1)).padStart(8, "0")}`;
  const openStore = async (over: BlobDriver): Promise<{ writer: StoreWriter; blobs: BlobStore }> => {
    const writer = await openStoreWriter({
      engine,
      driver: over,
      newPackName,
      clock: { nowMs: () => AT_MS },
      onRecovered: (recovery) => recoveries.push(recovery),
    });
    return { writer, blobs: createBlobStore({ writer, reader: new BlobReader({ engine, driver: over }) }) };
  };
  const write = <T>(work: (rows: Rows) => Promise<T>): Promise<T> => metadata.transaction(work);
  const name = (kind: string): string => `${kind}-${(last += 1)}`;

  const made: World = {
    place,
    metadata,
    recoveries,
    ...(await openStore(driver)),
    async openStore(over) {
      Object.assign(world, await openStore(over));
    },
    name,
    entity: (kind = "team", orgId) =>
      write((rows) => rows.accounts.insertEntity({ name: name(kind), kind, orgId: orgId ?? null, createdAtMs: AT_MS })),
    async user() {
      const entity = await world.entity("user");
      const facts = { entityId: entity.id, email: `${entity.name}@example.org`, isAdmin: false, createdAtMs: AT_MS };
      return { id: await write((rows) => rows.accounts.insertUser(facts)), entity };
    },
    async project() {
      const { id: entityId } = await world.entity();
      const facts = { name: name("project"), description: null, access: "PRIVATE", createdBy: null, atMs: AT_MS };
      return write((rows) => rows.projects.insert({ entityId, ...facts }));
    },
    run: ({ id: projectId }) =>
      write((rows) =>
        rows.runs.insert({ projectId, name: name("run"), displayName: "a run", createdBy: null, atMs: AT_MS }),
      ),
    async lines(given) {
      return (await metadata.read.runs.byId(await world.run(given ?? (await world.project()))))!.linesId;
    },
    async collection(given) {
      const { id: projectId } = given ?? (await world.project());
      return write(async (rows) => {
        const type = await rows.types.insert({ projectId, name: "dataset", atMs: AT_MS });
        const facts = { projectId, typeId: type.id, kind: "source" as const, name: name("set"), atMs: AT_MS };
        return rows.collections.insert(facts);
      });
    },
    draft: ({ id: collectionId }, facts = {}) =>
      write(async (rows) => {
        const id = await rows.drafts.insert({ ...plainDraft, collectionId, ...facts });
        return (await rows.drafts.find(id))!;
      }),
    async version(collection, facts) {
      const draft = await world.draft(collection, facts);
      const manifestId = await world.manifest(draft.id);
      await write((rows) => commitDraft(rows, draft, manifestId));
      return draft.id;
    },
    async send(draft, path, content) {
      const uploadTarget = { kind: "draft-file" as const, artifactId: draft.id, projectId: draft.projectId, path };
      const declared = { sizeBytes: content.byteLength, md5: undefined };
      const accepted = await world.blobs.accept(parts(content), declared, {
        ...uploadTarget,
        digest: digestOf(content),
      });
      return accepted.hash;
    },
    manifest: (artifactId) =>
      write(async (rows) => {
        const { id } = await rows.manifests.insert({
          artifactId,
          kind: "FULL",
          name: "wandb_manifest.json",
          md5: "",
          baseId: null,
          runName: "",
          atMs: AT_MS,
        });
        return id;
      }),
    async node(draft, files) {
      const bindings = await metadata.read.drafts.bind(draft, files);
      const bound = bindings.map((binding, index) => {
        if (typeof binding === "string") throw new Error(`"${files[index]!.path}" is ${binding}, expected it was sent`);
        return binding;
      });
      const segment = segmentOf(files, bound);
      const partId = await world.blobs.putNode([segment]);
      return { partId, firstPath: segment.firstPath, entryCount: files.length };
    },
  };
  Object.assign(world, made);
}

const plainDraft = {
  digest: "0".repeat(32),
  digestAlgorithm: "MD5",
  description: null,
  metadata: null,
  ttlSeconds: null,
  historyStep: null,
  distributedId: null,
  baseId: null,
  aliases: [],
  madeByRunId: null,
  createdBy: null,
  atMs: AT_MS,
};

/** Commits a draft as the next version of its collection; gives its index. */
export async function commitDraft(rows: Rows, draft: Draft, manifestId: ManifestId): Promise<number> {
  const { collectionId, digest } = draft;
  const versionIndex = await rows.collections.takeVersionIndex(collectionId, AT_MS);
  const counts = { sizeBytes: 0, entryCount: 0 };
  await rows.drafts.commit(draft.id, { collectionId, versionIndex, manifestId, digest, ...counts, atMs: AT_MS });
  return versionIndex;
}

/** The digest of bytes as the wire writes it. */
export function digestOf(content: Uint8Array): string {
  return md5ToBase64(createHash("md5").update(content).digest("hex") as Md5Hex);
}

/** A body that comes in parts of some size. */
export async function* parts(content: Uint8Array, partBytes = 64 * 1024): AsyncIterable<Uint8Array> {
  for (let start = 0; start < content.byteLength; start += partBytes) yield content.slice(start, start + partBytes);
}

/** One segment over bound files. */
export function segmentOf(
  files: readonly DeclaredFile[],
  bound: readonly { id: NewSegment["blobIds"][number]; hash: BlobHash; sizeBytes: number }[],
): NewSegment {
  const entries = files.map((file, index) => ({
    ...file,
    sizeBytes: bound[index]!.sizeBytes,
    blob: bound[index]!.hash,
  }));
  return {
    bytes: encodeSegment(entries),
    firstPath: files[0]!.path,
    entryCount: files.length,
    blobIds: [...new Set(bound.map(({ id }) => id))],
  };
}

/** Texts as lines that a writer counts on from a number. */
export function written(first: number, texts: readonly string[]): WrittenLine[] {
  return texts.map((text, index) => ({ number: first + index, text, step: undefined }));
}
