import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApp, requestIdOf } from "../api/app.ts";
import { ByteRoutes } from "../api/bytes/byte-routes.ts";
import { publicError } from "../api/error-table.ts";
import type { ApiParts } from "../api/request-context.ts";
import { isStemmaError, MAX_DRAINED_BYTES, StemmaError } from "../model/index.ts";

/** A client sends its headers at once; who takes longer holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
/** The client keeps connections between its posts of 15 to 60 s. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/**
 * Bytes of a body that nobody reads yet which may lie here. A socket brings 64 KiB at a time; with Node's own mark, as
 * large, a body that waits for its turn would hold two of these.
 */
const UNREAD_BODY_BYTES = 16 * 1024;

/** The listening side of a server. */
export interface Listener {
  readonly port: number;
  /** Takes no new request, lets the running ones end for a while, then breaks them off. */
  close(graceMs: number): Promise<void>;
}

/** Serves an app and the byte routes on one port. **Errors** `unavailable` when the port is taken */
export async function listen(parts: ApiParts, address: { host: string; port: number }): Promise<Listener> {
  const bytes = new ByteRoutes(parts);
  const answerApp = getRequestListener(createApp(parts).fetch);
  const server = createServer(
    {
      requestTimeout: 0,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      highWaterMark: UNREAD_BODY_BYTES,
    },
    (request, response) => {
      bytes.answer(pathOf(request), request, response).then(
        (isAnswered) => (isAnswered ? undefined : answerApp(request, response)),
        (error: unknown) => answerError(parts, error, request, response),
      );
    },
  );
  await bind(server, address);
  return { port: (server.address() as AddressInfo).port, close: (graceMs) => close(server, graceMs) };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0]!;
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
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
function answerError(parts: ApiParts, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  const requestId = requestIdOf(parts);
  const known = publicError(error, requestId);
  if (known.status >= 500) parts.log.fault(error, requestId);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: { code: known.code, message: known.message } });
  const isBusy = isStemmaError(error, "too_many_requests");
  const isLong = isBusy || Number(request.headers["content-length"] ?? 0) > MAX_DRAINED_BYTES;
  for (const [name, value] of Object.entries(known.headers)) response.setHeader(name, value);
  if (isStemmaError(error, "unauthenticated")) response.setHeader("WWW-Authenticate", 'Basic realm="Stemma"');
  response.writeHead(known.status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    ...(isLong ? { Connection: "close" } : {}),
  });
  response.end(body);
  // The rest of a short body is taken in, so that the sender gets to read the answer.
  request.resume();
}

async function close(server: Server, graceMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await ended;
  clearTimeout(timer);
}
