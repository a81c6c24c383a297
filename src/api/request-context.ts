import type { IncomingMessage } from "node:http";
import type { Access } from "../core/accounts/access.ts";
import type { Ports } from "../core/ports/ports.ts";
import { Visibility } from "../core/accounts/visibility.ts";
import type { Actor } from "../model/index.ts";
import { type AddressRules, baseUrl } from "./base-url.ts";
import type { Callers } from "./callers.ts";
import type { GraphqlContext } from "./graphql/execution/graphql-context.ts";
import { RequestBudget } from "./graphql/execution/request-budget.ts";
import { needOfRoute, rightOf } from "./rights-table.ts";
import type { ServerState } from "./server-state.ts";
import type { LinkTarget, SignedLinks } from "./signed-links.ts";

/** What the handlers of all routes share. */
export interface ApiParts {
  readonly ports: Ports;
  readonly callers: Callers;
  readonly links: SignedLinks;
  readonly addresses: AddressRules;
  readonly log: RequestLog;
  readonly state: ServerState;
  readonly figures: ServerFigures;
}

/** What is counted, and its page for Prometheus. */
export interface ServerFigures {
  /** Hears of a root field of GraphQL that was answered well. */
  readonly field: (field: string) => void;
  readonly text: () => Promise<string>;
}

/** What the listener knows of a request before the app does. */
export interface AppBindings {
  readonly Bindings: { readonly requestId: string; readonly incoming: IncomingMessage };
}

/** Where faults of requests are written down, with the id the caller was told. */
export interface RequestLog {
  fault(error: unknown, requestId: string): void;
  /** Adds facts to the line that is written when the request has ended. */
  note(facts: Readonly<Record<string, unknown>>, requestId: string): void;
  /** The same for what an admin should read although the request went well. */
  notice(facts: Readonly<Record<string, unknown>>, requestId: string): void;
}

/** The access a caller has on a route, as the rights table declares it. */
export function accessOn(route: string, actor: Actor): Access {
  return { actor, right: rightOf(needOfRoute(route)) };
}

/** What resolvers know of a request by this caller. */
export function graphqlContext(
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
