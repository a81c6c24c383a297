import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { RequestLog } from "../../api/api-parts.ts";
import { NO_ROUTE } from "../../api/match-route.ts";
import type { TokenGenerator } from "../../core/ports/ports.ts";
import { isStemmaError } from "../../model/index.ts";
import { describeError, type Log } from "../log.ts";
import { AnonymousLogLimiter } from "./anonymous-log-limiter.ts";

/** A completed request. Contains no secrets: no URL, header or body. */
export interface RequestInfo {
  readonly requestId: string;
  readonly method: string;
  /** The label of the route. */
  readonly route: string;
  /** 0 if no response was started. */
  readonly status: number;
  readonly seconds: number;
  /** Including headers (in bytes). */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Whether the connection ended before the response. */
  readonly isAborted: boolean;
}

interface PendingRequest {
  readonly errors: unknown[];
  notes: Readonly<Record<string, unknown>>;
  isNoticed: boolean;
}

/** Characters of a request id: enough to find one in a log. */
const REQUEST_ID_CHARACTERS = 12;
const FIRST_FAILED = 400;

/** The client asks here whether its telemetry is wanted; 404 says no. */
const TELEMETRY = "/sdk/otel/";
const UNAUTHENTICATED = 401;
const FORBIDDEN = 403;
const MISDIRECTED = 421;

/** Returns whether a request had no key, or no useful one. */
function isAnonymous({ status, route }: RequestInfo, { headers }: IncomingMessage): boolean {
  if (status === UNAUTHENTICATED || status === MISDIRECTED || route === NO_ROUTE) return true;
  if (route.endsWith(" /storage/*")) return status === FORBIDDEN;
  return headers.authorization === undefined;
}

/** Assigns each request an id, returns it in a header, and logs the completed request once, with its errors. */
export class RequestRecorder implements RequestLog {
  readonly #log: Log;
  readonly #tokens: TokenGenerator;
  readonly #onEnd: (info: RequestInfo) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #pending = new Map<string, PendingRequest>();
  readonly #anonymousLines: AnonymousLogLimiter;
  readonly #counted = new WeakMap<Socket, { in: number; out: number }>();

  constructor(parts: {
    readonly log: Log;
    readonly tokens: TokenGenerator;
    readonly onEnd: (info: RequestInfo) => void;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#log = parts.log;
    this.#tokens = parts.tokens;
    this.#onEnd = parts.onEnd;
    this.#anonymousLines = new AnonymousLogLimiter(parts.log);
    this.#onFault = parts.onFault;
  }

  /**
   * Starts to record a request.
   *
   * @param path without its query
   * @param route the label of its route
   * @returns the id of the request
   */
  begin(path: string, route: string, request: IncomingMessage, response: ServerResponse): string {
    const requestId = this.#tokens.token(REQUEST_ID_CHARACTERS);
    const pending: PendingRequest = { errors: [], notes: {}, isNoticed: false };
    const startedAtMs = performance.now();
    this.#pending.set(requestId, pending);
    response.setHeader("X-Request-Id", requestId);
    response.once("close", () => {
      this.#pending.delete(requestId);
      const { method = "" } = request;
      const info: RequestInfo = {
        requestId,
        method,
        route,
        status: response.headersSent ? response.statusCode : 0,
        seconds: (performance.now() - startedAtMs) / 1000,
        ...this.#bytesOf(request.socket),
        isAborted: !response.writableFinished,
      };
      this.#onEnd(info);
      // Not logged: the client asks for telemetry once, and again for each process.
      if (path.startsWith(TELEMETRY)) return;
      this.#write(info, pending, isAnonymous(info, request));
    });
    return requestId;
  }

  fault(error: unknown, requestId: string): void {
    this.#onFault(error);
    const pending = this.#pending.get(requestId);
    // The request was already logged.
    if (pending === undefined) this.#log("error", "fault", { requestId, error: describeError(error) });
    else pending.errors.push(error);
  }

  note(fields: Readonly<Record<string, unknown>>, requestId: string): void {
    const pending = this.#pending.get(requestId);
    if (pending !== undefined) pending.notes = { ...pending.notes, ...fields };
  }

  notice(fields: Readonly<Record<string, unknown>>, requestId: string): void {
    this.note(fields, requestId);
    const pending = this.#pending.get(requestId);
    if (pending !== undefined) pending.isNoticed = true;
  }

  #write(
    { seconds, isAborted, ...info }: RequestInfo,
    { errors, notes, isNoticed }: PendingRequest,
    isFromAnonymous: boolean,
  ): void {
    const milliseconds = Math.round(seconds * 1000);
    const [error, ...more] = errors.map(describeError);
    const isGrave = errors.some((error) => !isStemmaError(error, "unavailable", "storage_full"));
    const isFailed = info.status >= FIRST_FAILED || isAborted;
    const isLeftOut = isFailed && isFromAnonymous && errors.length === 0 && !this.#anonymousLines.shouldLog();
    this.#log(isGrave ? "error" : isFailed && !isLeftOut ? "warn" : isNoticed ? "info" : "debug", "request", {
      ...info,
      milliseconds,
      ...notes,
      ...(isAborted ? { isAborted } : {}),
      ...(error === undefined ? {} : { error }),
      ...(more.length === 0 ? {} : { moreErrors: more }),
    });
  }

  /** Returns the bytes transferred on the connection since its last request. */
  #bytesOf(socket: Socket): Pick<RequestInfo, "bytesIn" | "bytesOut"> {
    const before = this.#counted.get(socket) ?? { in: 0, out: 0 };
    const now = { in: socket.bytesRead, out: socket.bytesWritten };
    this.#counted.set(socket, now);
    return { bytesIn: now.in - before.in, bytesOut: now.out - before.out };
  }
}
