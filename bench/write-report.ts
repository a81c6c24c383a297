import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const path = join(import.meta.dirname, "..", "docs", "internals", "performance.md");
const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

/** Inserts the tables between the marks of the document, or at its end if it has no marks. */
export function writeReport(text: string): string {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "# Performance\n";
  const marked = before.includes(BEGIN) ? before : `${before.trimEnd()}\n\n${BEGIN}\n${END}\n`;
  const [head = "", rest = ""] = marked.split(BEGIN);
  const tail = rest.slice(rest.indexOf(END));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${head}${BEGIN}\n\n${text}\n\n${tail}`);
  return path;
}
