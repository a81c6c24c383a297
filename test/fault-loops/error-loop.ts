import { isStemmaError } from "../../src/model/index.ts";
import { checkInvariants } from "../support/check-invariants.ts";
import { seededRandom } from "../support/seeded-random.ts";
import type { Place } from "../simulation/place.ts";
import { checkRests } from "../simulation/check-world.ts";
import { World } from "../simulation/world.ts";
import { checkEnd, checkRest, type FaultFreeRun, runFaultFree } from "./fault-free-run.ts";
import { type NamedState, namedState, strangeFacts } from "./named-state.ts";
import type { Known, Scenario, Step } from "./scenario.ts";
import { type FaultPlan, StepFaults } from "./step-faults.ts";

/** The number of client retries while a fault lasts. */
const TRIES_DURING_A_FAULT = 2;

/** Runs scenarios with a failing I/O step, each in turn. */
export class ErrorLoop {
  /** The number of I/O steps of the script. */
  steps = 0;
  readonly #place: Place;
  readonly #scenario: Scenario;
  readonly #plain: FaultFreeRun;

  private constructor(place: Place, scenario: Scenario, plain: FaultFreeRun) {
    this.#place = place;
    this.#scenario = scenario;
    this.#plain = plain;
  }

  static async begin(place: Place, scenario: Scenario): Promise<ErrorLoop> {
    const loop = new ErrorLoop(place, scenario, await runFaultFree(place, scenario));
    await loop.failAt({ kind: "EIO", after: Number.POSITIVE_INFINITY, lasts: false });
    return loop;
  }

  /**
   * Runs the script with a fault. A failed call must have a retryable error, do nothing or everything, and succeed
   * after the fault in the same process.
   *
   * @returns `isOver` if the script ended without the fault
   */
  async failAt(plan: FaultPlan): Promise<{ readonly isOver: boolean; readonly failures: string[] }> {
    const { script, name } = this.#scenario;
    const where = `${name}: ${plan.kind} after ${plan.after} steps${plan.lasts ? " and from then on" : ""}`;
    const faults = new StepFaults();
    const world = await World.open(this.#place, seededRandom(0), faults.around);
    const known: Known = {};
    const failures: string[] = [];
    try {
      await this.#scenario.prepare(world, known);
      faults.begin(plan);
      for (const [done, step] of script.entries()) {
        const allowed = this.#plain.states.slice(done, done + 2);
        failures.push(...(await runThroughFault({ world, known, faults, plan }, step, allowed)));
      }
      const isOver = faults.fired === 0;
      if (isOver) this.steps = faults.steps;
      faults.end();
      failures.push(...(await checkEnd(world, this.#plain)));
      await world.collect();
      failures.push(...(await checkRests(world, { isClosed: false })));
      failures.push(...(await checkRest(world, this.#plain)), ...faults.forbidden);
      return { isOver, failures: failures.map((failure) => `${where}: ${failure}`) };
    } catch (error) {
      const trace = String((error as Error).stack ?? error);
      return { isOver: false, failures: [...failures, trace].map((failure) => `${where}: ${failure}`) };
    } finally {
      await world.end();
    }
  }
}

/** Runs a call and repeats it when it fails: during the fault, and once after it. */
async function runThroughFault(
  ports: { readonly world: World; readonly known: Known; readonly faults: StepFaults; readonly plan: FaultPlan },
  step: Step,
  allowed: readonly NamedState[],
): Promise<string[]> {
  const { world, known, faults, plan } = ports;
  const failures: string[] = [];
  for (let tries = 0; tries < TRIES_DURING_A_FAULT; tries++) {
    try {
      await step.run(world, known);
      return failures;
    } catch (error) {
      if (!isStemmaError(error, "unavailable", "storage_full"))
        failures.push(
          `${step.name}: it failed with ${String((error as Error).stack ?? error)}, expected what may be repeated`,
        );
      if (!plan.lasts) break;
    }
  }
  faults.end();
  const isInParts = step.isInParts === true;
  failures.push(...strangeFacts(await namedState(world), allowed, { isInParts }));
  failures.push(...(await checkInvariants(world)));
  await step.run(world, known);
  return failures;
}
