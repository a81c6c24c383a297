import type { SeededRandom } from "./seeded-random.ts";
import type { ServerProcess } from "./server-process.ts";
import { WireClient } from "./wire-client.ts";
import { publishVersion } from "./wire-draft.ts";

const KIB = 1024;
/** Enough entries for several segments. */
const TINY_FILES = 300;
const WORDS = "the quick brown fox jumps over a lazy dog while seven wizards box quietly in june".split(" ");

/**
 * Logs versions with every kind of record: small and large files, raw and compressed, one and many chunks, segments and
 * nodes. Returns the names of the versions.
 */
export async function logVariedVersions(server: ServerProcess, random: SeededRandom): Promise<string[]> {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const large = random.bytes(3000 * KIB);
  const versions = [
    Object.fromEntries(
      Array.from({ length: TINY_FILES }, (_, index) => [`tiny/${index}.txt`, random.bytes(8 + index)]),
    ),
    {
      ...named(
        "random",
        [20, 60, 150, 256].map((kib) => random.bytes(kib * KIB + random.below(KIB))),
      ),
      ...named(
        "text",
        [17, 40, 90, 200, 256].map((kib) => prose(random, kib * KIB)),
      ),
      empty: Buffer.alloc(0),
      "zeros.bin": Buffer.alloc(100 * KIB),
    },
    {
      ...named(
        "large",
        [700, 1500].map((kib) => random.bytes(kib * KIB)),
      ),
      "shared.bin": large,
      "sharing.bin": Buffer.concat([random.bytes(100 * KIB), large, prose(random, 100 * KIB)]),
      ...named(
        "book",
        [600, 2500].map((kib) => prose(random, kib * KIB)),
      ),
      "mixed.bin": Buffer.concat([random.bytes(500 * KIB), prose(random, 500 * KIB), random.bytes(500 * KIB)]),
    },
  ];
  for (const files of versions) await publishVersion(wire, { project: "varied", collection: "data" }, files);
  return versions.map((_, index) => `data:v${index}`);
}

function named(name: string, bodies: readonly Buffer[]): Record<string, Buffer> {
  return Object.fromEntries(bodies.map((body, index) => [`${name}-${index}.bin`, body]));
}

function prose(random: SeededRandom, sizeBytes: number): Buffer {
  let text = "";
  while (text.length < sizeBytes) text += `${random.pick(WORDS)} ${random.below(100)} `;
  return Buffer.from(text.slice(0, sizeBytes));
}
