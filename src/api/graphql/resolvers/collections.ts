import type { Access } from "../../../core/accounts/access.ts";
import { changeCollection, tagCollection } from "../../../core/artifacts/change-collection.ts";
import { listCollections } from "../../../core/artifacts/list-collections.ts";
import { listVersions } from "../../../core/artifacts/list-versions.ts";
import {
  collectionOfAlias,
  findCollectionOfType,
  listAliases,
  listTags,
} from "../../../core/artifacts/read-collections.ts";
import { findCollection, newestVersion, resolveAlias, resolveIn } from "../../../core/artifacts/resolve-version.ts";
import { deleteCollection } from "../../../core/deletion/delete-collection.ts";
import { collectionFilterFields, type CollectionId, versionFilterFields } from "../../../model/index.ts";
import type { ArtifactDigestAlgorithm } from "../../../wire/schema.generated.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { connection, readPage, readWholePage } from "../format/connection.ts";
import { type NodeKind, nodeId, readNodeId, requireNodeId } from "../format/node-id.ts";
import { collectionName, hex, isoTime, readQuery, tagNames } from "../format/wire-format.ts";
import type { ArtifactPortfolioResolvers, Resolvers } from "../resolvers.generated.ts";
import { storageOf } from "./storage.ts";

/** The fields that both kinds of collections share. */
const collectionFields: ArtifactPortfolioResolvers = {
  id: (collection) => nodeId(collection.kind === "source" ? "ArtifactSequence" : "ArtifactPortfolio", collection.id),
  state: ({ isDeleted }) => (isDeleted ? "DELETED" : "READY"),
  createdAt: (collection) => isoTime(collection.createdAtMs),
  updatedAt: (collection) => isoTime(collection.updatedAtMs),
  defaultArtifactType: ({ typeId: id, type: name, createdAtMs, project }) => ({
    id,
    name,
    description: null,
    createdAtMs,
    project,
  }),
  tags: (collection, args) => connection(listTags(collection, readWholePage(args))),
  aliases: async (collection, args, { ports }) => connection(await listAliases(ports, collection, readPage(args))),
  artifacts: async (collection, args, { ports, budget }) => {
    const query = readQuery(args, versionFilterFields, budget);
    const listed = connection(await listVersions(ports, collection, query));
    return {
      ...listed,
      edges: listed.edges.map(({ node, ...edge }) => ({
        ...edge,
        node: node.version,
        version: `v${node.versionIndex}`,
      })),
    };
  },
  storage: (collection, _, context) =>
    storageOf(context, { kind: "collection", id: collection.id }, collection.project.entityId),
  artifactMembership: (collection, { aliasName }, { ports }) => resolveAlias(ports, collection, aliasName),
};

/** Collections (sequences and portfolios), artifact types, tags and aliases. */
export const collections: Resolvers = {
  Query: {
    artifactCollection: (access, { id }, { ports }) => {
      const number = readNodeId<CollectionId>(id, "ArtifactSequence", "ArtifactPortfolio");
      return number === null ? null : findCollection(ports, access, number);
    },
  },

  Mutation: {
    updateArtifactSequence: (access, { input: { artifactSequenceID, name, description } }, context) =>
      changed(context, access, artifactSequenceID, { name, description, type: null }),
    updateArtifactPortfolio: (access, { input: { artifactPortfolioID, name, description } }, context) =>
      changed(context, access, artifactPortfolioID, { name, description, type: null }),
    moveArtifactSequence: (access, { input: { artifactSequenceID, destinationArtifactTypeName } }, context) =>
      changed(context, access, artifactSequenceID, {
        name: undefined,
        description: undefined,
        type: destinationArtifactTypeName,
      }),
    deleteArtifactSequence: (access, { input: { artifactSequenceID } }, context) =>
      deleted(context, access, artifactSequenceID, "ArtifactSequence"),
    deleteArtifactPortfolio: (access, { input: { artifactPortfolioID } }, context) =>
      deleted(context, access, artifactPortfolioID, "ArtifactPortfolio"),
    createArtifactCollectionTagAssignments: async (access, { input }, { ports }) => {
      const tags = tagNames(input.tags);
      await tagCollection(ports, access, { ...collectionName(input), add: tags, remove: [] });
      return { tags };
    },
    deleteArtifactCollectionTagAssignments: async (access, { input }, { ports }) => {
      await tagCollection(ports, access, { ...collectionName(input), add: [], remove: tagNames(input.tags) });
      return { success: true };
    },
  },

  ArtifactPortfolio: collectionFields,

  ArtifactSequence: {
    ...collectionFields,
    latestArtifact: (collection, _, { ports }) => newestVersion(ports, collection),
    ttlDurationSeconds: ({ ttlSeconds }) => ttlSeconds,
    digestAlgorithm: async (collection, _, { ports }) => {
      const newest = await newestVersion(ports, collection);
      return (newest?.digestAlgorithm ?? null) as ArtifactDigestAlgorithm | null;
    },
  },

  ArtifactType: {
    id: (type) => nodeId("ArtifactType", type.id),
    createdAt: (type) => isoTime(type.createdAtMs),
    artifactCollections: async (type, args, { ports, budget }) => {
      const query = readQuery(args, collectionFilterFields, budget);
      return connection(await listCollections(ports, type.project, type, query));
    },
    artifactCollection: (type, { name }, { ports }) => findCollectionOfType(ports, type.project, type, name),
    artifactSequence: async (type, { name }, { ports }) => {
      const collection = await findCollectionOfType(ports, type.project, type, name);
      return collection?.kind === "source" ? collection : null;
    },
    artifact: async (type, { name }, { ports }) => {
      const membership = await resolveIn(ports, type.project, name);
      return membership?.collection.typeId === type.id ? membership.version : null;
    },
  },

  Tag: {
    id: (tag) => btoa(`Tag:${hex(tag)}`),
    name: (tag) => tag,
  },

  ArtifactAlias: {
    id: (alias) => nodeId("ArtifactAlias", alias.id),
    artifactCollection: (alias, _, { ports }) => collectionOfAlias(ports, alias),
  },
};

async function changed(
  { ports }: GraphqlContext,
  access: Access,
  id: string,
  changes: Omit<Parameters<typeof changeCollection>[2], "id">,
) {
  const collectionId = requireNodeId<CollectionId>(id, "collection", "ArtifactSequence", "ArtifactPortfolio");
  return { artifactCollection: await changeCollection(ports, access, { id: collectionId, ...changes }) };
}

async function deleted({ ports }: GraphqlContext, access: Access, id: string, kind: NodeKind) {
  const collectionId = requireNodeId<CollectionId>(id, "collection", kind);
  return { artifactCollection: await deleteCollection(ports, access, collectionId) };
}
