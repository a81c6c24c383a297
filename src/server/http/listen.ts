import { deadline } from "../../async/deadline.ts";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiParts } from "../../api/api-parts.ts";
import { matchRoute, routeLabel } from "../../api/match-route.ts";
import { Router } from "../../api/router.ts";
import { StemmaError } from "../../model/index.ts";
import { ConnectionGate, openFilesLimit } from "./connection-gate.ts";
import type { RequestRecorder } from "./request-recorder.ts";

/** The client sends its headers at once; a slower sender occupies a socket for nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
/** The interval of the headers check; Node's default of 30 s would extend the timeout to up to 40 s. */
const HEADERS_CHECK_INTERVAL_MS = 2_000;
/** The client keeps connections open between its posts every 15 to 60 s. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** The timeout for clients that read nothing of a finished response and occupy memory. */
const UNREAD_ANSWER_MS = 60_000;
/** The interval at which idle connections are closed while the server stops. */
const CLOSE_IDLE_INTERVAL_MS = 100;

/**
 * Unread bytes of a request body in memory. A socket reads 64 KiB at a time; with Node's default of the same size, a
 * waiting body would buffer two of these.
 */
const UNREAD_BODY_BYTES = 16 * 1024;

/** The listening side of a server. */
export interface Listener {
  readonly port: number;
  /** Stops accepting connections, lets running requests end until the signal, then aborts them. */
  close(signal: AbortSignal): Promise<void>;
}

/**
 * Serves all routes on one port.
 *
 * @throws `unavailable` if the port is in use
 */
export async function listen(
  parts: ApiParts,
  recorder: RequestRecorder,
  address: { host: string; port: number },
): Promise<Listener> {
  const router = new Router(parts);
  const server = createServer({
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: HEADERS_CHECK_INTERVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    highWaterMark: UNREAD_BODY_BYTES,
  });
  const gate = new ConnectionGate(server, openFilesLimit());
  server.on("request", (request, response) => {
    const path = pathOf(request);
    const match = matchRoute(request.method ?? "", path);
    const requestId = recorder.begin(path, routeLabel(match?.route), request, response);
    const received = { path, match, requestId, request, response };
    if (!server.listening) response.shouldKeepAlive = false;
    response.once("prefinish", () => request.socket.setTimeout(UNREAD_ANSWER_MS));
    if (gate.isSurplus(request.socket)) router.refuse(received, tooManyConnections(gate));
    else void router.answer(received);
  });
  await bind(server, address);
  return { port: (server.address() as AddressInfo).port, close: (signal) => close(server, signal) };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0]!;
}

function tooManyConnections({ limit }: ConnectionGate): StemmaError {
  return new StemmaError(
    "unavailable",
    `Cannot accept the request: ${limit} connections are open already; send it again later`,
  );
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    // Later errors concern connections that could not be accepted for lack of files; their clients retry.
    server.on("error", (cause) => {
      reject(
        new StemmaError(
          "unavailable",
          `Cannot listen on ${host}:${port}: ${(cause as NodeJS.ErrnoException).code ?? cause.message}; choose another port with --port`,
          { cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

async function close(server: Server, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  // An idle keep-alive connection would otherwise delay the stop until it times out.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_INTERVAL_MS);
  await deadline(ended, signal, () => {});
  clearInterval(idle);
  server.closeAllConnections();
  await ended;
}
