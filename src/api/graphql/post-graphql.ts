import type { ContentfulStatusCode } from "hono/utils/http-status";
import { Visibility } from "../../core/accounts/visibility.ts";
import { type Actor, MAX_GRAPHQL_BYTES, StemmaError } from "../../model/index.ts";
import type { ApiParts } from "../api-parts.ts";
import type { LinkTarget } from "../auth/signed-links.ts";
import { baseUrl } from "../http/base-url.ts";
import { writerOf } from "../http/run-writer.ts";
import { readObject, type WebHandler } from "../web-server.ts";
import type { GraphqlContext } from "./execution/graphql-context.ts";
import { RequestBudget } from "./execution/request-budget.ts";

/** `POST /graphql`. */
export const postGraphql: WebHandler = (call) =>
  readObject(call, MAX_GRAPHQL_BYTES, async (body) => {
    const { server, context, access } = call;
    const userAgent = context.req.header("user-agent");
    const { requestId } = context.env;
    const graphql = graphqlContext(server.parts, access.actor, {
      host: context.req.header("host"),
      userAgent,
      writer: writerOf(context, "X-WANDB-CLIENT-ID"),
      requestId,
    });
    const { socket } = context.env.incoming;
    const onClose = (): void => graphql.budget.clientLeft();
    socket.once("close", onClose);
    try {
      const answer = await server.graphql.answer(readRequest(body), graphql, { requestId, userAgent });
      return context.body(Buffer.concat(answer.body), answer.status as ContentfulStatusCode, {
        ...answer.headers,
        "Content-Type": "application/json",
      });
    } finally {
      socket.off("close", onClose);
    }
  });

function readRequest(body: Record<string, unknown>) {
  const { query, variables, operationName } = body;
  if (typeof query !== "string")
    throw new StemmaError("invalid_input", "Cannot answer the request: expected a query as a string");
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

function graphqlContext(
  { ports, links, addresses, log }: ApiParts,
  actor: Actor,
  from: {
    readonly host: string | undefined;
    readonly userAgent: string | undefined;
    readonly writer: string;
    readonly requestId: string;
  },
): GraphqlContext {
  const base = baseUrl(addresses, from.host);
  const caller = actor.user?.id ?? null;
  return {
    ports,
    actor,
    reading: { actor, right: "read" },
    visibility: new Visibility(actor, ports.metadata.read),
    budget: new RequestBudget(ports),
    aliasesArgument: aliasesArgumentOf(from.userAgent ?? ""),
    writer: from.writer,
    baseUrl: base,
    notice: (facts) => log.notice(facts, from.requestId),
    address: (target: LinkTarget) => base + links.path({ target, caller }),
  };
}

/** The official client, `stemma admin` and GraphQL itself each have their own word for it. */
function aliasesArgumentOf(userAgent: string): string {
  if (/^(W&B|wandb)/i.test(userAgent)) return "delete_aliases=True";
  return userAgent.startsWith("stemma-admin") ? "--delete-aliases" : "deleteAliases: true";
}
