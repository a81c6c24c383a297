import { type DeclaredManifest, declareManifest, createManifest } from "../../core/uploads/create-manifest.ts";
import { planUploads } from "../../core/uploads/plan-uploads.ts";
import { beginUpload, completeUpload } from "../../core/uploads/upload-parts.ts";
import type { ArtifactId, ManifestId, UploadId, Version } from "../../model/index.ts";
import { uploadNode } from "./file-node.ts";
import type { GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { nodeId, requireNodeId } from "./node-id.ts";
import { requireArtifactId } from "./execution/wire-inputs.ts";

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
  /** Of the bytes that would be sent. */
  readonly md5: string;
  /** What the entry is named by, where that is another digest. */
  readonly digest?: string | null;
  readonly uploadPartsInput?: readonly PartWire[] | null;
}

interface ManifestWire {
  readonly artifactID: string;
  readonly baseArtifactID?: string | null;
  readonly name: string;
  readonly digest: string;
  readonly runName: string;
  readonly type: "FULL" | "INCREMENTAL" | "PATCH";
}

interface UpdateManifestWire {
  readonly artifactManifestID: string;
  readonly digest?: string | null;
  readonly baseArtifactID?: string | null;
}

/** Mutations that declare what a draft is about to be sent. */
export const uploadMutations: Readonly<Record<string, RootField>> = {
  createArtifactManifest: async ({ input }: { input: ManifestWire }, context, access) => {
    const manifest = await createManifest(context.ports, access, {
      artifactId: requireArtifactId(input.artifactID),
      baseId: input.baseArtifactID
        ? requireNodeId<ArtifactId>(input.baseArtifactID, "base artifact", "Artifact")
        : null,
      name: input.name,
      kind: input.type,
      md5: input.digest,
      run: input.runName,
    });
    return { artifactManifest: manifestNode(manifest, context) };
  },

  updateArtifactManifest: async ({ input }: { input: UpdateManifestWire }, context, access) => {
    const manifest = await declareManifest(context.ports, access, {
      manifestId: requireNodeId<ManifestId>(input.artifactManifestID, "manifest", "ArtifactManifest"),
      md5: input.digest ?? "",
      baseId: input.baseArtifactID
        ? requireNodeId<ArtifactId>(input.baseArtifactID, "base artifact", "Artifact")
        : undefined,
    });
    return { artifactManifest: manifestNode(manifest, context) };
  },

  createArtifactFiles: async ({ input }: { input: { artifactFiles: readonly FileSpec[] } }, context, access) => {
    const nodes = new Map<FileSpec, unknown>();
    // A call is about one draft in practice; what the wire allows is kept all the same.
    for (const [artifactID, files] of Map.groupBy(input.artifactFiles, (file) => file.artifactID)) {
      const planned = await planFiles(requireArtifactId(artifactID), files, context, access);
      for (const [index, file] of files.entries()) nodes.set(file, planned[index]);
    }
    const edges = input.artifactFiles.map((file, index) => ({ cursor: String(index), node: nodes.get(file) }));
    return { files: { totalCount: edges.length, edges, pageInfo: { endCursor: null, hasNextPage: false } } };
  },

  completeMultipartUploadArtifact: async ({ input }: { input: CompleteUploadWire }, { ports }, access) =>
    completeUpload(ports, access, {
      artifactId: requireArtifactId(input.artifactID),
      uploadId: requireNodeId<UploadId>(input.uploadID, "upload", "Upload"),
      parts: input.completedParts.map(({ partNumber, hexMD5 }) => ({ number: partNumber, etag: hexMD5 })),
    }),
};

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

async function planFiles(
  artifactId: ArtifactId,
  files: readonly FileSpec[],
  context: GraphqlContext,
  access: Parameters<RootField>[2],
): Promise<unknown[]> {
  const declared = files.map((file) => ({ path: file.name, ...namesOf(file) }));
  const { isStored, entityId: ownerId } = await planUploads(context.ports, access, { artifactId, files: declared });
  const id = nodeId("Artifact", artifactId);
  // Read where it is asked for, once for all files.
  let version: Promise<Version | null> | undefined;
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
        // Clients take a file without an address for stored, also when its parts have theirs.
        uploadUrl: isStored[index] ? null : context.address(digest === md5 ? target : { ...target, md5 }),
        uploadHeaders: uploadHeaders(parts.length === 0 ? md5 : "", "application/octet-stream"),
        storagePath: `wandb_artifacts/${artifactId}/${digest}`,
        artifact: () => (version ??= context.ports.metadata.read.versions.byId(artifactId)),
      });
      return parts.length === 0
        ? node
        : { ...node, uploadMultipartUrls: await openParts(artifactId, file, parts, context, access) };
    }),
  );
}

/** What an entry is named by, and that its MD5 is no claim where it is another digest. */
function namesOf({ md5, digest }: FileSpec): { digest: string; md5?: null } {
  return !digest || digest === md5 ? { digest: md5 } : { digest, md5: null };
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

/** `Name:Value` without a blank: one path of the client does not trim. */
function uploadHeaders(md5: string, type: string): string[] {
  return [`Content-Type:${type}`, ...(md5 === "" ? [] : [`Content-MD5:${md5}`])];
}
