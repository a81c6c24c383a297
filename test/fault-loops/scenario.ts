import type { World } from "../simulation/world.ts";

/** The ids that a client received, by names of its own. */
export type Known = Record<string, number>;

/** One call of a client, which repeats it unchanged if it receives no answer. */
export interface Step {
  readonly name: string;
  run(world: World, known: Known): Promise<void>;
  /** Whether a part of it may be visible without the rest; left out if it is one transaction. */
  readonly isInParts?: boolean;
}

/** A script that is run repeatedly, with a fault at each I/O step in turn. */
export interface Scenario {
  readonly name: string;
  /** Creates the data before the script, without faults. */
  prepare(world: World, known: Known): Promise<void>;
  readonly script: readonly Step[];
}

/** Runs steps one after the other. */
export async function runSteps(steps: readonly Step[], world: World, known: Known): Promise<void> {
  for (const step of steps) await step.run(world, known);
}
