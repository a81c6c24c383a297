import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlobStore, ByteRange, OpenedBlob } from "../../core/ports/blob-store.ts";
import type { BlobHash } from "../../model/index.ts";
import { readRange } from "./byte-range.ts";
import { type DownloadLimiter, takenOrIdle } from "./download-limiter.ts";

/** What a browser must not do with stored bytes: guess their type, run them, show them as a page of ours. */
const GUARD_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "Content-Disposition": "attachment",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

/**
 * How long a browser may keep an answer: what is addressed by its content cannot change, what is addressed by a name is
 * asked for again each time.
 */
const CACHE_CONTROL = {
  "by-content": "private, max-age=3600, immutable",
  "by-name": "private, no-cache",
} as const;

/** What one reader is sent while others wait, before it is their turn. */
const SLICE_BYTES = 16 * 1024 * 1024;

/**
 * Sends stored bytes, whole or a range. A damaged byte ends the connection before it: the length stays unmet, so that a
 * client that verifies nothing still sees the failure.
 *
 * @throws `not_found` before anything was sent
 */
export async function sendBlob(
  { blobs, limiter }: { blobs: BlobStore; limiter: DownloadLimiter },
  hash: BlobHash,
  addressed: keyof typeof CACHE_CONTROL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cacheControl = CACHE_CONTROL[addressed];
  const etag = `"${hash}"`;
  const whole = await blobs.open(hash);
  if (isKnown(request.headers["if-none-match"], etag)) {
    response.writeHead(304, { ETag: etag, "Cache-Control": cacheControl }).end();
    return;
  }
  const asked = readRange(
    isStale(request.headers["if-range"], etag) ? undefined : request.headers.range,
    whole.sizeBytes,
  );
  if (asked.kind === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${whole.sizeBytes}`, "Content-Length": 0 }).end();
    return;
  }
  const { start, end } = asked.kind === "part" ? asked.range : { start: 0, end: whole.sizeBytes };
  response.statusCode = asked.kind === "part" ? 206 : 200;
  if (asked.kind === "part") response.setHeader("Content-Range", `bytes ${start}-${end - 1}/${whole.sizeBytes}`);
  const headers = {
    "Content-Type": "application/octet-stream",
    "Content-Length": end - start,
    "Accept-Ranges": "bytes",
    ETag: etag,
    "Cache-Control": cacheControl,
    ...GUARD_HEADERS,
  };
  if (request.method === "HEAD") return sendParts(response, headers, []);
  await sendInTurns(limiter, { start, end }, response, headers, async (from) =>
    from === 0 && end === whole.sizeBytes ? whole : blobs.open(hash, { start: from, end }),
  );
}

/** Sends a range of stored bytes, turn by turn; `open` gives them from a place on (in bytes). */
async function sendInTurns(
  limiter: DownloadLimiter,
  { start, end }: ByteRange,
  response: ServerResponse,
  headers: Readonly<Record<string, string | number>>,
  open: (from: number) => Promise<OpenedBlob>,
): Promise<void> {
  let position = start;
  try {
    while (position < end && !response.destroyed) {
      await limiter.take();
      try {
        position = await sendTurn(limiter, position, await open(position), response, headers);
      } finally {
        limiter.give();
      }
      await limiter.untilTaken(response);
    }
    if (start === end) setHeaders(response, headers);
    response.end();
  } catch (error) {
    if (response.headersSent) response.destroy();
    throw error;
  }
}

/** Sends until the end, until the reader stalls, or until others had to wait for long; gives how far it came. */
async function sendTurn(
  limiter: DownloadLimiter,
  from: number,
  { bytes }: OpenedBlob,
  response: ServerResponse,
  headers: Readonly<Record<string, string | number>>,
): Promise<number> {
  let position = from;
  for await (const part of bytes) {
    if (!response.headersSent) setHeaders(response, headers);
    position += part.byteLength;
    if (!response.write(part) && !(await limiter.isTakenSoon(response))) break;
    if (response.destroyed || (limiter.isWanted && position - from >= SLICE_BYTES)) break;
  }
  return position;
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Sends parts as they come, as fast as the reader takes them. An error before the first part can still be answered. */
export async function sendParts(
  response: ServerResponse,
  headers: Readonly<Record<string, string | number>>,
  parts: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>,
): Promise<void> {
  let isBegun = false;
  const begin = (): void => {
    setHeaders(response, headers);
    isBegun = true;
  };
  try {
    for await (const part of parts) {
      if (!isBegun) begin();
      if (!response.write(part)) await takenOrIdle(response);
      if (response.destroyed) return;
    }
    if (!isBegun) begin();
    response.end();
  } catch (error) {
    if (response.headersSent) response.destroy();
    throw error;
  }
}

/**
 * Whether a list of entity tags, compared weakly as for reads, names this one.
 *
 * @see RFC 9110, 13.1.2
 */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}

function isStale(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange !== undefined && ifRange !== etag;
}
