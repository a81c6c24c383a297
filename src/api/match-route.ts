import { type Route, routes } from "./routes.ts";

/** A route with the parameters of its pattern, as the path spells them: percent-encoded. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The label of requests that no route matches. */
export const NO_ROUTE = "none";

const HAS_OWN_NAME = /^\w+$/;

/** The routes by method. Patterns with more fixed segments come first. */
const patterns = Map.groupBy(
  routes.map((route) => {
    const segments = route.pattern.split("/");
    const source = segments
      .map((segment) =>
        segment.startsWith(":") ? `(?<${segment.slice(1)}>[^/]+)` : segment.replace("*", "(?<rest>.*)"),
      )
      .join("/");
    return {
      route,
      expression: new RegExp(`^${source}$`, "s"),
      fixed: segments.filter((segment) => HAS_OWN_NAME.test(segment)).length,
    };
  }),
  ({ route }) => route.method,
);
for (const ofMethod of patterns.values()) ofMethod.sort((left, right) => right.fixed - left.fixed);

/**
 * Finds the route of a request; HEAD counts as GET.
 *
 * @param path without its query
 */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  for (const { route, expression } of patterns.get((method === "HEAD" ? "GET" : method) as Route["method"]) ?? []) {
    const match = expression.exec(path);
    if (match !== null) return { route, params: match.groups ?? {} };
  }
  return undefined;
}

/** The name of a route in logs and metrics, which must not contain paths: method and pattern. */
export function routeLabel(route: Pick<Route, "method" | "pattern"> | undefined): string {
  return route === undefined ? NO_ROUTE : `${route.method} ${route.pattern}`;
}
