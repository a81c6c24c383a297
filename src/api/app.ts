import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Actor, MAX_ADMIN_BYTES, MAX_FILE_STREAM_BYTES, MAX_GRAPHQL_BYTES, StemmaError } from "../model/index.ts";
import { baseUrl } from "./base-url.ts";
import { publicError } from "./error-table.ts";
import { receiveFileStream } from "./file-stream.ts";
import { GraphqlAnswerer } from "./graphql/answer-graphql.ts";
import { buildSchema } from "./graphql/build-schema.ts";
import { addPages } from "./pages/pages.ts";
import { JsonBodies } from "./json-bodies.ts";
import { provisioningCalls } from "./provisioning.ts";
import { type JsonRequest, withJson, withJsonObject } from "./read-json.ts";
import { writerOf } from "./run-writer.ts";
import { accessOn, type ApiParts, type AppBindings, graphqlContext } from "./request-context.ts";
import { needOfRoute } from "./rights-table.ts";

/** Paths that are asked for by the address of the machine. */
const PROBES: ReadonlySet<string> = new Set(["/ready", "/metrics"]);

/** Everything that is not bytes: GraphQL, the file stream, provisioning, pages. */
export function createApp(parts: ApiParts): Hono<AppBindings> {
  const app = new Hono<AppBindings>();
  const answerer = new GraphqlAnswerer(buildSchema(parts.figures.field), parts);
  const bodies = new JsonBodies();
  const jsonRequest: OpenJson = (context, maxBytes) => ({ request: context.env.incoming, maxBytes, bodies });
  app.use("*", async (context, next) => {
    // Probes ask by address; everything else is for who calls the server by its name.
    if (!PROBES.has(context.req.path)) baseUrl(parts.addresses, context.req.header("host"));
    await next();
  });
  app.use("*", async (context, next) => {
    // A page, a key or a name must not stay in anybody's cache.
    await next();
    context.res.headers.set("Cache-Control", "private, no-store");
    context.res.headers.set("X-Content-Type-Options", "nosniff");
  });
  app.onError((error, context) => answerError(parts, error, context));
  app.notFound((context) => {
    const error = publicError(new StemmaError("not_found", `Cannot find "${context.req.path.slice(0, 200)}"`), "");
    return context.json({ error: { code: error.code, message: error.message } }, 404);
  });

  needOfRoute("GET /ready");
  app.get("/ready", (context) => {
    const { isReady, reasons, warnings } = parts.state.readiness();
    const more = { ...(isReady ? {} : { reasons }), ...(warnings.length === 0 ? {} : { warnings }) };
    return context.json({ ready: isReady, ...more }, isReady ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    accessOn("GET /metrics", await caller(parts, context));
    requireAdminToken(parts, context, "read the figures of this server");
    return context.text(await parts.figures.text(), 200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    });
  });
  app.post("/graphql", async (context) => {
    needOfRoute("POST /graphql");
    const actor = await parts.callers.byHeader(context.req.header("authorization"));
    requireJson(context);
    return withJsonObject(jsonRequest(context, MAX_GRAPHQL_BYTES), async (body) => {
      const graphql = graphqlContext(parts, actor, {
        host: context.req.header("host"),
        userAgent: context.req.header("user-agent"),
        writer: writerOf(context, "X-WANDB-CLIENT-ID"),
        requestId: context.env.requestId,
      });
      const { socket } = context.env.incoming;
      const onClose = (): void => graphql.budget.clientLeft();
      socket.once("close", onClose);
      try {
        const answer = await answerer.answer(readGraphqlRequest(body), graphql, {
          requestId: context.env.requestId,
          userAgent: context.req.header("user-agent"),
        });
        return context.body(Buffer.concat(answer.body), answer.status as ContentfulStatusCode, {
          ...answer.headers,
          "Content-Type": "application/json",
        });
      } finally {
        socket.off("close", onClose);
      }
    });
  });
  app.all("/graphql", () => {
    throw new StemmaError("invalid_input", "Cannot answer the request: expected a POST with a JSON body");
  });
  app.post("/files/:entity/:project/:run/file_stream", async (context) => {
    const { entity, project, run } = context.req.param();
    const access = accessOn("POST /files/:entity/:project/:run/file_stream", await caller(parts, context));
    requireJson(context);
    const writer = writerOf(context, "X-WANDB-ASYNC-CLIENT-ID");
    return withJsonObject(jsonRequest(context, MAX_FILE_STREAM_BYTES), async (body) =>
      context.json(await receiveFileStream(parts.ports, access, { entity, project, run, writer }, body)),
    );
  });
  addProvisioning(app, parts, jsonRequest);
  addPages(app, parts);
  return app;
}

