import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { StemmaError } from "../model/index.ts";
import { answerError } from "./answer-error.ts";
import type { ApiParts, AppBindings } from "./api-parts.ts";
import { authenticate } from "./auth/authenticate.ts";
import { GraphqlAnswerer } from "./graphql/answer-graphql.ts";
import { buildSchema } from "./graphql/build-schema.ts";
import { JsonBodies } from "./http/json-bodies.ts";
import { rightOf } from "./permissions.ts";
import { routes } from "./routes.ts";
import type { WebServer } from "./web-server.ts";

/** The web application: all routes with a `web` handler. */
export function createApp(parts: ApiParts): Hono<AppBindings> {
  const app = new Hono<AppBindings>();
  const server: WebServer = {
    parts,
    graphql: new GraphqlAnswerer(buildSchema(parts.figures.field), parts),
    bodies: new JsonBodies(),
  };
  app.use("*", async (context, next) => {
    // No cache may store a page, a key or a name.
    await next();
    context.res.headers.set("Cache-Control", "private, no-store");
    context.res.headers.set("X-Content-Type-Options", "nosniff");
  });
  app.onError((error, context) => failed(parts, error, context));
  app.notFound((context) =>
    failed(parts, new StemmaError("not_found", `Cannot find "${context.req.path.slice(0, 200)}"`), context),
  );
  for (const route of routes) {
    if (!("web" in route)) continue;
    const { web, method, pattern, otherMethods } = route;
    app.on(method, pattern, async (context) => {
      const actor = await authenticate(parts.callers, route, context.req.header("authorization"));
      return web({ server, context, access: { actor, right: rightOf(route.permission) } });
    });
    if (otherMethods === undefined) continue;
    app.all(pattern, () => {
      throw new StemmaError("invalid_input", `Cannot answer the request: ${otherMethods}`);
    });
  }
  return app;
}

function failed(parts: ApiParts, error: Error, context: Context<AppBindings>): Response {
  const { requestId } = context.env;
  const { status, headers, body } = answerError(parts, error, { path: context.req.path, requestId });
  return context.body(body, status as ContentfulStatusCode, { ...headers });
}
