import type { SeededRandom } from "../support/seeded-random.ts";
import { Refused } from "./command.ts";
import { entityOf, type Person, type ProjectKey } from "./place.ts";

/** One of so many calls is made by a person without permission. */
const WRONG_PERSON_ONE_IN = 16;

/** Returns the person who works in a project. */
export function workerOf(project: ProjectKey): Person {
  return entityOf[project] === "team" ? "writer" : "stranger";
}

/** Returns the caller: nearly always the person who works in the project. */
export function somebodyFor(project: ProjectKey, random: SeededRandom): Person {
  if (random.below(WRONG_PERSON_ONE_IN) > 0) return workerOf(project);
  return random.pick(["writer", "viewer", "stranger"] as const);
}

/** The model's write permission: a project without read access appears missing. */
export function requireWrite(person: Person, project: ProjectKey): void {
  requireSight(person, project);
  if (workerOf(project) !== person) throw new Refused("forbidden");
}

/** The model's read permission. */
export function requireSight(person: Person, project: ProjectKey): void {
  const canSee = entityOf[project] === "team" ? person !== "stranger" : person === "stranger";
  if (!canSee) throw new Refused("not_found");
}
