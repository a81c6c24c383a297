import { deleteRunFiles } from "../../../src/core/runs/change-run-files.ts";
import { arriving, type Body, bodyName } from "../bodies.ts";
import type { Command } from "../command.ts";
import { requireWrite } from "../people.ts";
import type { KnownRun, Person } from "../place.ts";
import { type BodyFault, refuseFault, sent } from "./fill-draft.ts";

/** Sends a file of a run. */
export function sendRunFileCommand(input: {
  readonly run: KnownRun;
  readonly name: string;
  readonly body: Body;
  readonly fault: BodyFault | undefined;
}): Command {
  const { run, name, body, fault } = input;
  return {
    label: `send run file ${run.name}/${name}=${bodyName(body)}${fault === undefined ? "" : ` with ${fault}`}`,
    async run(world) {
      const uploadTarget = { kind: "run-file" as const, runId: run.id, name, atMs: world.nowMs };
      const { bytes, sizeBytes } = sent(body, fault);
      const source = arriving(bytes, () => world.steps.pass("other"));
      return {
        hash: (await world.ports.blobs.accept(source, { sizeBytes, md5: body.md5 }, uploadTarget)).hash,
      };
    },
    effects: [
      (model) => {
        refuseFault(fault);
        model.runFiles.set(`${run.id} ${name}`, body.hash);
        return { hash: body.hash };
      },
    ],
  };
}

/** Deletes files of a run. */
export function deleteRunFilesCommand(input: {
  readonly person: Person;
  readonly run: KnownRun;
  readonly names: readonly string[];
}): Command {
  const { person, run, names } = input;
  return {
    label: `${person}: deleteRunFiles ${run.name} ${names.join()}`,
    async run(world) {
      const files = names.map((name) => ({ runId: run.id, name }));
      await deleteRunFiles(world.ports, world.access(person), files);
    },
    effects: [
      (model) => {
        if (names.length > 0) requireWrite(person, run.project);
        for (const name of names) model.runFiles.delete(`${run.id} ${name}`);
        return undefined;
      },
    ],
  };
}
