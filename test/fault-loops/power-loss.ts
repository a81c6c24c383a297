import type { SeededRandom } from "../support/seeded-random.ts";

/** Loses every unsynced byte and restores every deleted file. */
export const everythingLost = alwaysFrom(() => 0);

/** Keeps half of the unsynced bytes; deleted files stay deleted. */
export const halfLost = alwaysFrom((end) => Math.floor(end / 2));

function alwaysFrom(below: (end: number) => number): SeededRandom {
  return {
    fraction: () => 0,
    below,
    pick: (items) => items[below(items.length)]!,
    bytes: (count) => Buffer.alloc(count),
  };
}
