import type { IncomingMessage } from "node:http";
import type { Ports } from "../core/ports/ports.ts";
import type { Callers } from "./auth/callers.ts";
import type { SignedLinks } from "./auth/signed-links.ts";
import type { AddressRules } from "./http/base-url.ts";
import type { ServerState } from "./server-state.ts";

/** What the handlers of all routes share. */
export interface ApiParts {
  readonly ports: Ports;
  readonly callers: Callers;
  readonly links: SignedLinks;
  readonly addresses: AddressRules;
  readonly log: RequestLog;
  readonly state: ServerState;
  readonly figures: ServerStats;
}

/** The metrics of the server. */
export interface ServerStats {
  /** Counts a root field of GraphQL that was answered without an error. */
  readonly field: (field: string) => void;
  /** The metrics in the text format of Prometheus. */
  readonly text: () => Promise<string>;
}

/** What the listener passes to the web application with each request. */
export interface AppBindings {
  readonly Bindings: { readonly requestId: string; readonly incoming: IncomingMessage };
}

/** The log of requests. */
export interface RequestLog {
  /** Logs a fault of the server under the id of the request, which the caller receives. */
  fault(error: unknown, requestId: string): void;
  /** Adds fields to the log line of a request, which is written when it has ended. */
  note(fields: Readonly<Record<string, unknown>>, requestId: string): void;
  /** Does the same, and logs the line at level `info` although the request succeeded. */
  notice(fields: Readonly<Record<string, unknown>>, requestId: string): void;
}
