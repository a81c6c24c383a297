import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../core/ports/ports.ts";
import { BODY_RATE_WINDOW_SECONDS, isStemmaError, MIN_BODY_BYTES_A_SECOND, StemmaError } from "../../model/index.ts";

/** A sender that brings no byte for this long while we read is cut off, so that it cannot hold a place for ever. */
const IDLE_MS = 60_000;

/**
 * The body of a request as it arrives. A sender that stalls or trickles is cut off; time in which we do not read does
 * not count against it. `requireWritable` is asked before each part, so that a disk that fills meanwhile ends the body.
 *
 * **Errors** `size_mismatch` when the sender goes away before the end; those of `requireWritable`
 */
export async function* readBody(
  request: IncomingMessage,
  clock: Clock,
  requireWritable: () => void,
): AsyncIterable<Uint8Array> {
  const rate = { waitedMs: 0, bytes: 0 };
  const parts = request[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  request.setTimeout(IDLE_MS, () => request.destroy());
  try {
    for (;;) {
      requireWritable();
      const askedAtMs = clock.nowMs();
      const { done, value } = await parts.next();
      if (done === true) return;
      rate.waitedMs += clock.nowMs() - askedAtMs;
      rate.bytes += value.byteLength;
      if (rate.waitedMs >= BODY_RATE_WINDOW_SECONDS * 1000) {
        if (rate.bytes < BODY_RATE_WINDOW_SECONDS * MIN_BODY_BYTES_A_SECOND)
          throw new Error("the body comes too slowly");
        rate.waitedMs = 0;
        rate.bytes = 0;
      }
      yield value;
    }
  } catch (cause) {
    if (isStemmaError(cause)) throw cause;
    request.destroy();
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
