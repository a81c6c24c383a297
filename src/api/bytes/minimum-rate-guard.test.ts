import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BODY_RATE_WINDOW_SECONDS, CROWDED_RATE_WINDOW_SECONDS, MIN_BODY_BYTES_PER_SECOND } from "../../model/index.ts";
import { MinimumRateGuard } from "./minimum-rate-guard.ts";

/** A request whose sender sends so many bytes in each second. */
class Upload {
  readonly socket = { bytesRead: 0 };
  complete = false;
  isDestroyed = false;
  readonly #timer: NodeJS.Timeout;

  constructor(bytesASecond: number) {
    this.#timer = setInterval(() => (this.socket.bytesRead += bytesASecond), 1000);
  }

  destroy(): void {
    this.isDestroyed = true;
    clearInterval(this.#timer);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(upload: Upload, isCrowded = false) {
  const guard = new MinimumRateGuard({ nowMs: () => Date.now() });
  return guard.watch(upload as unknown as IncomingMessage, () => isCrowded);
}

async function pass(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

test.each([
  ["a sender that sends nothing", 0],
  ["a sender that sends a byte a second", 1],
])("ends %s after the window", async (_, bytesASecond) => {
  const upload = new Upload(bytesASecond);
  watch(upload).asks();
  await pass(BODY_RATE_WINDOW_SECONDS - 1);
  expect(upload.isDestroyed).toBe(false);
  await pass(2);
  expect(upload.isDestroyed).toBe(true);
});

test("ends a slow sender sooner while others wait for its place", async () => {
  const upload = new Upload(1);
  watch(upload, true).asks();
  await pass(CROWDED_RATE_WINDOW_SECONDS + 1);
  expect(upload.isDestroyed).toBe(true);
});

test("keeps a sender at the minimum rate", async () => {
  const upload = new Upload(MIN_BODY_BYTES_PER_SECOND + 1);
  watch(upload, true).asks();
  await pass(10 * BODY_RATE_WINDOW_SECONDS);
  expect(upload.isDestroyed).toBe(false);
});

test("does not count the time in which the server is busy, nor a complete request", async () => {
  const busy = new Upload(0);
  const watched = watch(busy);
  watched.asks();
  await pass(BODY_RATE_WINDOW_SECONDS / 2);
  watched.rests();
  await pass(10 * BODY_RATE_WINDOW_SECONDS);
  expect(busy.isDestroyed).toBe(false);

  const complete = new Upload(0);
  watch(complete).asks();
  complete.complete = true;
  await pass(10 * BODY_RATE_WINDOW_SECONDS);
  expect(complete.isDestroyed).toBe(false);
});

test("stops watching an ended upload", async () => {
  const upload = new Upload(0);
  const watched = watch(upload);
  watched.asks();
  watched.end();
  await pass(10 * BODY_RATE_WINDOW_SECONDS);
  expect(upload.isDestroyed).toBe(false);
});
