/**
 * What clients may use of this server; what is not listed they take for switched off.
 *
 * **Source** wire page 7. A feature is listed when it works, and not before.
 */
export const serverFeatures = [
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
].map((name) => ({ name, isEnabled: true }));
