import { changeCollection, tagCollection } from "../../core/change-collection.ts";
import { commitArtifact } from "../../core/commit-artifact.ts";
import { createArtifact } from "../../core/create-artifact.ts";
import { createManifest } from "../../core/create-manifest.ts";
import { planUploads } from "../../core/plan-uploads.ts";
import { findVersion } from "../../core/resolve-version.ts";
import { addAliases, deleteAliases, type NamedAlias, updateArtifact } from "../../core/update-artifact.ts";
import { beginUpload, completeUpload } from "../../core/upload-parts.ts";
import { useArtifact } from "../../core/use-artifact.ts";
import { type ArtifactId, type CollectionId, StemmaError, type UploadId } from "../../model/index.ts";
import { uploadNode } from "./file-node.ts";
import type { GraphqlContext, RootField } from "./graphql-context.ts";
import { nodeId, requireNodeId } from "./node-id.ts";

interface WireTag {
  readonly tagName: string;
}

interface WireAlias {
  readonly alias: string;
}

interface WireCollectionAlias extends WireAlias {
  readonly entityName: string;
  readonly projectName: string;
  readonly artifactCollectionName: string;
}

interface PartWire {
  readonly partNumber: number;
  readonly hexMD5: string;
}

interface CompleteUploadWire {
  readonly artifactID: string;
  readonly uploadID: string;
  readonly completedParts: readonly PartWire[];
}

interface FileSpec {
  readonly artifactID: string;
  readonly name: string;
  readonly md5: string;
  readonly uploadPartsInput?: readonly PartWire[] | null;
}

interface CreateArtifactWire {
  readonly entityName: string;
  readonly projectName: string;
  readonly runName?: string | null;
  readonly artifactTypeName: string;
  readonly artifactCollectionName?: string | null;
  readonly artifactCollectionNames?: readonly string[] | null;
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly description?: string | null;
  readonly metadata?: string | null;
  readonly aliases?: readonly WireAlias[] | null;
  readonly tags?: readonly WireTag[] | null;
  readonly ttlDurationSeconds?: number | null;
  readonly historyStep?: number | null;
  readonly enableDigestDeduplication?: boolean | null;
  readonly distributedID?: string | null;
  readonly clientID?: string | null;
  readonly storageRegion?: string | null;
}

