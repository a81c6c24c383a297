import { createManifest } from "../../../src/core/uploads/create-manifest.ts";
import { planUploads } from "../../../src/core/uploads/plan-uploads.ts";
import type { ArtifactId, ProjectId } from "../../../src/model/index.ts";
import { arriving, type Body, bodyName } from "../bodies.ts";
import { type Command, Refused } from "../command.ts";
import { changeArtifact, claim } from "../model.ts";
import type { Person, ProjectKey } from "../place.ts";
import { keepFile, meaningOf, requireOpenDraft, touch } from "./draft-rules.ts";

/** A draft and the person who uses it. */
export interface DraftInput {
  readonly person: Person;
  readonly id: number;
}

/** Declares a manifest. */
export function createManifestCommand({ person, id, baseId }: DraftInput & { baseId: number | null }): Command {
  return {
    label: `${person}: createManifest of ${id}${baseId === null ? "" : ` on ${baseId}`}`,
    async run(world) {
      const input = {
        artifactId: id as ArtifactId,
        baseId: baseId as ArtifactId | null,
        name: "manifest.json",
      };
      const more = { kind: "FULL" as const, md5: "", run: "" };
      return {
        id: (await createManifest(world.ports, world.access(person), { ...input, ...more })).id,
      };
    },
    effects: [
      (model, context) => {
        const draft = requireOpenDraft(model, id, person);
        const base = baseId === null ? undefined : model.artifacts.get(baseId);
        if (baseId !== null && (base?.place !== draft.place || base.state === "PENDING"))
          throw new Refused("invalid_input");
        const manifestId = context.newId("manifest");
        model.manifests.set(manifestId, {
          id: manifestId,
          artifactId: id,
          baseId,
          entries: undefined,
        });
        touch(model, id);
        return { id: manifestId };
      },
    ],
  };
}

/** Asks which files have to be sent. */
export function planUploadsCommand({
  person,
  id,
  files,
}: DraftInput & { files: readonly { path: string; digest: string }[] }): Command {
  return {
    label: `${person}: planUploads of ${id}: ${files.map(({ path, digest }) => `${path}=${digest.slice(0, 5)}`).join(" ")}`,
    digests: files.map(({ digest }) => digest),
    run: async (world) =>
      (
        await planUploads(world.ports, world.access(person), {
          artifactId: id as ArtifactId,
          files,
        })
      ).isStored,
    effects: [
      (model, context) => {
        const draft = requireOpenDraft(model, id, person);
        const meanings = files.map((file) => meaningOf(model, draft, file, context));
        const stored = meanings.map(({ hash, isCertain }, index) => {
          const said = (context.answer as boolean[] | undefined)?.[index];
          const isHeld = context.observed.facts.has(`file ${id} ${files[index]!.digest} ${files[index]!.path}`);
          return isCertain ? hash !== undefined : hash !== undefined && (said ?? isHeld);
        });
        for (const [index, isStored] of stored.entries())
          if (isStored) keepFile(model, id, files[index]!, meanings[index]!.hash!);
        changeArtifact(model, id, { isPlanned: true });
        if (stored.includes(true)) touch(model, id);
        return stored;
      },
    ],
  };
}

/** The faults of a transferred body. */
export type BodyFault = "other bytes" | "too few" | "too many";

/** Sends the bytes of a file. */
export function sendFileCommand(input: {
  readonly id: number;
  readonly project: ProjectKey;
  readonly path: string;
  readonly body: Body;
  readonly fault: BodyFault | undefined;
}): Command {
  const { id, project, path, body, fault } = input;
  return {
    label: `send ${path}=${bodyName(body)} to ${id}${fault === undefined ? "" : ` with ${fault}`}`,
    digests: [body.digest],
    async run(world) {
      const uploadTarget = {
        kind: "draft-file" as const,
        projectId: world.place.projectIds[project] as ProjectId,
        artifactId: id as ArtifactId,
        path,
        digest: body.digest,
      };
      const { bytes, sizeBytes } = sent(body, fault);
      const source = arriving(bytes, () => world.steps.pass("other"));
      return {
        hash: (await world.ports.blobs.accept(source, { sizeBytes, md5: body.md5 }, uploadTarget)).hash,
      };
    },
    effects: [
      (model) => {
        refuseFault(fault);
        if (model.artifacts.get(id)?.state !== "PENDING") throw new Refused("conflict");
        keepFile(model, id, { path, digest: body.digest }, body.hash);
        claim(model, model.artifacts.get(id)!, body.digest, body.hash);
        touch(model, id);
        return { hash: body.hash };
      },
    ],
  };
}

/** Returns the bytes that arrive and the declared size. */
export function sent({ bytes }: Body, fault: BodyFault | undefined): { bytes: Uint8Array; sizeBytes: number } {
  if (fault === "too few") return { bytes, sizeBytes: bytes.byteLength + 1 };
  const more = Buffer.concat([bytes, Buffer.of(0x55)]);
  if (fault === "too many") return { bytes: more, sizeBytes: bytes.byteLength };
  return fault === undefined ? { bytes, sizeBytes: bytes.byteLength } : { bytes: more, sizeBytes: more.byteLength };
}

/** Rejects a faulty body in the model. */
export function refuseFault(fault: BodyFault | undefined): void {
  if (fault !== undefined) throw new Refused(fault === "other bytes" ? "digest_mismatch" : "size_mismatch");
}
