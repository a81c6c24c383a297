import type { SeededRandom } from "../support/seeded-random.ts";
import { bodyOf, largeBodies, smallBodies } from "./bodies.ts";
import type { Model, PlannedEntry } from "./model.ts";

const PATHS = ["a", "b", "c/d", "c/e", "c-d", "z"];
/** Enough for several segments. */
const MANY_REFERENCES = 300;

/** Chooses the content to log: new, or similar or equal to stored content. */
export function choosePlan(model: Model, random: SeededRandom): readonly PlannedEntry[] {
  const known = [...model.artifacts.values()];
  const kind = random.below(10);
  if (known.length > 0 && kind < 2) return random.pick(known).plan;
  if (known.length > 0 && kind < 5) {
    const { plan } = random.pick(known);
    const path = random.pick(PATHS);
    return [...plan.filter((entry) => entry.path !== path), chooseEntry(path, random)];
  }
  const paths = PATHS.filter(() => random.below(3) === 0);
  const entries = paths.map((path) => chooseEntry(path, random));
  return random.below(40) === 0 ? [...entries, ...manyReferences(random)] : entries;
}

/** Chooses one of a few references. */
export function chooseReferences(random: SeededRandom): readonly PlannedEntry[] {
  return [reference("a", random.below(3))];
}

function chooseEntry(path: string, random: SeededRandom): PlannedEntry {
  if (random.below(8) === 0) return reference(path, random.below(3));
  const { bytes, digest, hash } = random.below(7) === 0 ? random.pick(largeBodies) : random.pick(smallBodies);
  return { path, digest, sizeBytes: bytes.byteLength, hash };
}

function reference(path: string, number: number): PlannedEntry {
  return {
    path,
    digest: `etag-${number}`,
    sizeBytes: number === 0 ? undefined : number,
    ref: `s3://bucket/${path}`,
  };
}

function manyReferences(random: SeededRandom): PlannedEntry[] {
  const changed = random.below(MANY_REFERENCES);
  return Array.from({ length: MANY_REFERENCES }, (_, index) => reference(`refs/${index}`, index === changed ? 1 : 2));
}

/** Splits a file into parts and returns their hashes. */
export function choosePartHashes(bytes: Uint8Array, random: SeededRandom): string[] {
  const third = Math.floor(bytes.byteLength / 3);
  const cuts = random.pick([[third], [third, 2 * third], [2 * third]]);
  const bounds = [0, ...cuts, bytes.byteLength];
  return bounds.slice(1).map((end, index) => bodyOf(bytes.subarray(bounds[index], end)).hash);
}
