import { rightsTable } from "./rights-table.ts";

/** What a path that belongs to no route is called. */
export const NO_ROUTE = "none";

/** Each route with the paths it stands for; the more words of its own it has, the earlier it is tried. */
const routes = Object.keys(rightsTable.routes)
  .map((route) => {
    const [method = "", path = ""] = route.split(" ");
    const parts = path.split("/").map((part) => (part.startsWith(":") ? "[^/]+" : part === "*" ? ".*" : part));
    const words = parts.filter((part) => /^\w+$/.test(part)).length;
    return { route, method, pattern: new RegExp(`^${parts.join("/")}$`, "s"), words };
  })
  .toSorted((left, right) => right.words - left.words);

/**
 * The route a request goes to, as the rights table spells it: for logs and figures, which must not hold addresses.
 *
 * `path` is without its query. HEAD counts as GET.
 */
export function routeOf(method: string, path: string): string {
  const asked = method === "HEAD" ? "GET" : method;
  return routes.find((route) => route.method === asked && route.pattern.test(path))?.route ?? NO_ROUTE;
}