/** Mutations of versions and what leads to them. */
export const artifactMutations: Readonly<Record<string, RootField>> = {
  createArtifact: async ({ input }: { input: CreateArtifactWire }, context, access) => {
    const collection = input.artifactCollectionName ?? input.artifactCollectionNames?.[0];
    if (!collection) throw new StemmaError("invalid_input", "Cannot log the artifact: it has no name");
    if (input.distributedID)
      throw new StemmaError("not_offered", "Stemma does not offer incremental and distributed artifacts");
    if (input.storageRegion && input.storageRegion !== STORAGE_REGION) {
      throw new StemmaError("invalid_input", `CreateArtifact invalid storageRegion: ${input.storageRegion}`);
    }
    const created = await createArtifact(context.ports, access, {
      entity: input.entityName,
      project: input.projectName,
      collection,
      type: input.artifactTypeName,
      run: input.runName || null,
      digest: input.digest,
      digestAlgorithm: input.digestAlgorithm,
      description: input.description ?? null,
      metadata: input.metadata ?? null,
      aliases: (input.aliases ?? []).map(({ alias }) => alias),
      tags: tagNames(input.tags),
      ttlSeconds: input.ttlDurationSeconds ?? null,
      historyStep: input.historyStep ?? null,
      isDeduplicated: input.enableDigestDeduplication === true,
      clientId: input.clientID || null,
    });
    return { artifact: await findVersion(context.ports, access, created.id) };
  },

  createArtifactManifest: async ({ input }: { input: ManifestWire }, context, access) => {
    if (input.type !== "FULL") {
      throw new StemmaError("not_offered", "Stemma does not offer incremental and distributed artifacts");
    }
    const manifest = await createManifest(context.ports, access, {
      artifactId: requireNodeId<ArtifactId>(input.artifactID, "artifact", "Artifact"),
      baseId: input.baseArtifactID
        ? requireNodeId<ArtifactId>(input.baseArtifactID, "base artifact", "Artifact")
        : null,
      name: input.name,
      kind: input.type,
      md5: input.digest,
      run: input.runName,
    });
    const id = nodeId("ArtifactManifest", manifest.id);
    const file = uploadNode({
      id,
      name: manifest.name,
      uploadUrl: context.address({
        verb: "PUT",
        kind: "manifest",
        manifestId: manifest.id,
        artifactId: manifest.artifactId,
      }),
      uploadHeaders: uploadHeaders(manifest.md5, "application/json"),
      storagePath: "wandb_manifest.json",
      artifact: null,
    });
    return { artifactManifest: { id, file } };
  },

  createArtifactFiles: async ({ input }: { input: { artifactFiles: readonly FileSpec[] } }, context, access) => {
    const nodes = new Map<FileSpec, unknown>();
    // A call is about one draft in practice; what the wire allows is kept all the same.
    for (const [artifactID, files] of Map.groupBy(input.artifactFiles, (file) => file.artifactID)) {
      const planned = await planFiles(
        requireNodeId<ArtifactId>(artifactID, "artifact", "Artifact"),
        files,
        context,
        access,
      );
      for (const [index, file] of files.entries()) nodes.set(file, planned[index]);
    }
    const edges = input.artifactFiles.map((file, index) => ({ cursor: String(index), node: nodes.get(file) }));
    return { files: { totalCount: edges.length, edges, pageInfo: { endCursor: null, hasNextPage: false } } };
  },

  completeMultipartUploadArtifact: async ({ input }: { input: CompleteUploadWire }, { ports }, access) =>
    completeUpload(ports, access, {
      artifactId: requireNodeId<ArtifactId>(input.artifactID, "artifact", "Artifact"),
      uploadId: requireNodeId<UploadId>(input.uploadID, "upload", "Upload"),
      parts: input.completedParts.map(({ partNumber, hexMD5 }) => ({ number: partNumber, etag: hexMD5 })),
    }),

  commitArtifact: async ({ input }: { input: { artifactID: string } }, { ports }, access) => {
    const { id } = await commitArtifact(
      ports,
      access,
      requireNodeId<ArtifactId>(input.artifactID, "artifact", "Artifact"),
    );
    return { artifact: await findVersion(ports, access, id) };
  },

  useArtifact: async (
    {
      input,
    }: {
      input: { entityName: string; projectName: string; runName: string; artifactID: string; usedAs?: string | null };
    },
    { ports },
    access,
  ) => ({
    artifact: await useArtifact(ports, access, {
      entity: input.entityName,
      project: input.projectName,
      run: input.runName,
      artifactId: requireNodeId<ArtifactId>(input.artifactID, "artifact", "Artifact"),
      alias: null,
      usedAs: input.usedAs ?? null,
    }),
  }),

  updateArtifact: async ({ input }: { input: UpdateWire }, { ports }, access) => ({
    artifact: await updateArtifact(ports, access, {
      id: requireNodeId<ArtifactId>(input.artifactID, "artifact", "Artifact"),
      description: input.description,
      metadata: input.metadata,
      tagsToAdd: tagNames(input.tagsToAdd),
      tagsToDelete: tagNames(input.tagsToDelete),
      ttlSeconds: input.ttlDurationSeconds,
    }),
  }),

  addAliases: async ({ input }: { input: AliasesWire }, { ports }, access) => {
    await addAliases(ports, access, aliasesOf(input));
    return { success: true };
  },
  deleteAliases: async ({ input }: { input: AliasesWire }, { ports }, access) => {
    await deleteAliases(ports, access, aliasesOf(input));
    return { success: true };
  },

  updateArtifactSequence: async (
    { input }: { input: CollectionWire & { artifactSequenceID: string } },
    context,
    access,
  ) => changedCollection(context, access, input.artifactSequenceID, input, null),
  updateArtifactPortfolio: async (
    { input }: { input: CollectionWire & { artifactPortfolioID: string } },
    context,
    access,
  ) => changedCollection(context, access, input.artifactPortfolioID, input, null),
  moveArtifactSequence: async (
    { input }: { input: { artifactSequenceID: string; destinationArtifactTypeName: string } },
    context,
    access,
  ) => changedCollection(context, access, input.artifactSequenceID, {}, input.destinationArtifactTypeName),
  createArtifactCollectionTagAssignments: async ({ input }: { input: CollectionTagsWire }, { ports }, access) => {
    const tags = tagNames(input.tags);
    await tagCollection(ports, access, { ...placeOf(input), add: tags, remove: [] });
    return { tags };
  },
  deleteArtifactCollectionTagAssignments: async ({ input }: { input: CollectionTagsWire }, { ports }, access) => {
    await tagCollection(ports, access, { ...placeOf(input), add: [], remove: tagNames(input.tags) });
    return { success: true };
  },
};

