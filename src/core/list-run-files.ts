import type { Run } from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page, RunFile } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Files of a run by name; `names` leaves only these, `pattern` those it matches as SQL's LIKE does. */
export async function listRunFiles(
  { metadata }: Ports,
  run: Run,
  query: { names: readonly string[]; pattern: string | undefined; page: Page },
): Promise<Listed<RunFile>> {
  const files = await metadata.read.runFiles.list(run.id, query.names.length === 0 ? undefined : query.names);
  const matches = query.pattern === undefined ? () => true : likePattern(query.pattern);
  return pageOf(
    files.filter(({ name }) => matches(name)),
    query.page,
  );
}

/** `%` stands for any text, `_` for one character. Linear: parts between the percent signs are sought from left to right. */
function likePattern(pattern: string): (text: string) => boolean {
  const source = pattern.split("%").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("_", "."));
  const expression = new RegExp(`^${source.join("[\\s\\S]*?")}$`, "u");
  return (text) => expression.test(text);
}
