import { seededRandom } from "../../support/seeded-random.ts";
import { bulkyBodies, largeBodies, smallBodies } from "../../simulation/bodies.ts";
import { sendRunFileCommand } from "../../simulation/commands/run-files.ts";
import { runSteps, type Scenario } from "../scenario.ts";
import { halfLost } from "../power-loss.ts";
import { type LoggedVersion, logSteps } from "./log-steps.ts";

const version: LoggedVersion = {
  key: "the version",
  collection: "data",
  files: { "small.bin": smallBodies[2]!, "large.bin": largeBodies[0]! },
};

/** The steps of two bodies after which their first bytes are appended but not synced. */
const STEPS_TO_AN_APPEND = 2;

/** Starts a process after a power cut that left an open pack with a torn tail, and a pack without a row. */
export const restart: Scenario = {
  name: "start after a power cut",
  async prepare(world, known) {
    await runSteps(logSteps(version), world, known);
    const run = world.place.runs[0]!;
    const unfinished = [bulkyBodies[1]!, largeBodies[1]!].map(
      (body, index) => () => sendRunFileCommand({ run, name: `${index}.bin`, body, fault: undefined }).run(world),
    );
    await world.steps.run(unfinished, seededRandom(1), STEPS_TO_AN_APPEND);
    await world.losePower(halfLost);
  },
  script: [{ name: "start", isInParts: true, run: (world) => world.start() }],
};
