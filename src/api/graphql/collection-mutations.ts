import { changeCollection, tagCollection } from "../../core/artifacts/change-collection.ts";
import { deleteCollection } from "../../core/deletion/delete-collection.ts";
import type { CollectionId } from "../../model/index.ts";
import type { GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { requireNodeId } from "./node-id.ts";
import { placeOf, tagNames, type WirePlace, type WireTag } from "./execution/wire-inputs.ts";

interface CollectionWire {
  readonly name?: string | null;
  readonly description?: string | null;
}

interface CollectionTagsWire extends WirePlace {
  readonly tags: readonly WireTag[];
}

/** Mutations of collections. */
export const collectionMutations: Readonly<Record<string, RootField>> = {
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
  deleteArtifactSequence: async ({ input }: { input: { artifactSequenceID: string } }, context, access) =>
    deletedCollection(context, access, input.artifactSequenceID, "ArtifactSequence"),
  deleteArtifactPortfolio: async ({ input }: { input: { artifactPortfolioID: string } }, context, access) =>
    deletedCollection(context, access, input.artifactPortfolioID, "ArtifactPortfolio"),
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

async function deletedCollection(
  context: GraphqlContext,
  access: Parameters<RootField>[2],
  id: string,
  kind: "ArtifactSequence" | "ArtifactPortfolio",
) {
  const collectionId = requireNodeId<CollectionId>(id, "collection", kind);
  return { artifactCollection: await deleteCollection(context.ports, access, collectionId) };
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
