import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiParts } from "../../api/api-parts.ts";
import { matchRoute, routeLabel } from "../../api/match-route.ts";
import { Router } from "../../api/router.ts";
import { StemmaError } from "../../model/index.ts";
import { ConnectionGate, openFilesLimit } from "./connection-gate.ts";
import { endWithin } from "../end-within.ts";
import type { RequestRecorder } from "./request-recorder.ts";

/** A client sends its headers at once; who takes longer holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often connections are held against that time; Node's own 30 s would make it up to 40. */
const HEADERS_CHECK_INTERVAL_MS = 2_000;
/** The client keeps connections between its posts of 15 to 60 s. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** A reader who takes no byte of a finished answer for this long is gone, or holds memory for nothing. */
const UNREAD_ANSWER_MS = 60_000;
/** How often connections that fell idle are closed while the server stops. */
const CLOSE_IDLE_EVERY_MS = 100;

/**
 * Bytes of a body that nobody reads yet which may lie here. A socket brings 64 KiB at a time; with Node's own mark, as
 * large, a body that waits for its turn would hold two of these.
 */
const UNREAD_BODY_BYTES = 16 * 1024;

/** The listening side of a server. */
export interface Listener {
  readonly port: number;
  /** Takes no new connection, lets the running requests end until the deadline, then breaks them off. */
  close(deadline: AbortSignal): Promise<void>;
}

/**
 * Serves all routes on one port.
 *
 * @throws `unavailable` when the port is taken
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
  return { port: (server.address() as AddressInfo).port, close: (deadline) => close(server, deadline) };
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
    // Later faults are of single connections that could not be accepted, for want of files: their clients come again.
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

async function close(server: Server, deadline: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection between two requests would otherwise hold the end for as long as it is kept alive.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  await endWithin(ended, deadline);
  clearInterval(idle);
  server.closeAllConnections();
  await ended;
}
