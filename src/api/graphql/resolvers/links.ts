import { linkArtifact, type LinkArtifactInput, unlinkArtifact } from "../../../core/artifacts/link-artifact.ts";
import { linkName } from "../../../core/deletion/version-protection.ts";
import { type CollectionId, StemmaError } from "../../../model/index.ts";
import type { LinkArtifactInput as WireInput } from "../../../wire/schema.generated.ts";
import { requireNodeId } from "../format/node-id.ts";
import { isoTime, requireArtifactId } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";
import { logIgnoredAliases } from "./versions.ts";

/** Links of versions in portfolios. */
export const links: Resolvers = {
  Mutation: {
    linkArtifact: async (access, { input }, context) => {
      if (!input.artifactPortfolioName)
        throw new StemmaError("invalid_input", "Cannot link the artifact: expected the name of the target collection");
      logIgnoredAliases(context, input.aliases);
      const membership = await linkArtifact(context.ports, access, {
        version: versionOf(input),
        entity: input.entityName,
        project: input.projectName,
        collection: input.artifactPortfolioName,
        aliases: (input.aliases ?? []).map(({ alias }) => alias),
      });
      return { versionIndex: membership.versionIndex, artifactMembership: membership };
    },

    unlinkArtifact: async (access, { input: { artifactID, artifactPortfolioID } }, { ports }) => {
      await unlinkArtifact(ports, access, {
        artifactId: requireArtifactId(artifactID),
        collectionId: requireNodeId<CollectionId>(
          artifactPortfolioID,
          "collection",
          "ArtifactPortfolio",
          "ArtifactSequence",
        ),
      });
      return { success: true, artifactID };
    },
  },

  // Only admins of the version's own entity see its links.
  ArtifactLink: {
    name: linkName,
    aliases: ({ version, collection }) =>
      version.aliases.filter(({ collectionId }) => collectionId === collection.id).map(({ alias }) => alias),
    linkedAt: ({ createdAtMs }) => isoTime(createdAtMs),
  },
};

function versionOf({ artifactID, clientID }: WireInput): LinkArtifactInput["version"] {
  if (artifactID) return requireArtifactId(artifactID);
  if (clientID) return { clientId: clientID };
  throw new StemmaError("invalid_input", "Cannot link the artifact: expected the id of an artifact");
}
