import { existingVersion } from "../../../core/artifacts/resolve-version.ts";
import { abandonDrafts, listDrafts } from "../../../core/deletion/abandon-drafts.ts";
import { draftBytes } from "../../../core/storage/read-storage.ts";
import { connection, readPage } from "../format/connection.ts";
import { preciseTime, preciseTimeOrNull, requireArtifactId } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Open drafts. */
export const drafts: Resolvers = {
  Query: {
    drafts: async (access, args, { ports }) => {
      const listed = await listDrafts(ports, access, args.entityName ?? null, readPage(args));
      return listed && connection(listed);
    },
  },

  Mutation: {
    abandonDrafts: async (access, { artifactIDs }, { ports }) => ({
      abandonedCount: await abandonDrafts(ports, access, artifactIDs.map(requireArtifactId)),
    }),
  },

  OpenDraft: {
    artifact: ({ id }, _, { ports }) => existingVersion(ports, id),
    heldBytes: ({ id }, _, { ports, reading, budget }) => budget.heavy(() => draftBytes(ports, reading, id)),
    createdAt: ({ createdAtMs }) => preciseTime(createdAtMs),
    idleSince: ({ touchedAtMs }) => preciseTime(touchedAtMs),
    silentSince: ({ touchedAtMs }) => preciseTime(touchedAtMs),
    expiredAt: ({ expiredAtMs }) => preciseTimeOrNull(expiredAtMs),
    lapsedAt: ({ expiredAtMs }) => preciseTimeOrNull(expiredAtMs),
  },
};
