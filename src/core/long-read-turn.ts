import type { Meter } from "./ports/metering.ts";
import type { Ports } from "./ports/ports.ts";

const lastOf = new WeakMap<Meter, Promise<unknown>>();

/**
 * Does a long read, one of a request after the other: a request that asks for many never has more than one in line. What is
 * left of it when the request ends is not begun.
 */
export function inTurn<Result>({ metering }: Ports, read: () => Promise<Result>): Promise<Result> {
  const meter = metering.current();
  if (meter === undefined) return read();
  const result = (lastOf.get(meter) ?? Promise.resolve()).then(async () => {
    await meter.yieldTurn();
    return read();
  });
  lastOf.set(
    meter,
    result.catch(() => undefined),
  );
  return result;
}
