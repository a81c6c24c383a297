import type { Entry } from "../../model/index.ts";
import { StemmaError } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";
import type { BoundEntry } from "./store-entries.ts";

/**
 * Finds the rows of the blobs that stored entries refer to.
 *
 * @throws `unavailable` if one was garbage-collected in the meantime
 */
export async function bindStoredEntries({ metadata }: Ports, entries: readonly Entry[]): Promise<BoundEntry[]> {
  const hashes = [...new Set(entries.flatMap(({ blob }) => blob ?? []))];
  const ids = new Map((await metadata.read.manifests.blobs(hashes)).map(({ hash, id }) => [hash, id]));
  return entries.map((entry) => {
    if (entry.blob === undefined) return { entry, blobId: undefined };
    const blobId = ids.get(entry.blob);
    if (blobId === undefined)
      throw new StemmaError(
        "unavailable",
        `Cannot store the entry "${entry.path}": its bytes were garbage-collected in the meantime`,
      );
    return { entry, blobId };
  });
}
