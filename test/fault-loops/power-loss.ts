import type { SeededRandom } from "../support/seeded-random.ts";

/** Of all that a power cut may take or bring back, everything is taken and brought back. */
export const everythingLost = alwaysFrom(() => 0);

/** Half of what was appended and not synced is there, and what was deleted stays so. */
export const halfLost = alwaysFrom((end) => Math.floor(end / 2));

function alwaysFrom(below: (end: number) => number): SeededRandom {
  return {
    fraction: () => 0,
    below,
    pick: (items) => items[below(items.length)]!,
    bytes: (count) => Buffer.alloc(count),
  };
}
