import type { Entry, Version } from "../model/index.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { readEntriesAt, readEntryPage } from "./read-manifest.ts";

/** Entries of a committed version in their order, references included; `names` leaves only these. */
export async function listEntries(
  ports: Ports,
  version: Version,
  query: { names: readonly string[] | undefined; page: Page },
): Promise<Listed<Entry>> {
  if (query.names === undefined)
    return { rows: await readEntryPage(ports, version.id, query.page), total: version.entryCount };
  const found = await readEntriesAt(ports, ports.metadata.read, version.id, query.names);
  return { rows: found.slice(query.page.after, query.page.after + query.page.first), total: found.length };
}
