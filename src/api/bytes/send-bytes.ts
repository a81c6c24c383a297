import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlobStore } from "../../core/ports/blob-store.ts";
import type { BlobHash } from "../../model/index.ts";
import { readRange } from "./byte-range.ts";

/** What a browser must not do with stored bytes: guess their type, run them, show them as a page of ours. */
const GUARD_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "Content-Disposition": "attachment",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "private, max-age=3600, immutable",
} as const;

/**
 * Sends stored bytes, whole or a range. A damaged byte ends the connection before it: the length stays unmet, so that a
 * client that verifies nothing still sees the failure.
 *
 * **Errors** `not_found` before anything was sent
 */
export async function sendBlob(
  blobs: BlobStore,
  hash: BlobHash,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const etag = `"${hash}"`;
  const whole = await blobs.open(hash);
  const asked = readRange(
    isStale(request.headers["if-range"], etag) ? undefined : request.headers.range,
    whole.sizeBytes,
  );
  if (asked.kind === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${whole.sizeBytes}`, "Content-Length": 0 }).end();
    return;
  }
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, { ETag: etag }).end();
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
    ...GUARD_HEADERS,
  };
  const { bytes } = asked.kind === "part" ? await blobs.open(hash, asked.range) : whole;
  await sendParts(response, headers, request.method === "HEAD" ? [] : bytes);
}

/** Sends parts as they come, as fast as the reader takes them. An error before the first part can still be answered. */
export async function sendParts(
  response: ServerResponse,
  headers: Readonly<Record<string, string | number>>,
  parts: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>,
): Promise<void> {
  let isBegun = false;
  const begin = (): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    isBegun = true;
  };
  try {
    for await (const part of parts) {
      if (!isBegun) begin();
      if (!response.write(part)) await canGoOn(response);
      if (response.destroyed) return;
    }
    if (!isBegun) begin();
    response.end();
  } catch (error) {
    if (response.headersSent) response.destroy();
    throw error;
  }
}

function isStale(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange !== undefined && ifRange !== etag;
}

/** Waits until the reader took what was written, or went away. */
function canGoOn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
