/** Deterministic random numbers: the same seed returns the same numbers in the same order. */
export interface SeededRandom {
  /** From 0 to below 1. */
  fraction(): number;
  /** An integer from 0 to below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly Item[]): Item;
  bytes(count: number): Buffer;
}

/** Mulberry32: 32 bits of state suffice for a test. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => next() / 2 ** 32;
  const below = (end: number): number => Math.floor(fraction() * end);
  return {
    fraction,
    below,
    pick: (items) => items[below(items.length)]!,
    bytes(count) {
      const bytes = Buffer.alloc(count);
      for (let at = 0; at + 4 <= count; at += 4) bytes.writeUInt32LE(next(), at);
      for (let at = count - (count % 4); at < count; at++) bytes[at] = next() & 0xff;
      return bytes;
    },
  };
}

/** Returns the seed of `STEMMA_TEST_SEED`, or a new one; the caller prints it. */
export function chooseSeed(): number {
  const asked = process.env["STEMMA_TEST_SEED"];
  return asked === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
}
