import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { checkJsonDepth, StemmaError } from "../model/index.ts";

/**
 * Reads the JSON body of a request within a size, also when it is sent with gzip. From Node's own stream: to read it
 * through a web request costs a tenth of all that a small request costs.
 *
 * **Errors** `too_large`, `invalid_input`
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const bytes = await collect(request, maxBytes);
  const text = (request.headers["content-encoding"] === "gzip" ? unzip(bytes, maxBytes) : bytes).toString("utf8");
  checkJsonDepth(text, "the body");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the body: it is not JSON", { cause });
  }
}

/**
 * The same where an object is expected.
 *
 * **Errors** `too_large`, `invalid_input`
 */
export async function readJsonObject(request: IncomingMessage, maxBytes: number): Promise<Record<string, unknown>> {
  const value = await readJson(request, maxBytes);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new StemmaError("invalid_input", "Cannot read the body: expected a JSON object");
  return value as Record<string, unknown>;
}

async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of received(request)) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What is left of a body that nobody reads to its end stays on the wire: its sender shall get to read the answer. */
async function* received(request: IncomingMessage): AsyncIterable<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the body: the connection ended before all of it arrived", {
      cause,
    });
  }
}

function unzip(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new StemmaError("invalid_input", "Cannot read the body: it is not gzip", { cause });
  }
}

function tooLarge(maxBytes: number): StemmaError {
  return new StemmaError("too_large", `Cannot read the body: it is larger than ${maxBytes} bytes`);
}
