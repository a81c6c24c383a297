import { pageOf } from "../../core/list-page.ts";
import { listVersions } from "../../core/artifacts/list-versions.ts";
import { resolveAlias } from "../../core/artifacts/resolve-version.ts";
import { type Alias, type Collection, listName, versionFilterFields } from "../../model/index.ts";
import { connection, type PageArguments, readPage, readWholePage } from "./connection.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { isoTime, type QueryArguments, readQuery } from "./project-fields.ts";
import { storageOf } from "./storage-fields.ts";

/** Fields of a collection, source or portfolio. */
export const collectionFields: Fields<Collection> = {
  id: (collection) => nodeId(collection.kind === "source" ? "ArtifactSequence" : "ArtifactPortfolio", collection.id),
  state: ({ isDeleted }) => (isDeleted ? "DELETED" : "READY"),
  createdAt: (collection) => isoTime(collection.createdAtMs),
  updatedAt: (collection) => isoTime(collection.updatedAtMs),
  defaultArtifactType: (collection) => ({
    id: collection.typeId,
    name: collection.type,
    description: null,
    createdAtMs: collection.createdAtMs,
    project: collection.project,
  }),
  tags: (collection, args: PageArguments) =>
    connection(
      pageOf(collection.tags, readWholePage(args), {
        list: listName("tags", collection.id),
        types: ["text"],
        isDescending: [false],
        keyOf: (tag) => [tag],
      }),
      (tag) => tag,
    ),
  aliases: async (collection, args: PageArguments, { ports }) => {
    const page = readPage(args);
    return connection(await ports.metadata.read.aliases.list(collection.id, page), (alias) => alias);
  },
  artifacts: async (collection, args: QueryArguments, { ports, budget }) => {
    const query = readQuery(args, versionFilterFields, budget);
    const listed = connection(await listVersions(ports, collection, query), (membership) => membership);
    return {
      ...listed,
      edges: listed.edges.map(({ node, ...edge }) => ({
        ...edge,
        node: node.version,
        version: `v${node.versionIndex}`,
      })),
    };
  },
  storage: storageOf.collection,
  artifactMembership: (collection, { aliasName }: { aliasName: string }, { ports }) =>
    resolveAlias(ports, collection, aliasName),
};

/** Fields of a collection that holds versions of its own. */
export const sequenceFields: Fields<Collection> = {
  ...collectionFields,
  latestArtifact: async (collection, _, { ports }) => {
    const id = await ports.metadata.read.versions.newest(collection.id);
    return id === null ? null : ports.metadata.read.versions.byId(id);
  },
  ttlDurationSeconds: ({ ttlSeconds }) => ttlSeconds,
  digestAlgorithm: async (collection, _, { ports }) => {
    const id = await ports.metadata.read.versions.newest(collection.id);
    return id === null ? null : (await ports.metadata.read.versions.byId(id))!.digestAlgorithm;
  },
};

/** Fields of a tag, which is its word. */
export const tagFields: Fields<string> = {
  id: (tag) => btoa(`Tag:${Buffer.from(tag).toString("hex")}`),
  name: (tag) => tag,
};

/** Fields of an alias. */
export const aliasFields: Fields<Alias> = {
  id: (alias) => nodeId("ArtifactAlias", alias.id),
  artifactCollection: (alias, _, { ports }) => ports.metadata.read.collections.byId(alias.collectionId),
};
