/**
 * Waits for work, but no longer than a deadline. The work is not aborted; its later errors are ignored.
 *
 * @param limit the time to wait in milliseconds, or a signal that ends the wait
 * @param onExpiry returns the result after the deadline, or throws
 * @throws the errors of the work before the deadline, and those of `onExpiry`
 */
export async function deadline<Result, Late>(
  work: Promise<Result>,
  limit: number | AbortSignal,
  onExpiry: () => Late,
): Promise<Result | Late> {
  const expired = Promise.withResolvers<symbol>();
  const expire = (): void => expired.resolve(EXPIRED);
  const stop = typeof limit === "number" ? startTimer(limit, expire) : listen(limit, expire);
  work.catch(() => {});
  try {
    const result = await Promise.race([work, expired.promise]);
    return result === EXPIRED ? onExpiry() : (result as Result);
  } finally {
    stop();
  }
}

const EXPIRED = Symbol("expired");

function startTimer(ms: number, expire: () => void): () => void {
  const timer = setTimeout(expire, ms);
  return () => clearTimeout(timer);
}

function listen(signal: AbortSignal, expire: () => void): () => void {
  if (signal.aborted) expire();
  signal.addEventListener("abort", expire, { once: true });
  return () => signal.removeEventListener("abort", expire);
}
