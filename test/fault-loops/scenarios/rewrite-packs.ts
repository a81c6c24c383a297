import { bulkyBodies, smallBodies } from "../../simulation/bodies.ts";
import { collectCommand } from "../../simulation/commands/collect.ts";
import { deleteRunFilesCommand, sendRunFileCommand } from "../../simulation/commands/run-files.ts";
import type { World } from "../../simulation/world.ts";
import { runSteps, type Scenario } from "../scenario.ts";
import { type LoggedVersion, logSteps, person } from "./log-steps.ts";

const version: LoggedVersion = {
  key: "the version",
  collection: "data",
  files: Object.fromEntries(smallBodies.slice(1, 7).map((body, index) => [`${index}.bin`, body])),
};

/** Rewrites packs with few live chunks and deletes the old ones. */
export const rewritePacks: Scenario = {
  name: "rewrite packs",
  async prepare(world, known) {
    await sendLitter(world, ["first.bin", "second.bin"]);
    await runSteps(logSteps(version), world, known);
    // A restart closes the pack, so that it can be rewritten.
    await restart(world);
    await sendLitter(world, ["third.bin"]);
    await restart(world);
    const run = world.place.runs[0]!;
    await deleteRunFilesCommand({ person, run, names: ["first.bin", "second.bin"] }).run(world);
  },
  script: [
    {
      name: "collect",
      isInParts: true,
      run: async (world) => void (await collectCommand().run(world)),
    },
    {
      name: "collect again",
      isInParts: true,
      run: async (world) => void (await collectCommand().run(world)),
    },
  ],
};

async function sendLitter(world: World, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const file = { run: world.place.runs[0]!, name, body: bulkyBodies[index % 2]!, fault: undefined };
    await sendRunFileCommand(file).run(world);
  }
}

async function restart(world: World): Promise<void> {
  await world.end();
  world.steps.restore();
  await world.start();
}
