/** An entry of another version that an entry refers to. */
export interface EntryReference {
  /** The number in the id of the other version. */
  readonly sourceId: number;
  readonly path: string;
}

const REFERENCE = /^wandb-artifact:\/\/([0-9a-f]{2,64})\/(.+)$/i;
const SOURCE_ID = /^Artifact:(\d{1,15})$/;

/**
 * Parses the URL of a reference: `wandb-artifact://<hex of the version's id>/<path>`. Clients parse it like a URL, so a
 * path with `?` or `#` may refer to the whole text or only to the part before.
 *
 * @returns an empty list for other URLs
 */
export function entryReferences(ref: string | undefined): readonly EntryReference[] {
  const [, hex, path] = (ref === undefined ? null : REFERENCE.exec(ref)) ?? [];
  if (hex === undefined || path === undefined) return [];
  const bytes = (hex.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  const [, id] = SOURCE_ID.exec(bytes.join("")) ?? [];
  if (id === undefined) return [];
  const cut = path.replace(/[?#].*$/s, "");
  return [...new Set([path, cut])].filter(Boolean).map((meant) => ({ sourceId: Number(id), path: meant }));
}
