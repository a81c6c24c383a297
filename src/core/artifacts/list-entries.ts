import { type Cursor, cursorKey, type Entry, fingerprint, listName, type Version } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readEntriesAt, readEntryPage } from "./read-manifest.ts";
import { referredEntriesAt } from "./referred-entries.ts";

/**
 * Lists the entries of a committed version in order, references included; `names` selects some of them. The entries
 * never change, so a cursor holds a position. Of a deleted version, returns those named entries that committed versions
 * refer to.
 *
 * @throws `invalid_input`
 */
export async function listEntries(
  ports: Ports,
  version: Version,
  query: { names: readonly string[] | undefined; page: PageRequest },
): Promise<Page<Entry>> {
  const { page } = query;
  const list = listName("entries", version.id, query.names === undefined ? null : fingerprint(query.names.join("\0")));
  const start = page.after === null ? 0 : positionOf(page.after, list);
  const found =
    version.state === "DELETED"
      ? await referredEntriesAt(ports, version.id, query.names ?? [])
      : query.names === undefined
        ? await readEntryPage(ports, version.id, { after: start, first: page.first })
        : await readEntriesAt(ports, ports.metadata.read, version.id, query.names);
  const isWhole = query.names === undefined && version.state !== "DELETED";
  const rows = isWhole ? found : found.slice(start, start + page.first);
  const count = isWhole ? version.entryCount : found.length;
  return {
    rows,
    cursors: rows.map((_, at) => ({ list, key: [start + at + 1] })),
    hasNextPage: start + rows.length < count,
    total: async () => count,
  };
}

function positionOf(cursor: Cursor, list: string): number {
  const [position] = cursorKey(cursor, list, ["int"]);
  return Math.max(0, Number(position));
}
