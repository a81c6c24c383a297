import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { StemmaError } from "../../model/index.ts";

/** A sender that brings no byte for this long while we read is cut off, so that it cannot hold a buffer for ever. */
const IDLE_MS = 60_000;

/**
 * The body of a request as it arrives.
 *
 * **Errors** `size_mismatch` when the sender goes away before the end
 */
export async function* readBody(request: IncomingMessage): AsyncIterable<Uint8Array> {
  request.setTimeout(IDLE_MS, () => request.destroy());
  try {
    for await (const part of request) yield part as Uint8Array;
  } catch (cause) {
    throw new StemmaError("size_mismatch", "Cannot store the body: the connection ended before all of it arrived", {
      cause,
    });
  } finally {
    request.setTimeout(0);
  }
}

/**
 * Passes a body on and fails at its end when it has another MD5. An empty expectation is met by all.
 *
 * **Errors** `digest_mismatch`
 */
export async function* verifiedMd5(body: AsyncIterable<Uint8Array>, expectedBase64: string): AsyncIterable<Uint8Array> {
  const md5 = createHash("md5");
  for await (const part of body) {
    md5.update(part);
    yield part;
  }
  const actual = md5.digest("base64");
  if (expectedBase64 !== "" && actual !== expectedBase64) {
    throw new StemmaError(
      "digest_mismatch",
      `Cannot store the manifest: its bytes have the MD5 ${actual}, expected ${expectedBase64}`,
    );
  }
}
