import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { checkJsonShape, MAX_JSON_VALUES, StemmaError } from "../../model/index.ts";
import type { EventLoop } from "../../core/ports/ports.ts";
import type { BodyShare, JsonBodies } from "./json-bodies.ts";

/** Which body is read, and within what (in `maxBytes` after decompression). */
export interface JsonRequest {
  readonly request: IncomingMessage;
  readonly maxBytes: number;
  readonly bodies: JsonBodies;
  readonly eventLoop: EventLoop;
}

/** To parse more than this takes some milliseconds: others go first then. */
const LARGE_BODY_BYTES = 512 * 1024;

/**
 * Reads the JSON body of a request, also when it is sent with gzip, and holds its share of the memory until `work` is done
 * with it. From Node's own stream: to read it through a web request costs a tenth of all that a small request costs.
 *
 * @throws `too_large`, `invalid_input`, `too_many_requests`
 */
export async function withJson<Result>(
  { request, maxBytes, bodies, eventLoop }: JsonRequest,
  work: (body: unknown) => Promise<Result>,
): Promise<Result> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const share = bodies.open(declared);
  try {
    return await work(await read({ request, maxBytes, eventLoop }, share));
  } finally {
    share.release();
  }
}

/**
 * The same where an object is expected.
 *
 * @throws `too_large`, `invalid_input`, `too_many_requests`
 */
export function withJsonObject<Result>(
  asked: JsonRequest,
  work: (body: Record<string, unknown>) => Promise<Result>,
): Promise<Result> {
  return withJson(asked, (body) => {
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw new StemmaError("invalid_input", "Cannot read the body: expected a JSON object");
    return work(body as Record<string, unknown>);
  });
}

async function read({ request, maxBytes, eventLoop }: Omit<JsonRequest, "bodies">, share: BodyShare): Promise<unknown> {
  const bytes = await collect(request, maxBytes, share);
  const plain = request.headers["content-encoding"] === "gzip" ? unzip(bytes, maxBytes) : bytes;
  share.grow(plain.byteLength);
  const body = parse(plain);
  if (plain.byteLength > LARGE_BODY_BYTES) await eventLoop.yieldToOthers();
  return body;
}

function parse(bytes: Buffer): unknown {
  const text = bytes.toString("utf8");
  checkJsonShape(text, "the body", MAX_JSON_VALUES);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the body: it is not valid JSON", { cause });
  }
}

async function collect(request: IncomingMessage, maxBytes: number, share: BodyShare): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of received(request)) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    share.grow(length);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What is left of a body that nobody reads to its end stays on the wire: its sender shall get to read the answer. */
async function* received(request: IncomingMessage): AsyncIterable<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new StemmaError(
      "invalid_input",
      "Cannot read the body: the connection closed before the whole body arrived",
      {
        cause,
      },
    );
  }
}

function unzip(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new StemmaError("invalid_input", "Cannot read the body: it is not valid gzip", { cause });
  }
}

function tooLarge(maxBytes: number): StemmaError {
  return new StemmaError("too_large", `Cannot read the body: it is larger than ${maxBytes} bytes`);
}
