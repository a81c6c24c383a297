import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { isStemmaError, MAX_DRAINED_BYTES } from "../model/index.ts";
import { answerError } from "./answer-error.ts";
import type { ApiParts } from "./api-parts.ts";
import { createApp } from "./app.ts";
import { authenticate } from "./auth/authenticate.ts";
import { type ByteServer, createByteServer } from "./bytes/byte-server.ts";
import { MinimumRateGuard } from "./bytes/minimum-rate-guard.ts";
import { baseUrl } from "./http/base-url.ts";
import type { RouteMatch } from "./match-route.ts";
import { rightOf } from "./permissions.ts";

/** A request as the listener received it. */
export interface ReceivedRequest {
  /** Without its query. */
  readonly path: string;
  readonly match: RouteMatch | undefined;
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers requests: bytes on the raw socket, everything else through the web application. */
export class Router {
  readonly #parts: ApiParts;
  readonly #senders: MinimumRateGuard;
  readonly #bytes: ByteServer;
  readonly #app: ReturnType<typeof createApp>;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#senders = new MinimumRateGuard(parts.ports.clock);
    this.#bytes = createByteServer(parts, this.#senders);
    this.#app = createApp(parts);
  }

  /** Answers a request, also when it fails. */
  async answer(received: ReceivedRequest): Promise<void> {
    try {
      await this.#dispatch(received);
    } catch (error) {
      this.refuse(received, error);
    }
  }

  /** Answers a request with an error; an answer that has begun is aborted. */
  refuse({ path, requestId, request, response }: ReceivedRequest, error: unknown): void {
    const { status, headers, body } = answerError(this.#parts, error, { path, requestId });
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const isLong = Number(request.headers["content-length"] ?? 0) > MAX_DRAINED_BYTES;
    // The rest of a body that was read in part cannot be skipped: the next request would begin in the middle of it.
    const isReadInPart = request.readableDidRead && !request.complete;
    const isClosed = isLong || isReadInPart || isStemmaError(error, "too_many_requests");
    response.writeHead(status, {
      ...headers,
      "Content-Length": Buffer.byteLength(body),
      ...(isClosed ? { Connection: "close" } : {}),
    });
    response.end(body);
    // Reads the rest of a short body, so that the client can still read the answer.
    request.resume();
  }

  async #dispatch({ match, requestId, request, response }: ReceivedRequest): Promise<void> {
    const { addresses, callers, links } = this.#parts;
    if (match?.route.anyHost !== true) baseUrl(addresses, request.headers.host);
    if (match === undefined || "web" in match.route) return this.#answerWeb(requestId, request, response);
    const { route, params } = match;
    const right = rightOf(route.permission);
    if ("signed" in route) {
      const { target, caller } = links.read(request.url ?? "", route.method === "PUT" ? "PUT" : "GET");
      const access = { actor: await callers.byLink(caller), right };
      return route.signed(this.#bytes, { request, response, access, target, caller });
    }
    const actor = await authenticate(callers, route, request.headers.authorization);
    return route.bytes(this.#bytes, { request, response, params, access: { actor, right } });
  }

  #answerWeb(requestId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sender = this.#senders.watch(request, () => false);
    response.once("close", () => sender.end());
    // The application reads what arrives at once: until the body is complete, the sender is the one to wait for.
    sender.asks();
    return getRequestListener((web) => this.#app.fetch(web, { requestId, incoming: request }))(request, response);
  }
}