/** The one storage region a self-hosted server of this wire has. */
const STORAGE_REGION = "minio-local";

interface ManifestWire {
  readonly artifactID: string;
  readonly baseArtifactID?: string | null;
  readonly name: string;
  readonly digest: string;
  readonly runName: string;
  readonly type: "FULL" | "INCREMENTAL" | "PATCH";
}

interface UpdateWire {
  readonly artifactID: string;
  readonly description?: string | null;
  readonly metadata?: string | null;
  readonly tagsToAdd?: readonly WireTag[] | null;
  readonly tagsToDelete?: readonly WireTag[] | null;
  readonly ttlDurationSeconds?: number | null;
}

interface AliasesWire {
  readonly artifactID: string;
  readonly aliases: readonly WireCollectionAlias[];
}

interface CollectionWire {
  readonly name?: string | null;
  readonly description?: string | null;
}

interface CollectionTagsWire {
  readonly entityName: string;
  readonly projectName: string;
  readonly artifactCollectionName: string;
  readonly tags: readonly WireTag[];
}

async function planFiles(
  artifactId: ArtifactId,
  files: readonly FileSpec[],
  context: GraphqlContext,
  access: Parameters<RootField>[2],
): Promise<unknown[]> {
  const announced = files.map(({ name, md5 }) => ({ path: name, digest: md5 }));
  const { isStored } = await planUploads(context.ports, access, { artifactId, files: announced });
  const id = nodeId("Artifact", artifactId);
  return Promise.all(
    files.map(async (file, index) => {
      const { name: path, md5: digest } = file;
      const parts = isStored[index] ? [] : (file.uploadPartsInput ?? []);
      const node = uploadNode({
        id: `${id}:${index}`,
        name: path,
        // Clients take a file without an address for stored, also when its parts have theirs.
        uploadUrl: isStored[index] ? null : context.address({ verb: "PUT", kind: "file", artifactId, path, digest }),
        uploadHeaders: uploadHeaders(parts.length === 0 ? digest : "", "application/octet-stream"),
        storagePath: `wandb_artifacts/${artifactId}/${digest}`,
        artifact: { id: artifactId },
      });
      return parts.length === 0
        ? node
        : { ...node, uploadMultipartUrls: await openParts(artifactId, file, parts, context, access) };
    }),
  );
}

/** Addresses for the parts of a file, all of which may be sent at once. */
async function openParts(
  artifactId: ArtifactId,
  file: FileSpec,
  parts: readonly PartWire[],
  context: GraphqlContext,
  access: Parameters<RootField>[2],
) {
  const partNumbers = parts.map(({ partNumber }) => partNumber);
  const uploadId = await beginUpload(context.ports, access, {
    artifactId,
    path: file.name,
    digest: file.md5,
    partNumbers,
  });
  return {
    uploadID: nodeId("Upload", uploadId),
    uploadUrlParts: partNumbers.map((partNumber) => ({
      partNumber,
      uploadUrl: context.address({ verb: "PUT", kind: "part", artifactId, uploadId, partNumber }),
    })),
  };
}

/** `Name:Value` without a blank: one path of the client does not trim. */
function uploadHeaders(md5: string, type: string): string[] {
  return [`Content-Type:${type}`, ...(md5 === "" ? [] : [`Content-MD5:${md5}`])];
}

async function changedCollection(
  context: GraphqlContext,
  access: Parameters<RootField>[2],
  id: string,
  changes: CollectionWire,
  type: string | null,
) {
  const collectionId = requireNodeId<CollectionId>(id, "collection", "ArtifactSequence", "ArtifactPortfolio");
  const input = { id: collectionId, name: changes.name, description: changes.description, type };
  return { artifactCollection: await changeCollection(context.ports, access, input) };
}

function aliasesOf({ artifactID, aliases }: AliasesWire): { id: ArtifactId; aliases: NamedAlias[] } {
  return {
    id: requireNodeId<ArtifactId>(artifactID, "artifact", "Artifact"),
    aliases: aliases.map(({ alias, ...place }) => ({ alias, ...placeOf(place) })),
  };
}

function placeOf(wire: { entityName: string; projectName: string; artifactCollectionName: string }) {
  return { entity: wire.entityName, project: wire.projectName, collection: wire.artifactCollectionName };
}

function tagNames(tags: readonly WireTag[] | null | undefined): string[] {
  return (tags ?? []).map(({ tagName }) => tagName);
}
