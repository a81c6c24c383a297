import type { Ports } from "../ports/ports.ts";
import { stateWhenIdle } from "./run-state.ts";

/** Runs changed per transaction. */
const RUNS_PER_BATCH = 100;

/**
 * Finds active runs whose process has been idle for too long. Only time in which the server was available counts: a
 * late or failed check restarts the idle time, as a server start does.
 */
export class RunIdleCheck {
  readonly #ports: Pick<Ports, "metadata" | "clock">;
  readonly #idleMs: number;
  readonly #everyMs: number;
  #servingSinceMs: number;
  #checkedAtMs: number;

  /** `everyMs` is the normal time between two checks. */
  constructor(ports: Pick<Ports, "metadata" | "clock">, times: { idleMs: number; everyMs: number }) {
    this.#ports = ports;
    this.#idleMs = times.idleMs;
    this.#everyMs = times.everyMs;
    this.#servingSinceMs = this.#checkedAtMs = ports.clock.nowMs();
  }

  /**
   * Marks idle runs as `crashed`, those being preempted as `preempted`.
   *
   * @returns their number
   */
  async check(): Promise<number> {
    const nowMs = this.#ports.clock.nowMs();
    if (Math.abs(nowMs - this.#checkedAtMs) > 2 * this.#everyMs) this.#servingSinceMs = nowMs;
    this.#checkedAtMs = nowMs;
    if (nowMs - this.#servingSinceMs < this.#idleMs) return 0;
    try {
      return await this.#endSilent(nowMs - this.#idleMs);
    } catch (error) {
      this.#servingSinceMs = nowMs;
      throw error;
    }
  }

  async #endSilent(sinceMs: number): Promise<number> {
    for (let total = 0; ;) {
      const changed = await this.#ports.metadata.transaction(async (rows) => {
        const idle = await rows.runs.idle(sinceMs, RUNS_PER_BATCH);
        for (const run of idle) await rows.runs.update(run.id, { state: stateWhenIdle(run) });
        return idle.length;
      });
      if (changed === 0) return total;
      total += changed;
    }
  }
}
