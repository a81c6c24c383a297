import { createManifest } from "../../../src/core/uploads/create-manifest.ts";
import { type ArtifactId, LATEST } from "../../../src/model/index.ts";
import type { Body } from "../../simulation/bodies.ts";
import { changeAliasesCommand } from "../../simulation/commands/change-version.ts";
import { createArtifactCommand } from "../../simulation/commands/create-artifact.ts";
import { planUploadsCommand, sendFileCommand } from "../../simulation/commands/fill-draft.ts";
import { commitArtifactCommand, receiveManifestCommand } from "../../simulation/commands/finish-draft.ts";
import { beginUploadCommand, completeUploadCommand, sendPartCommand } from "../../simulation/commands/send-parts.ts";
import type { PlannedEntry } from "../../simulation/model.ts";
import type { World } from "../../simulation/world.ts";
import type { Step } from "../scenario.ts";

/** The user of all scripts. */
export const person = "writer";
/** The project of all scripts. */
const project = "alpha";

/** A version to log: its files by path, references by their URI. */
export interface LoggedVersion {
  /** The client's name for it, under which its ids are kept. */
  readonly key: string;
  readonly collection: string;
  readonly aliases?: readonly string[];
  readonly files: Readonly<Record<string, Body>>;
  readonly references?: Readonly<Record<string, string>>;
  /** Paths of the multipart files. */
  readonly inParts?: readonly string[];
  /** The key of its base version, which has the entries that are not listed here. */
  readonly base?: string;
}

/** Returns the calls with which a client logs a version; its small files are sent at once. */
export function logSteps(version: LoggedVersion): Step[] {
  return [...fillSteps(version), ...finishSteps(version)];
}

/** Creates a draft and sends its bytes, except for multipart files. */
export function fillSteps(version: LoggedVersion): Step[] {
  const { key, collection } = version;
  const files = Object.entries(version.files).filter(([path]) => version.inParts?.includes(path) !== true);
  const plan = planOf(version);
  const create = (world: World) =>
    createArtifactCommand({
      person,
      project,
      collection,
      type: "dataset",
      plan,
      aliases: version.aliases ?? [],
      tags: ["kept"],
      metadata: '{"rows":1}',
      run: world.place.runs[0]!,
      isDeduplicated: true,
      clientId: `client of ${key}`,
    });
  return [
    {
      name: `create ${key}`,
      async run(world, known) {
        known[key] = ((await create(world).run(world)) as { id: number }).id;
      },
    },
    {
      name: `declare the files of ${key}`,
      async run(world, known) {
        const declared = files.map(([path, { digest }]) => ({ path, digest }));
        await planUploadsCommand({ person, id: known[key]!, files: declared }).run(world);
      },
    },
    {
      name: `send the files of ${key}`,
      isInParts: true,
      async run(world, known) {
        const sent = files.map(([path, body]) =>
          sendFileCommand({ id: known[key]!, project, path, body, fault: undefined }).run(world),
        );
        // The client waits for all of them, even if one was rejected.
        for (const ending of await Promise.allSettled(sent)) if (ending.status === "rejected") throw ending.reason;
      },
    },
  ];
}

/** Sends the manifest and commits. */
export function finishSteps(version: LoggedVersion): Step[] {
  const { key, base } = version;
  return [
    {
      name: `declare the manifest of ${key}`,
      async run(world, known) {
        const { id } = await createManifest(world.ports, world.access(person), {
          artifactId: known[key]! as ArtifactId,
          baseId: base === undefined ? null : (known[base]! as ArtifactId),
          name: "wandb_manifest.json",
          kind: base === undefined ? "FULL" : "INCREMENTAL",
          md5: "",
          run: world.place.runs[0]!.name,
        });
        known[`manifest of ${key}`] = id;
      },
    },
    {
      name: `send the manifest of ${key}`,
      async run(world, known) {
        const manifestId = known[`manifest of ${key}`]!;
        await receiveManifestCommand({ person, manifestId, entries: planOf(version) }).run(world);
      },
    },
    {
      name: `commit ${key}`,
      async run(world, known) {
        await commitArtifactCommand({ person, id: known[key]! }).run(world);
      },
    },
  ];
}

/** Moves an alias, or `latest`, to a version. */
export function moveAlias(version: LoggedVersion, alias: string = LATEST): Step {
  const { key, collection } = version;
  return {
    name: `move "${alias}" to ${key}`,
    async run(world, known) {
      const input = { person, id: known[key]!, isAdded: true, project, collection, aliases: [alias] } as const;
      await changeAliasesCommand(input).run(world);
    },
  };
}

/** Returns the calls of a multipart upload; the second part is sent twice. */
export function partSteps(version: LoggedVersion, path: string, parts: readonly Body[], whole: Body): Step[] {
  const { key } = version;
  const named = parts.map(({ hash }) => hash);
  const upload = `upload of ${path}`;
  const numbered = parts.map((body, index) => ({ number: index + 1, body }));
  return [
    {
      name: `begin the ${upload}`,
      async run(world, known) {
        const input = { person, id: known[key]!, path, digest: whole.digest, planned: named } as const;
        known[upload] = ((await beginUploadCommand(input).run(world)) as { id: number }).id;
      },
    },
    ...[...numbered, numbered[1]!].map(({ number, body }): Step => ({
      name: `send part ${number} of ${path}`,
      async run(world, known) {
        await sendPartCommand({ uploadId: known[upload]!, number, body, fault: undefined }).run(world);
      },
    })),
    {
      name: `finish the ${upload}`,
      // The file is inserted with its bytes, then the upload is completed.
      isInParts: true,
      async run(world, known) {
        const input = { person, id: known[key]!, uploadId: known[upload]!, digest: whole.digest, named } as const;
        await completeUploadCommand(input).run(world);
      },
    },
  ];
}

const plans = new WeakMap<LoggedVersion, readonly PlannedEntry[]>();

/** Returns the same array each time, because its digest is cached by it. */
function planOf(version: LoggedVersion): readonly PlannedEntry[] {
  const known = plans.get(version);
  if (known !== undefined) return known;
  const files = Object.entries(version.files).map(([path, { digest, hash, bytes }]) => {
    return { path, digest, hash, sizeBytes: bytes.byteLength };
  });
  const references = Object.entries(version.references ?? {}).map(([path, ref]) => {
    return { path, digest: `of ${path}`, sizeBytes: 7, ref };
  });
  const plan = [...files, ...references];
  plans.set(version, plan);
  return plan;
}
