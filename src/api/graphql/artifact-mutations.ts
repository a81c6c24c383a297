import { commitArtifact } from "../../core/uploads/commit-artifact.ts";
import { createArtifact } from "../../core/uploads/create-artifact.ts";
import { deleteArtifact } from "../../core/deletion/delete-version.ts";
import { findVersion } from "../../core/artifacts/resolve-version.ts";
import { addAliases, deleteAliases, type NamedAlias, updateArtifact } from "../../core/artifacts/update-artifact.ts";
import { useArtifact } from "../../core/artifacts/use-artifact.ts";
import { type ArtifactId, looksLikeVersion, StemmaError } from "../../model/index.ts";
import { STORAGE_REGION } from "../../wire/storage-policy.ts";
import type { GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { placeOf, requireArtifactId, tagNames, type WirePlace, type WireTag } from "./execution/wire-inputs.ts";

interface WireAlias {
  readonly alias: string;
}

type WireCollectionAlias = WireAlias & WirePlace;

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
    if (input.storageRegion && input.storageRegion !== STORAGE_REGION) {
      throw new StemmaError("invalid_input", `CreateArtifact invalid storageRegion: ${input.storageRegion}`);
    }
    noticeDropped(context, input.aliases);
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
      distributedId: input.distributedID || null,
      clientId: input.clientID || null,
    });
    return { artifact: await findVersion(context.ports, access, created.id) };
  },

  commitArtifact: async ({ input }: { input: { artifactID: string } }, { ports }, access) => {
    const { id } = await commitArtifact(ports, access, requireArtifactId(input.artifactID));
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
      artifactId: requireArtifactId(input.artifactID),
      alias: null,
      usedAs: input.usedAs ?? null,
    }),
  }),

  updateArtifact: async ({ input }: { input: UpdateWire }, { ports }, access) => ({
    artifact: await updateArtifact(ports, access, {
      id: requireArtifactId(input.artifactID),
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

  deleteArtifact: async (
    { input }: { input: { artifactID: string; deleteAliases?: boolean | null } },
    { ports, aliasesArgument },
    access,
  ) => {
    const id = requireArtifactId(input.artifactID);
    await deleteArtifact(ports, access, { id, deleteAliases: input.deleteAliases === true, aliasesArgument });
    return { artifact: await findVersion(ports, access, id) };
  },
};

/** Aliases that clients read as versions are not stored; whoever wonders where one is finds it in the log. */
export function noticeDropped(
  context: GraphqlContext,
  aliases: readonly { readonly alias: string }[] | null | undefined,
): void {
  const droppedAliases = (aliases ?? []).map(({ alias }) => alias).filter(looksLikeVersion);
  if (droppedAliases.length > 0) context.notice({ droppedAliases });
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

function aliasesOf({ artifactID, aliases }: AliasesWire): { id: ArtifactId; aliases: NamedAlias[] } {
  return {
    id: requireArtifactId(artifactID),
    aliases: aliases.map(({ alias, ...place }) => ({ alias, ...placeOf(place) })),
  };
}
