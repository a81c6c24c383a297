import { checkInvariants } from "../support/check-invariants.ts";
import { seededRandom } from "../support/seeded-random.ts";
import type { SqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import type { IoSteps } from "../simulation/io-steps.ts";
import type { Place } from "../simulation/place.ts";
import { World } from "../simulation/world.ts";
import { checkEnd, checkRest, type FaultFreeRun, runFaultFree } from "./fault-free-run.ts";
import { namedState, strangeFacts } from "./named-state.ts";
import { everythingLost } from "./power-loss.ts";
import type { Known, Scenario } from "./scenario.ts";

/** What a power cut takes of bytes that were not synced: all, or some. */
type PowerLoss = "all" | "some";

/** Where a crash comes. */
export interface CrashPoint {
  /** How many steps of I/O are done before it. */
  readonly steps: number;
  readonly loss: PowerLoss;
}

/** Runs scenarios with a crash at one step of I/O after the other. */
export class CrashLoop {
  readonly #place: Place;
  readonly #scenario: Scenario;
  readonly #plain: FaultFreeRun;

  private constructor(place: Place, scenario: Scenario, plain: FaultFreeRun) {
    this.#place = place;
    this.#scenario = scenario;
    this.#plain = plain;
  }

  static async begin(place: Place, scenario: Scenario): Promise<CrashLoop> {
    return new CrashLoop(place, scenario, await runFaultFree(place, scenario));
  }

  /**
   * Runs the script with a crash, starts again, and goes on as a client does; `isOver` when the script ended before the
   * crash came. What was answered is there, what was under way is there whole or not at all, and the end is the one of
   * a run without faults.
   */
  async crashAt({ steps, loss }: CrashPoint): Promise<{ readonly isOver: boolean; readonly failures: string[] }> {
    const { script, name } = this.#scenario;
    const where = `${name}: a crash after ${steps} steps, ${loss} unsynced bytes lost`;
    const world = await World.open(this.#place, seededRandom(0), { session: everyStatement });
    const known: Known = {};
    const failures: string[] = [];
    try {
      await this.#scenario.prepare(world, known);
      let done = 0;
      const work = async (): Promise<void> => {
        for (const step of script) {
          await step.run(world, known);
          done += 1;
        }
      };
      const [ending] = await world.steps.run([work], seededRandom(0), steps);
      if (ending !== undefined && "error" in ending) throw ending.error;
      if (ending === undefined) {
        await world.losePower(loss === "all" ? everythingLost : seededRandom(steps));
        await world.start();
        const allowed = this.#plain.states.slice(done, done + 2);
        failures.push(
          ...strangeFacts(await namedState(world), allowed, { isInParts: script[done]!.isInParts === true }),
        );
        failures.push(...(await checkInvariants(world)));
        for (const step of script.slice(done)) await step.run(world, known);
      }
      failures.push(...(await checkEnd(world, this.#plain)), ...(await checkRest(world, this.#plain)));
      return { isOver: ending !== undefined, failures: failures.map((failure) => `${where}: ${failure}`) };
    } catch (error) {
      const told = String((error as Error).stack ?? error);
      return { isOver: false, failures: [...failures, told].map((failure) => `${where}: ${failure}`) };
    } finally {
      await world.end();
    }
  }
}

/** A crash may come at every statement of a transaction too. */
function everyStatement(session: SqlWriter, steps: IoSteps): SqlWriter {
  return {
    begin: () => session.begin(),
    async execute(sql, parameters) {
      await steps.pass("write");
      return session.execute(sql, parameters);
    },
    end: (how) => session.end(how),
  };
}
