/**
 * The rest of two different texts of 128 bytes after their common first 16 bytes; the differing bits are the attack.
 */
const ONE = `
  d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f89
  55ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5b
  d8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0
  e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70`;

const DIFFERENCES: readonly (readonly [offset: number, byte: number])[] = [
  [19, 0x07],
  [45, 0xf1],
  [59, 0x72],
  [83, 0x34],
  [109, 0x28],
  [123, 0xab],
];

/**
 * Returns two different bodies with the same MD5.
 *
 * @see Wang and Yu, "How to Break MD5 and Other Hash Functions", EUROCRYPT 2005
 */
export function collidingBytes(): [Uint8Array, Uint8Array] {
  const one = Buffer.from(ONE.replace(/\s/g, ""), "hex");
  const two = Buffer.from(one);
  for (const [offset, byte] of DIFFERENCES) two[offset] = byte;
  return [one, two];
}
