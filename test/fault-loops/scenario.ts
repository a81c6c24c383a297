import type { World } from "../simulation/world.ts";

/** What a client keeps between its calls: the ids it was given, by a name of its own. */
export type Known = Record<string, number>;

/** One call of a client, which sends it again as it is when it gets no answer. */
export interface Step {
  readonly name: string;
  run(world: World, known: Known): Promise<void>;
  /** Whether a part of it may be there without the rest; left out where it is one transaction. */
  readonly isInParts?: boolean;
}

/** A script that is run again and again, with a fault at one step of I/O after the other. */
export interface Scenario {
  readonly name: string;
  /** What is there before the script; runs without a fault. */
  prepare(world: World, known: Known): Promise<void>;
  readonly script: readonly Step[];
}

/** Runs steps one after the other. */
export async function runSteps(steps: readonly Step[], world: World, known: Known): Promise<void> {
  for (const step of steps) await step.run(world, known);
}
