import type { Resolvers } from "../resolvers.generated.ts";

/**
 * The features of this server; clients take a feature that is not listed for switched off. A feature is listed when it
 * works, and not before.
 *
 * @see docs/internals/wandb-wire.md, section 7
 */
const features = [
  "LARGE_FILENAMES",
  "ARTIFACT_TAGS",
  "CLIENT_IDS",
  "STRUCTURED_CONSOLE_LOGS",
  "ARTIFACT_COLLECTION_MEMBERSHIP_FILES",
  "ARTIFACT_COLLECTION_MEMBERSHIP_FILE_DOWNLOAD_HANDLER",
  "PROJECT_ARTIFACT_COLLECTION_MEMBERSHIP",
  "USE_ARTIFACT_WITH_ENTITY_AND_PROJECT_INFORMATION",
  "TOTAL_COUNT_IN_FILE_CONNECTION",
  "ARTIFACT_COLLECTIONS_FILTERING_SORTING",
  "ARTIFACT_V2_DOWNLOAD_HANDLER_SUPPORTS_ARTIFACT_ID",
  "FILESTREAM_GZIP",
  "ARTIFACT_DIGEST_ALGORITHM",
  "ARTIFACT_MEMBERSHIP_IN_LINK_ARTIFACT_RESPONSE",
  "UPDATE_RUN_STATE",
  "STEMMA_STORAGE",
  "STEMMA_RETENTION",
].map((name) => ({ name, isEnabled: true }));

/** What clients ask of the server itself. */
export const server: Resolvers = {
  Query: {
    serverInfo: () => ({
      features,
      cliVersionInfo: { min_cli_version: "0.24.0", max_cli_version: "0.31.0" },
    }),
  },
};
