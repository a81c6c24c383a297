import type { Access } from "../../../core/accounts/access.ts";
import type { Ports } from "../../../core/ports/ports.ts";
import type { Visibility } from "../../../core/accounts/visibility.ts";
import type { Actor } from "../../../model/index.ts";
import type { LinkTarget } from "../../auth/signed-links.ts";
import type { RequestBudget } from "./request-budget.ts";

/** What resolvers know of the request they answer. */
export interface GraphqlContext {
  readonly ports: Ports;
  readonly actor: Actor;
  /** For what is read below a thing that was reached. */
  readonly reading: Access;
  /** What the caller may see of the objects in the answer. */
  readonly visibility: Visibility;
  /** What the request may still take. */
  readonly budget: RequestBudget;
  /** How this caller's tool says that aliases may be deleted too, as messages name it. */
  readonly aliasesArgument: string;
  /** The name of the process that asks, where several write to one run; else the sole writer. */
  readonly writer: string;
  /** The server's own address, without a trailing slash. */
  readonly baseUrl: string;
  /** Writes facts of a request that goes well into the log. */
  notice(facts: Readonly<Record<string, unknown>>): void;
  /** A signed address of this server, in the caller's name. */
  address(target: LinkTarget): string;
}
