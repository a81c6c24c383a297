import type { ArtifactId, Entry } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { readableEntries } from "./referred-entries.ts";
import { findVersion } from "./resolve-version.ts";

/**
 * Returns the entry of a version with a digest; of several, the one whose path ends in the name. Undefined if there is
 * none or the caller cannot access the version.
 *
 * The client's fallback URL contains only digest and name; the entry decides which bytes they identify.
 */
export async function findEntryByDigest(
  ports: Ports,
  access: Access,
  id: ArtifactId,
  wanted: { digestHex: string; basename: string },
): Promise<Entry | undefined> {
  const version = await findVersion(ports, access, id);
  if (version === null) return undefined;
  const digest = hexToBase64(wanted.digestHex);
  let found: Entry | undefined;
  for await (const batch of readableEntries(ports, version)) {
    for (const entry of batch) {
      if (entry.blob === undefined || entry.digest !== digest) continue;
      if (entry.path === wanted.basename || entry.path.endsWith(`/${wanted.basename}`)) return entry;
      found ??= entry;
    }
  }
  return found;
}

function hexToBase64(hex: string): string {
  if (!/^([0-9a-f]{2}){1,64}$/.test(hex)) return "";
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
}
