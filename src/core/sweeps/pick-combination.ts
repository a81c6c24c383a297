import { drawArguments, gridArguments, gridSize, type JsonText, type Sweep } from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { argumentsOfPoint } from "./upsert-sweep.ts";

/** Combinations looked up in one query, and queries per request: the agent asks again in five seconds. */
const LOOKUP_ROWS = 500;
const MAX_LOOKUPS = 20;

/** Base-36 digits whose value a number represents exactly. */
const CHANCE_DIGITS = 10;

/**
 * Picks the next combination of a sweep: a free one, the next unused one of a grid, or a random one.
 *
 * @returns `none` if nothing is left, `later` if more combinations of a grid are already known than one request looks
 * up
 */
export async function pickCombination(
  ports: Ports,
  rows: Rows,
  sweep: Sweep,
): Promise<{ readonly args: JsonText } | "none" | "later"> {
  const free = await rows.sweepPoints.takeFree(sweep.id);
  if (free !== null) return { args: argumentsOfPoint(sweep, free) };
  const { search } = sweep;
  if (search.method === "random") return { args: drawArguments(search.parameters, () => chanceOf(ports)) };
  const size = gridSize(search.parameters);
  const updatedAtMs = ports.clock.nowMs();
  let next = sweep.nextPoint;
  for (let lookup = 0; lookup < MAX_LOOKUPS && next < size; lookup++) {
    const args = Array.from({ length: Math.min(lookup === 0 ? 1 : LOOKUP_ROWS, size - next) }, (_, index) =>
      gridArguments(search.parameters, next + index),
    );
    const keys = args.map((text) => ports.hashing.sha256Hex(text));
    const known = await rows.sweepPoints.known(sweep.id, keys);
    const index = keys.findIndex((key) => !known.has(key));
    if (index !== -1) {
      await rows.sweeps.update(sweep.id, { nextPoint: next + index + 1, updatedAtMs });
      return { args: args[index]! };
    }
    next += args.length;
  }
  if (next > sweep.nextPoint) await rows.sweeps.update(sweep.id, { nextPoint: next, updatedAtMs });
  return next < size ? "later" : "none";
}

/** Returns a random number from 0 (inclusive) to 1 (exclusive). */
function chanceOf({ tokens }: Ports): number {
  return Number.parseInt(tokens.token(CHANCE_DIGITS), 36) / 36 ** CHANCE_DIGITS;
}
