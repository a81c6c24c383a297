import { type JsonText, truncate, StemmaError, utf8Length } from "../model/index.ts";

/** The only region in file URLs. */
export const STORAGE_REGION = "minio-local";

/** The default storage policy config of manifests. */
export const DEFAULT_POLICY_CONFIG: JsonText = '{"storageLayout":"V2"}';

/** Layout, region and additions of later clients are a few short words. */
const MAX_POLICY_CONFIG_BYTES = 4096;

/**
 * Reads the storage policy config of a manifest, to be stored unchanged. The layout must be ours, because readers build
 * URLs from it.
 *
 * @throws `invalid_input` if it is not an object of strings, is too long or names another region
 */
export function readPolicyConfig(value: unknown): JsonText | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) throw invalid("it is not an object", "an object of strings");
  for (const [key, text] of Object.entries(value))
    if (typeof text !== "string") throw invalid(`its "${truncate(key)}" is not a string`, "an object of strings");
  const { storageRegion } = value as Record<string, string>;
  if (storageRegion !== undefined && storageRegion !== STORAGE_REGION)
    throw invalid(`its storageRegion is "${truncate(storageRegion)}"`, `"${STORAGE_REGION}"`);
  const config = JSON.stringify("storageLayout" in value ? { ...value, storageLayout: "V2" } : value);
  if (utf8Length(config) > MAX_POLICY_CONFIG_BYTES)
    throw invalid("it is too long", `at most ${MAX_POLICY_CONFIG_BYTES} bytes`);
  return config === DEFAULT_POLICY_CONFIG ? null : config;
}

function invalid(is: string, expected: string): StemmaError {
  return new StemmaError(
    "invalid_input",
    `Cannot read the storagePolicyConfig of the manifest: ${is}, expected ${expected}`,
  );
}
