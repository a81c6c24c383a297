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

/** The unsynced bytes lost in a power cut: all, or some. */
type PowerLoss = "all" | "some";

/** The position of a crash. */
export interface CrashPoint {
  /** The number of completed I/O steps before the crash. */
  readonly steps: number;
  readonly loss: PowerLoss;
}

/** Runs scenarios with a crash at each I/O step in turn. */
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
   * Runs the script with a crash, restarts, and continues like a client. Acknowledged calls must be present, calls in
   * progress must be complete or absent, and the end must equal that of a run without faults.
   *
   * @returns `isOver` if the script ended before the crash
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
      const trace = String((error as Error).stack ?? error);
      return { isOver: false, failures: [...failures, trace].map((failure) => `${where}: ${failure}`) };
    } finally {
      await world.end();
    }
  }
}

/** Allows a crash at every statement of a transaction. */
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