type OpenJson = (context: Context<AppBindings>, maxBytes: number) => JsonRequest;

function addProvisioning(app: Hono<AppBindings>, parts: ApiParts, jsonRequest: OpenJson): void {
  for (const { route, status, run } of provisioningCalls) {
    const [method = "", path = ""] = route.split(" ");
    needOfRoute(route);
    app.on(method, path, async (context) => {
      const actor = await caller(parts, context);
      requireAdminToken(parts, context, "use the provisioning API");
      if (method !== "DELETE") requireJson(context);
      const answer = async (body: unknown): Promise<Response> =>
        context.json(
          (await run(
            parts.ports,
            accessOn(route, actor),
            context.req.param(),
            (body ?? {}) as Record<string, unknown>,
          )) as object,
          status as ContentfulStatusCode,
        );
      return method === "DELETE" ? answer({}) : withJson(jsonRequest(context, MAX_ADMIN_BYTES), answer);
    });
  }
}

/** The token alone, whoever else may be an admin of the site: a leaked key of a person must not make accounts. */
function requireAdminToken(parts: ApiParts, context: Context, action: string): void {
  if (parts.callers.isAdminToken(context.req.header("authorization"))) return;
  throw new StemmaError(
    "forbidden",
    `Cannot ${action} with this key: expected the admin token of this server as Bearer`,
  );
}

/** A page of another site can post forms and plain text in a visitor's name, but not JSON. **Errors** `invalid_input` */
function requireJson(context: Context): void {
  const type = context.req.header("content-type")?.split(";")[0]?.trim();
  if (type !== "application/json") {
    throw new StemmaError(
      "invalid_input",
      `Cannot read the body: it is "${(type ?? "").slice(0, 40)}", expected application/json`,
    );
  }
}

function caller(parts: ApiParts, context: Context): Promise<Actor> {
  return parts.callers.byHeader(context.req.header("authorization"));
}

function readGraphqlRequest(body: Record<string, unknown>) {
  const { query, variables, operationName } = body;
  if (typeof query !== "string")
    throw new StemmaError("invalid_input", "Cannot answer the request: expected a query as text");
  if (variables !== undefined && variables !== null && (typeof variables !== "object" || Array.isArray(variables))) {
    throw new StemmaError("invalid_input", "Cannot answer the request: expected variables as an object");
  }
  return {
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    // Clients send an empty name for documents with one operation.
    operationName: typeof operationName === "string" && operationName !== "" ? operationName : undefined,
  };
}

/** Errors of /graphql have the shape of GraphQL, all others `{error: {code, message}}`. */
function answerError(parts: ApiParts, error: Error, context: Context<AppBindings>): Response {
  const { requestId } = context.env;
  const known = publicError(error, requestId, parts.state.outageRetrySeconds);
  if (known.status >= 500) parts.log.fault(error, requestId);
  const status = known.status as ContentfulStatusCode;
  if (known.code === "unauthenticated") context.header("WWW-Authenticate", 'Basic realm="Stemma"');
  if (context.req.path === "/graphql") {
    return context.json({ errors: [{ message: known.message, extensions: { code: known.code } }] }, status, {
      ...known.headers,
    });
  }
  return context.json({ error: { code: known.code, message: known.message } }, status, { ...known.headers });
}
