import { lineAt } from "./source-tree.ts";

/** A place that a document points to. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

/** The targets of every link and picture outside code, as they are written. */
export function links(markdown: string): Link[] {
  const prose = withoutCode(markdown);
  const patterns = [/\]\(\s*<?([^)\s>]+)/g, /^\[[^\]]+\]:\s*<?([^\s>]+)/gm, /\b(?:href|src)="([^"]+)"/g];
  return patterns.flatMap((pattern) =>
    [...prose.matchAll(pattern)].map((found) => ({ target: found[1]!, line: lineAt(prose, found.index) })),
  );
}

/**
 * The fragments that a document's headings can be linked by.
 *
 * GitHub: small letters, spaces to hyphens, other punctuation dropped, repeats numbered from 1.
 */
export function headingFragments(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const fragments = new Set<string>();
  for (const [, title] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = title!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    const repeats = seen.get(slug) ?? 0;
    seen.set(slug, repeats + 1);
    fragments.add(repeats === 0 ? slug : `${slug}-${repeats}`);
  }
  for (const [, id] of markdown.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) fragments.add(id!);
  return fragments;
}

/** Blanks code, but keeps its lines, so that line numbers stay true. */
function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`\n]+`/g, "");
}

function withoutFences(markdown: string): string {
  const fence = /^ {0,3}(```+|~~~+)[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*\s*$/gm;
  return markdown.replaceAll(fence, (block) => "\n".repeat(block.split("\n").length - 1));
}
