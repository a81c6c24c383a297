import type { Run } from "../../model/index.ts";
import { filteredPage } from "../list-page.ts";
import type { Page, PageRequest, RunFile } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Lists the files of a run by name; `names` selects some of them, `pattern` matches as SQL's LIKE does. A name may be
 * the path the file was saved by, such as `./a.txt`.
 */
export async function listRunFiles(
  { metadata, eventLoop }: Ports,
  run: Run,
  query: { names: readonly string[]; pattern: string | undefined; page: PageRequest },
): Promise<Page<RunFile>> {
  const names = query.names.map((name) => name.replace(/^(?:\.\/)+/, ""));
  const list = (page: PageRequest): Promise<Page<RunFile>> =>
    metadata.read.runFiles.list(run.id, names.length === 0 ? undefined : names, page);
  if (query.pattern === undefined) return list(query.page);
  const matches = likePattern(query.pattern);
  return filteredPage(eventLoop, query.page, list, ({ name }) => matches(name));
}

/**
 * `%` matches any text, `_` one character. Searches the parts between the percent signs one after the other, so that
 * the time does not grow with their number.
 */
function likePattern(pattern: string): (text: string) => boolean {
  const parts = pattern.split("%").map((part) => {
    const source = part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("_", "[^]");
    return { part: new RegExp(source, "gu"), whole: new RegExp(`^(?:${source})$`, "u"), source };
  });
  const [first, ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => first!.whole.test(text);
  const begin = new RegExp(`^(?:${first!.source})`, "u");
  const end = new RegExp(`(?:${last.source})$`, "u");
  return (text) => {
    let at = begin.exec(text)?.[0].length;
    for (const { part } of rest) {
      if (at === undefined) return false;
      part.lastIndex = at;
      at = part.exec(text) === null ? undefined : part.lastIndex;
    }
    return at !== undefined && end.test(text.slice(at));
  };
}
