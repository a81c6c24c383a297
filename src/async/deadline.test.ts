import { expect, test } from "vitest";
import { deadline } from "./deadline.ts";

const never = new Promise<string>(() => {});

test("returns the result of work that ends before the deadline", async () => {
  expect(await deadline(Promise.resolve("done"), 60_000, () => "late")).toBe("done");
  expect(await deadline(Promise.resolve("done"), new AbortController().signal, () => "late")).toBe("done");
});

test("throws the error of work that fails before the deadline", async () => {
  await expect(deadline(Promise.reject(new Error("failed")), 60_000, () => "late")).rejects.toThrow("failed");
});

test("returns the result of onExpiry after the time or the signal", async () => {
  expect(await deadline(never, 1, () => "late")).toBe("late");
  expect(await deadline(never, AbortSignal.abort(), () => "late")).toBe("late");
  const controller = new AbortController();
  const waiting = deadline(never, controller.signal, () => "late");
  controller.abort();
  expect(await waiting).toBe("late");
});

test("throws the error of onExpiry, and ignores later errors of the work", async () => {
  const work = Promise.withResolvers<string>();
  const waiting = deadline(work.promise, AbortSignal.abort(), () => {
    throw new Error("too late");
  });
  await expect(waiting).rejects.toThrow("too late");
  work.reject(new Error("nobody waits"));
});
