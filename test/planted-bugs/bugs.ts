import { bugsOfBytes } from "./bugs-of-bytes.ts";
import { bugsOfDamage } from "./bugs-of-damage.ts";
import { bugsOfRows } from "./bugs-of-rows.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** All faults that are planted; a new one is a line here and needs a suite that finds it. */
export const plantedBugs: readonly PlantedBug[] = [...bugsOfBytes, ...bugsOfDamage, ...bugsOfRows];
