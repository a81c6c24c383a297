import { bodyOf, bulkyBodies, largeBodies, smallBodies } from "../../simulation/bodies.ts";
import { collectCommand } from "../../simulation/commands/collect.ts";
import { deleteVersionCommand, purgeCommand } from "../../simulation/commands/delete-version.ts";
import { deleteRunFilesCommand, sendRunFileCommand } from "../../simulation/commands/run-files.ts";
import { runSteps, type Scenario, type Step } from "../scenario.ts";
import { fillSteps, type LoggedVersion, logSteps, partSteps, person } from "./log-steps.ts";

const idleMs = 49 * 3_600_000;
const shared = smallBodies[3]!;

/** The first of two versions that share bytes; it has an alias. */
const first: LoggedVersion = {
  key: "the first version",
  collection: "data",
  aliases: ["best"],
  files: { "shared.bin": shared, "own.bin": bulkyBodies[0]!, "large.bin": largeBodies[2]! },
};
const second: LoggedVersion = {
  key: "the second version",
  collection: "data",
  files: { "shared.bin": shared, "own.bin": smallBodies[4]!, "inside.bin": largeBodies[0]! },
};
/** The newest version, with the alias `latest`. */
const third: LoggedVersion = { key: "the third version", collection: "data", files: { "small.bin": smallBodies[2]! } };
/** Logged after the deletion of the previous one, with a new index. */
const fourth: LoggedVersion = { key: "the fourth version", collection: "data", files: { "note.bin": smallBodies[1]! } };
const joined = bodyOf(Buffer.concat([bulkyBodies[0]!.bytes, smallBodies[5]!.bytes]));
/** A client that disappears between the parts of a file. */
const left: LoggedVersion = {
  key: "a draft",
  collection: "data",
  files: { "left.bin": bulkyBodies[1]!, "joined.bin": joined },
  inParts: ["joined.bin"],
};
/** The upload is started, and its first part sent. */
const leftParts = partSteps(left, "joined.bin", [bulkyBodies[0]!, smallBodies[5]!], joined).slice(0, 2);

const [deleteThird, deleteFirst] = [third, first].map(({ key }): Step => ({
  name: `delete ${key} with its aliases`,
  run: async (world, known) =>
    void (await deleteVersionCommand({ person, id: known[key]!, deleteAliases: true }).run(world)),
})) as [Step, Step];

const deleteRunFile: Step = {
  name: "delete a file of a run",
  run: async (world) =>
    void (await deleteRunFilesCommand({ person, run: world.place.runs[0]!, names: ["log.txt"] }).run(world)),
};

const purge: Step = { name: "purge", run: async (world) => void (await purgeCommand().run(world)) };

/** Runs a garbage collection round, in several transactions. */
const collect: Step = {
  name: "collect",
  isInParts: true,
  run: async (world) => void (await collectCommand().run(world)),
};

/**
 * Deletes versions, among them the newest, logs another one, and purges the deleted ones; a draft becomes idle, and the
 * unreferenced bytes are collected.
 */
export const deleteAndCollect: Scenario = {
  name: "delete, purge, collect",
  async prepare(world, known) {
    await runSteps(
      [...logSteps(first), ...logSteps(second), ...logSteps(third), ...fillSteps(left), ...leftParts],
      world,
      known,
    );
    const file = { run: world.place.runs[0]!, name: "log.txt", body: largeBodies[3]!, fault: undefined };
    await sendRunFileCommand(file).run(world);
    world.nowMs += idleMs;
  },
  script: [deleteThird, deleteFirst, deleteRunFile, ...logSteps(fourth), purge, collect],
};
