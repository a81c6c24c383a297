import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "../../api/app.ts";
import { ByteRoutes } from "../../api/bytes/byte-routes.ts";
import { SlowSenders } from "../../api/bytes/slow-senders.ts";
import { publicError } from "../../api/error-table.ts";
import type { ApiParts } from "../../api/request-context.ts";
import { isStemmaError, MAX_DRAINED_BYTES, StemmaError } from "../../model/index.ts";
import { ConnectionGate, openFilesLimit } from "./connection-gate.ts";
import { endWithin } from "../end-within.ts";
import type { RequestRecorder } from "./request-recorder.ts";

/** A client sends its headers at once; who takes longer holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often connections are held against that time; Node's own 30 s would make it up to 40. */
const HEADERS_LOOK_EVERY_MS = 2_000;
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

/** Serves an app and the byte routes on one port. **Errors** `unavailable` when the port is taken */
export async function listen(
  parts: ApiParts,
  recorder: RequestRecorder,
  address: { host: string; port: number },
): Promise<Listener> {
  const senders = new SlowSenders(parts.ports.clock);
  const bytes = new ByteRoutes(parts, senders);
  const app = createApp(parts);
  const server = createServer({
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: HEADERS_LOOK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    highWaterMark: UNREAD_BODY_BYTES,
  });
  const gate = new ConnectionGate(server, openFilesLimit());
  server.on("request", (request, response) => {
    const path = pathOf(request);
    const requestId = recorder.begin(path, request, response);
    if (!server.listening) response.shouldKeepAlive = false;
    response.once("prefinish", () => request.socket.setTimeout(UNREAD_ANSWER_MS));
    const answered = gate.isSurplus(request.socket)
      ? Promise.reject(tooManyConnections(gate))
      : bytes.answer(path, request, response);
    const answerApp = (): Promise<void> => {
      const sender = senders.watch(request, () => false);
      response.once("close", () => sender.end());
      // The app reads what comes at once, so all the time until it is there is its sender's.
      sender.asks();
      return getRequestListener((webRequest) => app.fetch(webRequest, { requestId, incoming: request }))(
        request,
        response,
      );
    };
    answered.then(
      (isAnswered) => (isAnswered ? undefined : answerApp()),
      (error: unknown) => answerError(parts, requestId, error, request, response),
    );
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
    `Cannot take the request: ${limit} connections are open, expected fewer; send it again`,
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

/** Errors of byte routes: text for people on an open answer; an answer that has begun is broken off. */
function answerError(
  parts: ApiParts,
  requestId: string,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const known = publicError(error, requestId, parts.state.outageRetrySeconds);
  if (known.status >= 500) parts.log.fault(error, requestId);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: { code: known.code, message: known.message } });
  const isLong = Number(request.headers["content-length"] ?? 0) > MAX_DRAINED_BYTES;
  // What was read in part cannot be skipped any more, so the next request would begin in the middle of it.
  const isReadInPart = request.readableDidRead && !request.complete;
  const isClosed = isLong || isReadInPart || isStemmaError(error, "too_many_requests");
  for (const [name, value] of Object.entries(known.headers)) response.setHeader(name, value);
  if (isStemmaError(error, "unauthenticated")) response.setHeader("WWW-Authenticate", 'Basic realm="Stemma"');
  response.writeHead(known.status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    ...(isClosed ? { Connection: "close" } : {}),
  });
  response.end(body);
  // The rest of a short body is taken in, so that the sender gets to read the answer.
  request.resume();
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
