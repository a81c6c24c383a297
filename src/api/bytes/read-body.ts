import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isStemmaError, StemmaError } from "../../model/index.ts";
import type { WatchedUpload } from "./minimum-rate-guard.ts";

/**
 * The body of a request as it arrives. A sender that stalls or trickles is cut off; time in which we do not read does
 * not count against it. `requireWritable` is asked before each part, so that a disk that fills meanwhile ends the body.
 *
 * @throws `size_mismatch` when the sender goes away before the end, or is cut off; those of `requireWritable`
 */
export async function* readBody(
  request: IncomingMessage,
  watch: () => WatchedUpload,
  requireWritable: () => void,
): AsyncIterable<Uint8Array> {
  // Only now: a body that waits for its place is not asked for.
  const sender = watch();
  const parts = request[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      requireWritable();
      sender.asks();
      const { done, value } = await parts.next();
      sender.rests();
      if (done === true) return;
      yield value;
    }
  } catch (cause) {
    if (isStemmaError(cause)) throw cause;
    request.destroy();
    throw new StemmaError(
      "size_mismatch",
      "Cannot store the body: the connection closed before the whole body arrived",
      {
        cause,
      },
    );
  } finally {
    sender.end();
  }
}

/**
 * Passes a body on and fails at its end when it has another MD5. An empty expectation is met by all.
 *
 * @throws `digest_mismatch`
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
