import { checkInvariants } from "../support/check-invariants.ts";
import { seededRandom } from "../support/seeded-random.ts";
import type { Place } from "../simulation/place.ts";
import { World } from "../simulation/world.ts";
import { bringToRest, type Resting } from "./at-rest.ts";
import { type NamedState, namedState, strangeFacts } from "./named-state.ts";
import type { Known, Scenario } from "./scenario.ts";

/** The result of a scenario without faults. */
export interface FaultFreeRun {
  /** The states before the script and after each of its steps. */
  readonly states: readonly NamedState[];
  /** The content at the end, once the store is idle. */
  readonly resting: Resting;
  readonly restingState: NamedState;
}

/**
 * Runs a scenario without a fault.
 *
 * @throws if that violates an invariant
 */
export async function runFaultFree(place: Place, { prepare, script, name }: Scenario): Promise<FaultFreeRun> {
  const world = await World.open(place, seededRandom(0));
  const known: Known = {};
  await prepare(world, known);
  const states = [await namedState(world)];
  for (const step of script) {
    await step.run(world, known);
    states.push(await namedState(world));
  }
  const { left, faults } = await bringToRest(world);
  const plain = { states, resting: left, restingState: await namedState(world) };
  const broken = [...faults, ...(await checkInvariants(world))];
  await world.end();
  if (broken.length > 0) throw new Error(`${name}, without a fault: ${broken.join("\n")}`);
  return plain;
}

/** Compares the end of a script with that of a run without faults. */
export async function checkEnd(world: World, plain: FaultFreeRun): Promise<string[]> {
  const strange = strangeFacts(await namedState(world), plain.states.slice(-1), { isInParts: false });
  return [...strange, ...(await checkInvariants(world))];
}

/** Compares the content of the idle store: nothing of a fault may remain. */
export async function checkRest(world: World, plain: FaultFreeRun): Promise<string[]> {
  const { left, faults } = await bringToRest(world);
  const failures = [...faults, ...(await checkInvariants(world))];
  failures.push(...strangeFacts(await namedState(world), [plain.restingState], { isInParts: false }));
  const expected = new Set(plain.resting);
  const found = new Set(left);
  for (const line of found) if (!expected.has(line)) failures.push(`At rest there is the ${line}, expected none`);
  for (const line of expected) if (!found.has(line)) failures.push(`At rest there is no ${line}, expected one`);
  return failures;
}
