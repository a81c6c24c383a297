import { linkArtifact, type LinkArtifactInput, unlinkArtifact } from "../../core/artifacts/link-artifact.ts";
import { type CollectionId, StemmaError } from "../../model/index.ts";
import { noticeDropped } from "./artifact-mutations.ts";
import type { RootField } from "./execution/graphql-context.ts";
import { requireNodeId } from "./node-id.ts";
import { requireArtifactId } from "./execution/wire-inputs.ts";

interface LinkWire {
  readonly artifactID?: string | null;
  readonly clientID?: string | null;
  readonly artifactPortfolioName?: string | null;
  readonly entityName?: string | null;
  readonly projectName?: string | null;
  readonly aliases?: readonly { readonly alias: string }[] | null;
}

/** Mutations of links. */
export const linkMutations: Readonly<Record<string, RootField>> = {
  linkArtifact: async ({ input }: { input: LinkWire }, context, access) => {
    if (!input.artifactPortfolioName)
      throw new StemmaError("invalid_input", "Cannot link the artifact: expected the name of the target collection");
    noticeDropped(context, input.aliases);
    const membership = await linkArtifact(context.ports, access, {
      version: versionOf(input),
      entity: input.entityName,
      project: input.projectName,
      collection: input.artifactPortfolioName,
      aliases: (input.aliases ?? []).map(({ alias }) => alias),
    });
    return { versionIndex: membership.versionIndex, artifactMembership: membership };
  },

  unlinkArtifact: async (
    { input }: { input: { artifactID: string; artifactPortfolioID: string } },
    { ports },
    access,
  ) => {
    await unlinkArtifact(ports, access, {
      artifactId: requireArtifactId(input.artifactID),
      collectionId: requireNodeId<CollectionId>(
        input.artifactPortfolioID,
        "collection",
        "ArtifactPortfolio",
        "ArtifactSequence",
      ),
    });
    return { success: true, artifactID: input.artifactID };
  },
};

function versionOf({ artifactID, clientID }: LinkWire): LinkArtifactInput["version"] {
  if (artifactID) return requireArtifactId(artifactID);
  if (clientID) return { clientId: clientID };
  throw new StemmaError("invalid_input", "Cannot link the artifact: expected the id of an artifact");
}
