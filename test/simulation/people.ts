import type { SeededRandom } from "../support/seeded-random.ts";
import { Refused } from "./command.ts";
import { entityOf, type Person, type ProjectKey } from "./place.ts";

/** Of so many calls one is made by somebody who may not. */
const WRONG_PERSON_ONE_IN = 16;

/** Who works in a project. */
export function workerOf(project: ProjectKey): Person {
  return entityOf[project] === "team" ? "writer" : "stranger";
}

/** Who calls: nearly always who works there. */
export function somebodyFor(project: ProjectKey, random: SeededRandom): Person {
  if (random.below(WRONG_PERSON_ONE_IN) > 0) return workerOf(project);
  return random.pick(["writer", "viewer", "stranger"] as const);
}

/** The model's rule of who may write where: what one may not see is not there. */
export function requireWrite(person: Person, project: ProjectKey): void {
  requireSight(person, project);
  if (workerOf(project) !== person) throw new Refused("forbidden");
}

/** The same for reading. */
export function requireSight(person: Person, project: ProjectKey): void {
  const canSee = entityOf[project] === "team" ? person !== "stranger" : person === "stranger";
  if (!canSee) throw new Refused("not_found");
}
