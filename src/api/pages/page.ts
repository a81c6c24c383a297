import { html, raw } from "hono/html";
import { EVERYTHING, StemmaError } from "../../model/index.ts";
import type { WebCall } from "../web-server.ts";

type Html = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #888; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
nav { color: var(--soft); margin-bottom: 1.5rem; } a { color: inherit; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--soft); width: 12rem; } pre { background: #8881; padding: .75rem 1rem; border-radius: 6px; overflow: auto; }
.empty { color: var(--soft); }`;

/** Rows that a list on a page shows at most. */
const LISTED_ROWS = 200;

/** The first rows of a list, as pages show them. */
export const firstRows = { filter: EVERYTHING, order: undefined, page: { after: null, first: LISTED_ROWS } };

/** Answers with a page: a title, links to what it belongs to, sections. */
export function answerPage(
  { context }: WebCall,
  title: string,
  trail: readonly Link[],
  sections: readonly Html[],
): Response | Promise<Response> {
  // These pages run and load nothing.
  context.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  return context.html(page(title, trail, sections));
}

/** The refusal of a page whose object is missing. */
export function missing(subject: string): StemmaError {
  return new StemmaError("not_found", `Cannot find ${subject}`);
}

/** The document; the template escapes everything a user wrote. */
function page(title: string, trail: readonly Link[], sections: readonly Html[]): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Stemma</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <nav>${trail.map((link) => html`${anchor(link)} / `)}</nav>
        <h1>${title}</h1>
        ${sections}
      </body>
    </html>`;
}

/** A place on this server: the parts of its path as people wrote them, and what to call it. */
export interface Link {
  readonly path: readonly string[];
  readonly text: string;
}

/** A link to a place on this server. */
export function anchor({ path, text }: Link): Html {
  return html`<a href="/${path.map(encodeURIComponent).join("/")}">${text}</a>`;
}

/** Facts with their names; those that are not known are left out. */
export function factTable(facts: Readonly<Record<string, string | number | Html | null | undefined>>): Html {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return html`<table>
    ${known.map(
      ([name, value]) =>
        html`<tr>
          <th>${name}</th>
          <td>${value}</td>
        </tr>`,
    )}
  </table>`;
}

/** A section with a list, or a word where it is empty. */
export function listSection(title: string, items: readonly Html[]): Html {
  return html`<h2>${title}</h2>
    ${
      items.length === 0
        ? html`<p class="empty">none</p>`
        : html`<table>
            ${items.map(
              (item) =>
                html`<tr>
                  <td>${item}</td>
                </tr>`,
            )}
          </table>`
    }`;
}

/** A section with a text as it was written. */
export function textSection(title: string, text: string): Html {
  return html`<h2>${title}</h2>
    <pre>${text}</pre>`;
}

/** A size for people. */
export function readableSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]!}`;
}

/** A moment in UTC, for people. */
export function readableTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19).concat(" UTC");
}
