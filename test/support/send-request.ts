import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

/** A request; an object is sent as a JSON body. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | object;
}

/** A response with any status. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the connection ended before the body. */
  readonly isCutOff: boolean;
}

const TIMEOUT_MS = 60_000;

/**
 * Sends one request unchanged: no redirects, decoding, retries or path normalization.
 *
 * Rejects if no response begins; an interrupted response has `isCutOff`.
 */
export function sendRequest(url: string, { method = "GET", headers = {}, body }: Sending = {}): Promise<Answer> {
  const [, origin = "", path = ""] = /^(https?:\/\/[^/]+)(.*)$/s.exec(url) ?? [];
  const bytes = bodyBytes(body);
  const isJson = typeof body === "object" && !(body instanceof Uint8Array);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = httpRequest(origin, {
    method,
    path: path === "" ? "/" : path,
    headers: {
      ...(isJson ? { "Content-Type": "application/json" } : {}),
      ...(bytes === undefined ? {} : { "Content-Length": String(bytes.byteLength) }),
      ...headers,
    },
    agent: false,
    timeout: TIMEOUT_MS,
  });
  sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
  let hasBegun = false;
  // A server may respond and close before it has read a large body: the response counts, not the broken pipe.
  sent.on("error", (error) => (hasBegun ? undefined : reject(error)));
  sent.on("response", (answer) => {
    hasBegun = true;
    const parts: Buffer[] = [];
    answer.on("data", (part: Buffer) => parts.push(part));
    // `complete` shows an interrupted body.
    answer.on("error", () => {});
    answer.on("close", () => {
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        body: Buffer.concat(parts),
        isCutOff: !answer.complete,
      });
    });
  });
  sent.end(bytes);
  return promise;
}

/** Returns the JSON of a response. */
export function jsonOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.body.toString("utf8")) as Record<string, unknown>;
}

function bodyBytes(body: Sending["body"]): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
