import type { Access } from "../../../core/accounts/access.ts";
import { existingVersion } from "../../../core/artifacts/resolve-version.ts";
import { type DeclaredManifest, declareManifest, createManifest } from "../../../core/uploads/create-manifest.ts";
import { planUploads } from "../../../core/uploads/plan-uploads.ts";
import { beginUpload, completeUpload } from "../../../core/uploads/upload-parts.ts";
import type { ArtifactId, ManifestId, UploadId } from "../../../model/index.ts";
import type { CreateArtifactFileSpecInput, UploadPartsInput } from "../../../wire/schema.generated.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { uploadNode } from "../format/file-node.ts";
import { lazyOnce } from "../format/lazy.ts";
import { nodeId, requireNodeId } from "../format/node-id.ts";
import { requireArtifactId } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Uploads of a draft: its manifests, its files, and the parts of large files. */
export const uploads: Resolvers = {
  Mutation: {
    createArtifactManifest: async (access, { input }, context) => {
      const manifest = await createManifest(context.ports, access, {
        artifactId: requireArtifactId(input.artifactID),
        baseId: readBaseId(input.baseArtifactID) ?? null,
        name: input.name,
        kind: input.type ?? "FULL",
        md5: input.digest,
        run: input.runName,
      });
      return { artifactManifest: manifestNode(manifest, context) };
    },

    updateArtifactManifest: async (access, { input }, context) => {
      const manifest = await declareManifest(context.ports, access, {
        manifestId: requireNodeId<ManifestId>(input.artifactManifestID, "manifest", "ArtifactManifest"),
        md5: input.digest ?? "",
        baseId: readBaseId(input.baseArtifactID),
      });
      return { artifactManifest: manifestNode(manifest, context) };
    },

    createArtifactFiles: async (access, { input }, context) => {
      const nodes = new Map<CreateArtifactFileSpecInput, FileNode>();
      // In practice all files of a call belong to one draft; the wire allows several.
      for (const [artifactID, files] of Map.groupBy(input.artifactFiles, (file) => file.artifactID)) {
        const planned = await planFiles(requireArtifactId(artifactID), files, context, access);
        for (const [index, file] of files.entries()) nodes.set(file, planned[index]!);
      }
      const edges = input.artifactFiles.map((file, index) => ({ cursor: String(index), node: nodes.get(file)! }));
      return { files: { totalCount: edges.length, edges, pageInfo: { endCursor: null, hasNextPage: false } } };
    },

    completeMultipartUploadArtifact: (access, { input }, { ports }) =>
      completeUpload(ports, access, {
        artifactId: requireArtifactId(input.artifactID),
        uploadId: requireNodeId<UploadId>(input.uploadID, "upload", "Upload"),
        parts: input.completedParts.map(({ partNumber, hexMD5 }) => ({ number: partNumber, etag: hexMD5 })),
      }),
  },
};

function readBaseId(id: string | null | undefined): ArtifactId | undefined {
  return id ? requireNodeId<ArtifactId>(id, "base artifact", "Artifact") : undefined;
}

function manifestNode(manifest: DeclaredManifest, context: GraphqlContext) {
  const { id: manifestId, artifactId, name, md5, entityId: ownerId } = manifest;
  const id = nodeId("ArtifactManifest", manifestId);
  const file = uploadNode({
    ownerId,
    id,
    name,
    uploadUrl: context.address({ verb: "PUT", kind: "manifest", manifestId, artifactId }),
    uploadHeaders: uploadHeaders(md5, "application/json"),
    storagePath: "wandb_manifest.json",
    artifact: null,
  });
  return { id, ownerId, file };
}

type FileNode = Awaited<ReturnType<typeof planFiles>>[number];

async function planFiles(
  artifactId: ArtifactId,
  files: readonly CreateArtifactFileSpecInput[],
  context: GraphqlContext,
  access: Access,
) {
  const declared = files.map((file) => ({ path: file.name, ...namesOf(file) }));
  const { isStored, entityId: ownerId } = await planUploads(context.ports, access, { artifactId, files: declared });
  const id = nodeId("Artifact", artifactId);
  const artifact = lazyOnce(() => existingVersion(context.ports, artifactId));
  return Promise.all(
    files.map(async (file, index) => {
      const { name: path, md5 } = file;
      const { digest } = declared[index]!;
      const target = { verb: "PUT", kind: "file", artifactId, path, digest } as const;
      const parts = isStored[index] ? [] : (file.uploadPartsInput ?? []);
      const node = uploadNode({
        ownerId,
        id: `${id}:${index}`,
        name: path,
        // Clients take a file without a URL for stored, even if its parts have URLs.
        uploadUrl: isStored[index] ? null : context.address(digest === md5 ? target : { ...target, md5 }),
        uploadHeaders: uploadHeaders(parts.length === 0 ? md5 : "", "application/octet-stream"),
        storagePath: `wandb_artifacts/${artifactId}/${digest}`,
        artifact,
      });
      return parts.length === 0
        ? node
        : { ...node, uploadMultipartUrls: await openParts(artifactId, file, parts, context, access) };
    }),
  );
}

/** What an entry is named by; its MD5 names it only when there is no other digest. */
function namesOf({ md5, digest }: CreateArtifactFileSpecInput): { digest: string; md5?: null } {
  return !digest || digest === md5 ? { digest: md5 } : { digest, md5: null };
}

/** The URLs for the parts of a file, all of which may be sent at once. */
async function openParts(
  artifactId: ArtifactId,
  file: CreateArtifactFileSpecInput,
  parts: readonly UploadPartsInput[],
  context: GraphqlContext,
  access: Access,
) {
  const partNumbers = parts.map(({ partNumber }) => partNumber);
  const uploadId = await beginUpload(context.ports, access, {
    artifactId,
    path: file.name,
    digest: file.md5,
    entryDigest: "md5" in namesOf(file) ? file.digest! : null,
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

/** `Name:Value` without a space: one code path of the client does not trim. */
function uploadHeaders(md5: string, type: string): string[] {
  return [`Content-Type:${type}`, ...(md5 === "" ? [] : [`Content-MD5:${md5}`])];
}
