import { findVersionByClientId, versionById } from "../../../core/artifacts/resolve-version.ts";
import { listEntries } from "../../../core/artifacts/list-entries.ts";
import { listMemberships } from "../../../core/artifacts/read-collections.ts";
import { hasReferredEntries } from "../../../core/artifacts/referred-entries.ts";
import { addAliases, deleteAliases, type NamedAlias, updateArtifact } from "../../../core/artifacts/update-artifact.ts";
import { useArtifact } from "../../../core/artifacts/use-artifact.ts";
import { deleteVersion } from "../../../core/deletion/delete-version.ts";
import { listLinks } from "../../../core/deletion/list-links.ts";
import { listReferrers } from "../../../core/deletion/list-referrers.ts";
import { makerOfVersion, usersOfVersion } from "../../../core/runs/run-lineage.ts";
import { commitArtifact } from "../../../core/uploads/commit-artifact.ts";
import { createArtifact } from "../../../core/uploads/create-artifact.ts";
import {
  type ArtifactId,
  digestAlgorithmOf,
  effectiveTtl,
  type Entry,
  looksLikeVersion,
  StemmaError,
  TTL_INHERITED,
  TTL_NONE,
  type Version,
} from "../../../model/index.ts";
import type { AddAliasesInput, DeleteAliasesInput } from "../../../wire/schema.generated.ts";
import { STORAGE_REGION } from "../../../wire/storage-policy.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { connection, type PageArguments, readPage, readWholePage } from "../format/connection.ts";
import { fileNode } from "../format/file-node.ts";
import { lazyOnce } from "../format/lazy.ts";
import { nodeId, readNodeId } from "../format/node-id.ts";
import { collectionName, hex, isoTime, requireArtifactId, tagNames } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";
import { storageOf } from "./storage.ts";

/** Hex digits of the digest that serve as the short name of a content. */
const COMMIT_HASH_DIGITS = 20;

/** Versions, and their memberships in collections. */
export const versions: Resolvers = {
  Query: {
    // Readers of the project see all of it, readers of a link a part: the guard of the type decides.
    artifact: (_, { id }, { ports }) => {
      const number = readNodeId<ArtifactId>(id, "Artifact");
      return number === null ? null : versionById(ports, number);
    },
    clientIDMapping: async (access, { clientID }, { ports }) => {
      const version = await findVersionByClientId(ports, access, clientID);
      return version === null ? null : { serverID: nodeId("Artifact", version.id) };
    },
  },

  Mutation: {
    createArtifact: async (access, { input }, context) => {
      const collection = input.artifactCollectionName ?? input.artifactCollectionNames?.[0];
      if (!collection) throw new StemmaError("invalid_input", "Cannot log the artifact: it has no name");
      if (input.storageRegion && input.storageRegion !== STORAGE_REGION) {
        throw new StemmaError("invalid_input", `CreateArtifact invalid storageRegion: ${input.storageRegion}`);
      }
      logIgnoredAliases(context, input.aliases);
      const artifact = await createArtifact(context.ports, access, {
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
        distributedId: input.distributedID || null,
        clientId: input.clientID || null,
      });
      return { artifact };
    },

    commitArtifact: async (access, { input: { artifactID } }, { ports }) => ({
      artifact: await commitArtifact(ports, access, requireArtifactId(artifactID)),
    }),

    useArtifact: async (access, { input }, { ports }) => ({
      artifact: await useArtifact(ports, access, {
        entity: input.entityName,
        project: input.projectName,
        run: input.runName,
        artifactId: requireArtifactId(input.artifactID),
        alias: null,
        usedAs: input.usedAs ?? null,
      }),
    }),

    updateArtifact: async (access, { input }, { ports }) => ({
      artifact: await updateArtifact(ports, access, {
        id: requireArtifactId(input.artifactID),
        description: input.description,
        metadata: input.metadata,
        tagsToAdd: tagNames(input.tagsToAdd),
        tagsToDelete: tagNames(input.tagsToDelete),
        ttlSeconds: input.ttlDurationSeconds,
      }),
    }),

    addAliases: async (access, { input }, { ports }) => {
      await addAliases(ports, access, aliasesOf(input));
      return { success: true };
    },
    deleteAliases: async (access, { input }, { ports }) => {
      await deleteAliases(ports, access, aliasesOf(input));
      return { success: true };
    },

    deleteArtifact: async (access, { input }, { ports, aliasesArgument }) => ({
      artifact: await deleteVersion(ports, access, {
        id: requireArtifactId(input.artifactID),
        deleteAliases: input.deleteAliases === true,
        aliasesArgument,
      }),
    }),
  },

  Artifact: {
    id: (version) => nodeId("Artifact", version.id),
    artifactSequence: (version) => version.collection,
    artifactType: ({ collection }) => ({
      id: collection.typeId,
      name: collection.type,
      description: null,
      createdAtMs: collection.createdAtMs,
      project: collection.project,
    }),
    commitHash: (version) => version.digest.slice(0, COMMIT_HASH_DIGITS),
    size: (version) => version.sizeBytes,
    fileCount: (version) => version.entryCount,
    ttlDurationSeconds: ({ ttlSeconds, collection }) =>
      effectiveTtl(ttlSeconds, collection.inheritedTtlSeconds, null) ?? TTL_NONE,
    ttlIsInherited: ({ ttlSeconds }) => ttlSeconds === null || ttlSeconds === TTL_INHERITED,
    createdAt: (version) => isoTime(version.createdAtMs),
    updatedAt: (version) => isoTime(version.updatedAtMs),
    currentManifest: async (version, _, context) =>
      version.state === "COMMITTED" ||
      (version.state === "DELETED" && (await hasReferredEntries(context.ports, version.id)))
        ? manifestOf(version, context)
        : null,
    filesByManifestEntries: async (version, { entries }, context) => {
      const names = (entries ?? []).map(({ name }) => name);
      const listed = await listEntries(context.ports, version, { names, page: { after: null, first: names.length } });
      return connection(listed, (entry) => entryNode(version, entry, context));
    },
    files: (version, args, context) => (version.state === "COMMITTED" ? filesOf(version, args, context) : null),
    artifactMemberships: async (version, args, { ports, visibility }) =>
      connection(await listMemberships(ports, visibility, version, readWholePage(args))),
    links: (version, _, { ports, reading }) => listLinks(ports, reading, version),
    referredBy: (version, _, { ports, reading }) => listReferrers(ports, reading, version),
    usedBy: async (version, args, { ports, reading }) =>
      connection(await usersOfVersion(ports, reading, version, readWholePage(args))),
    storage: (version, _, context) =>
      storageOf(context, { kind: "version", id: version.id }, version.collection.project.entityId),
    createdBy: (version, _, { ports, reading }) => makerOfVersion(ports, reading, version),
  },

  ArtifactCollectionMembership: {
    id: (membership) => nodeId("ArtifactCollectionMembership", membership.id),
    createdAt: (membership) => isoTime(membership.createdAtMs),
    aliases: ({ version, collection }) => version.aliases.filter(({ collectionId }) => collectionId === collection.id),
    artifactCollection: ({ collection }) => collection,
    artifact: ({ version }) => version,
    files: async ({ version }, args, context) => {
      if (!context.visibility.reads(version.collection.project.entityId))
        throw new StemmaError(
          "forbidden",
          "Cannot read the files of the linked version: you can read the link, but not its source; ask an admin of the team that owns the source",
        );
      return filesOf(version, args, context);
    },
  },
};

