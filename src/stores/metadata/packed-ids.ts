/**
 * Encodes a set of row ids as sorted differences, which are short.
 *
 * @returns a JSON array
 */
export function packIds(ids: readonly number[]): string {
  const sorted = [...new Set(ids)].sort((left, right) => left - right);
  return JSON.stringify(sorted.map((id, index) => id - (sorted[index - 1] ?? 0)));
}

/** Decodes the result of `packIds`. */
export function unpackIds(text: string): number[] {
  let last = 0;
  return (JSON.parse(text) as number[]).map((difference) => (last += difference));
}
