import type { Context } from "hono";
import type { Access } from "../core/accounts/access.ts";
import { StemmaError } from "../model/index.ts";
import type { ApiParts, AppBindings } from "./api-parts.ts";
import type { GraphqlAnswerer } from "./graphql/answer-graphql.ts";
import type { JsonBodies } from "./http/json-bodies.ts";
import { withJson, withJsonObject } from "./http/read-json.ts";

/** What the handlers of web routes share. */
export interface WebServer {
  readonly parts: ApiParts;
  readonly graphql: GraphqlAnswerer;
  readonly bodies: JsonBodies;
}

/** One request to a web route, with the access its permission gives the caller. */
export interface WebCall {
  readonly server: WebServer;
  readonly context: Context<AppBindings>;
  readonly access: Access;
}

/** Answers one request to a web route. */
export type WebHandler = (call: WebCall) => Response | Promise<Response>;

/**
 * Reads the JSON body of a call and holds its share of memory until `work` is done.
 *
 * @throws `invalid_input`, `too_large`, `too_many_requests`
 */
export function readBody<Result>(
  { server, context }: WebCall,
  maxBytes: number,
  work: (body: unknown) => Promise<Result>,
): Promise<Result> {
  requireJson(context);
  return withJson({ ...reading(server, context), maxBytes }, work);
}

/**
 * The same where an object is expected.
 *
 * @throws `invalid_input`, `too_large`, `too_many_requests`
 */
export function readObject<Result>(
  { server, context }: WebCall,
  maxBytes: number,
  work: (body: Record<string, unknown>) => Promise<Result>,
): Promise<Result> {
  requireJson(context);
  return withJsonObject({ ...reading(server, context), maxBytes }, work);
}

function reading({ bodies, parts }: WebServer, context: Context<AppBindings>) {
  return { request: context.env.incoming, bodies, eventLoop: parts.ports.eventLoop };
}

/** A page of another site can post forms and plain text in a visitor's name, but not JSON. */
function requireJson(context: Context): void {
  const type = context.req.header("content-type")?.split(";")[0]?.trim();
  if (type === "application/json") return;
  throw new StemmaError(
    "invalid_input",
    `Cannot read the body: it is "${(type ?? "").slice(0, 40)}", expected application/json`,
  );
}
