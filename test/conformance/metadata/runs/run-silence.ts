import { describe, expect, test } from "vitest";
import { RunIdleCheck } from "../../../../src/core/runs/crash-idle-runs.ts";
import type { RunState } from "../../../../src/model/index.ts";
import type { World } from "../world.ts";

const MINUTE_MS = 60_000;
const SILENCE_MS = 5 * MINUTE_MS;

/** Rules for runs that report no more; time comes from a clock of the test. */
export function silenceRules(world: World): void {
  describe("a silent run", () => {
    const clockFrom = (startMs: number) => ({ at: startMs, nowMs: () => 0 });
    /** A server that started at 1,000 minutes and looks every minute. */
    const serve = () => {
      const clock = clockFrom(1000 * MINUTE_MS);
      clock.nowMs = () => clock.at;
      const silence = new RunIdleCheck({ metadata: world.metadata, clock }, { idleMs: SILENCE_MS, everyMs: MINUTE_MS });
      const pass = async (minutes: number): Promise<void> => {
        for (let minute = 0; minute < minutes; minute++) {
          clock.at += MINUTE_MS;
          await silence.check();
        }
      };
      return { clock, silence, pass };
    };
    const runThat = async (state: RunState, heartbeatAtMs: number) => {
      const id = await world.run(await world.project());
      await world.metadata.transaction((rows) => rows.runs.update(id, { state, heartbeatAtMs }));
      return async (): Promise<RunState> => (await world.metadata.read.runs.byId(id))!.state;
    };

    test("crashes five minutes after its last report, at the earliest five minutes after startup", async () => {
      const { clock, pass } = serve();
      const old = await runThat("running", 1);
      const fresh = await runThat("running", clock.at + 2 * MINUTE_MS);
      await pass(4);
      expect(await old()).toBe("running");
      await pass(1);
      expect([await old(), await fresh()]).toEqual(["crashed", "running"]);
      await pass(2);
      expect(await fresh()).toBe("crashed");
    });

    test("does not crash while pending, becomes preempted when preempting, and stays ended", async () => {
      const { pass } = serve();
      const states = ["pending", "preempting", "finished", "failed", "killed", "preempted"] as const;
      const runs = await Promise.all(states.map((state) => runThat(state, 1)));
      await pass(6);
      expect(await Promise.all(runs.map((read) => read()))).toEqual([
        "pending",
        "preempted",
        "finished",
        "failed",
        "killed",
        "preempted",
      ]);
    });

    test("gets five new minutes after the process was suspended", async () => {
      const { clock, silence, pass } = serve();
      await pass(20);
      const run = await runThat("running", clock.at);
      clock.at += 60 * MINUTE_MS;
      await silence.check();
      await pass(4);
      expect(await run()).toBe("running");
      await pass(1);
      expect(await run()).toBe("crashed");
    });
  });
}
