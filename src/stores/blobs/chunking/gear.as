// AssemblyScript, compiled by scripts/build-gear.mjs into gear-wasm.ts; TypeScript and its linters do not read it.
//
// The gear hash of FastCDC (Xia and others, USENIX ATC 2016; two bytes a round as in their paper of 2020):
// with each byte the hash is doubled and that byte's number is added, so it depends on the last 64 bytes only.
// A cut is where its top bits are zero. Sizes and the number of zero bits are the caller's.
//
// The numbers of the 256 bytes are the first 256 outputs of SplitMix64 from the seed "stemma" read as ASCII,
// big endian (0x7374656d6d61). They fill the first 2,048 bytes of the memory; what lies behind is the caller's.

const TABLE_BYTES: u32 = 256 * 8;
const SEED: u64 = 0x7374656d6d61;

let hash: u64 = 0;

function fillTable(): void {
  let state = SEED;
  for (let at: u32 = 0; at < TABLE_BYTES; at += 8) {
    state += 0x9e3779b97f4a7c15;
    let mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    store<u64>(at, mixed ^ (mixed >> 31));
  }
}

fillTable();

// @ts-ignore: a decorator of AssemblyScript
@inline
function gearOf(byte: u8): u64 {
  return load<u64>((<u32>byte) << 3);
}

/** Forgets the bytes seen: a new chunk begins. */
export function restart(): void {
  hash = 0;
}

/**
 * Reads the bytes from `from` to `end`; gives the offset behind the first one at which the hash begins with `zeroBits`
 * zero bits, else 0.
 */
export function findCut(from: u32, end: u32, zeroBits: u32): u32 {
  const limit: u64 = (<u64>1) << (64 - zeroBits);
  let h = hash;
  let at = from;
  for (; at + 2 <= end; at += 2) {
    // Both loads stand before the first comparison, and only `h` goes from round to round.
    const first = gearOf(load<u8>(at));
    const second = gearOf(load<u8>(at, 1));
    if ((h << 1) + first < limit) return at + 1;
    h = (h << 2) + ((first << 1) + second);
    if (h < limit) return at + 2;
  }
  for (; at < end; at++) {
    h = (h << 1) + gearOf(load<u8>(at));
    if (h < limit) return at + 1;
  }
  hash = h;
  return 0;
}
