import type { Meter } from "./ports/metering.ts";
import type { Ports } from "./ports/ports.ts";

const lastOf = new WeakMap<Meter, Promise<unknown>>();

/**
 * Runs the long reads of a request one after the other, so that a request never queues more than one. Reads that are
 * still waiting when the request ends are not started.
 */
export function runLongRead<Result>({ metering }: Ports, read: () => Promise<Result>): Promise<Result> {
  const meter = metering.current();
  if (meter === undefined) return read();
  const result = (lastOf.get(meter) ?? Promise.resolve()).then(async () => {
    await meter.yieldIfDue();
    return read();
  });
  lastOf.set(
    meter,
    result.catch(() => undefined),
  );
  return result;
}
