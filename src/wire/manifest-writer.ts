import type { Entry, JsonText } from "../model/index.ts";
import { DEFAULT_POLICY_CONFIG } from "./storage-policy.ts";

/**
 * Writes the manifest of a version as the official client reads it, one batch of entries at a time.
 *
 * `birthArtifactID` is the version's own id: our URLs identify the version, and the origin of the bytes is internal.
 *
 * @see docs/internals/wandb-wire.md
 */
export async function* writeManifest(
  batches: AsyncIterable<readonly Entry[]>,
  artifactId: string,
  policyConfig: JsonText | null,
): AsyncIterable<string> {
  const config = policyConfig ?? DEFAULT_POLICY_CONFIG;
  yield `{"version":1,"storagePolicy":"wandb-storage-policy-v1","storagePolicyConfig":${config},"contents":{`;
  let separator = "";
  for await (const batch of batches) {
    yield (
      separator +
        batch.map((entry) => `${JSON.stringify(entry.path)}:${JSON.stringify(entryJson(entry, artifactId))}`).join(",")
    );
    separator = ",";
  }
  yield "}}";
}

function entryJson({ digest, sizeBytes, ref, extra }: Entry, artifactId: string): object {
  const rest = extra === undefined ? {} : { extra };
  return ref === undefined
    ? { digest, birthArtifactID: artifactId, size: sizeBytes, ...rest }
    : { digest, ref, size: sizeBytes, ...rest };
}