/** Aliases that clients read as versions are not stored; the log of the request has them. */
export function logIgnoredAliases(
  context: GraphqlContext,
  aliases: readonly { readonly alias: string }[] | null | undefined,
): void {
  const droppedAliases = (aliases ?? []).map(({ alias }) => alias).filter(looksLikeVersion);
  if (droppedAliases.length > 0) context.notice({ droppedAliases });
}

function aliasesOf({ artifactID, aliases }: AddAliasesInput | DeleteAliasesInput): {
  id: ArtifactId;
  aliases: NamedAlias[];
} {
  return {
    id: requireArtifactId(artifactID),
    aliases: aliases.map((named) => ({ alias: named.alias, ...collectionName(named) })),
  };
}

type FileArguments = PageArguments & { readonly names?: readonly string[] | null | undefined };

async function filesOf(version: Version, args: FileArguments, context: GraphqlContext) {
  const listed = await listEntries(context.ports, version, { names: args.names ?? undefined, page: readPage(args) });
  return connection(listed, (entry) => entryNode(version, entry, context));
}

function manifestOf(version: Version, context: GraphqlContext) {
  const url = lazyOnce(() => context.address({ verb: "GET", kind: "manifest", artifactId: version.id }));
  const id = nodeId("ArtifactManifest", version.id);
  const ownerId = version.collection.project.entityId;
  const file = fileNode({
    ownerId,
    id,
    name: "wandb_manifest.json",
    sizeBytes: 0,
    digest: null,
    md5: null,
    updatedAt: null,
    url,
    directUrl: url,
    storagePath: "wandb_manifest.json",
  });
  return { id, ownerId, file };
}

function entryNode(version: Version, entry: Entry, context: GraphqlContext) {
  const { blob, ref = "" } = entry;
  const url = lazyOnce(() =>
    blob === undefined ? ref : context.address({ verb: "GET", kind: "file", artifactId: version.id, blob }),
  );
  return fileNode({
    ownerId: version.collection.project.entityId,
    id: btoa(`ArtifactFile:${version.id}:${hex(entry.path)}`),
    name: entry.path,
    sizeBytes: entry.sizeBytes,
    digest: entry.digest,
    md5: blob === undefined || digestAlgorithmOf(entry.extra) !== "MD5" ? null : entry.digest,
    updatedAt: isoTime(version.updatedAtMs),
    url,
    directUrl: url,
    storagePath: blob === undefined ? ref : `wandb_artifacts/${version.id}/${entry.digest}`,
  });
}
