import { createHash } from "node:crypto";
import { beginUpload, completeUpload } from "../../../src/core/uploads/upload-parts.ts";
import type { ArtifactId, UploadId } from "../../../src/model/index.ts";
import { arriving, type Body, bodyByHash, bodyName, bodyOf } from "../bodies.ts";
import { type Command, Finished, Refused } from "../command.ts";
import { claim } from "../model.ts";
import { type BodyFault, type DraftInput, refuseFault, sent } from "./fill-draft.ts";
import { keepFile, meaningOf, requireArtifact, requireOpenDraft, touch } from "./draft-rules.ts";

/** Starts a multipart upload. */
export function beginUploadCommand({
  person,
  id,
  path,
  digest,
  planned,
}: DraftInput & { path: string; digest: string; planned: readonly string[] }): Command {
  return {
    label: `${person}: beginUpload of ${path} in ${planned.length} parts to ${id}`,
    async run(world) {
      const input = {
        artifactId: id as ArtifactId,
        path,
        digest,
        entryDigest: null,
        partNumbers: planned.map((_, index) => index + 1),
      };
      return { id: await beginUpload(world.ports, world.access(person), input) };
    },
    effects: [
      (model, context) => {
        requireOpenDraft(model, id, person);
        touch(model, id);
        const open = [...model.uploads.values()].find(
          (upload) => upload.artifactId === id && upload.path === path && upload.digest === digest,
        );
        if (open !== undefined) return { id: open.id };
        const uploadId = context.newId("upload");
        const parts = new Map<number, string>();
        model.uploads.set(uploadId, {
          id: uploadId,
          artifactId: id,
          path,
          digest,
          isDone: false,
          planned,
          parts,
        });
        return { id: uploadId };
      },
    ],
  };
}

/** Sends a part. */
export function sendPartCommand(input: {
  readonly uploadId: number;
  readonly number: number;
  readonly body: Body;
  readonly fault: BodyFault | undefined;
}): Command {
  const { uploadId, number, body, fault } = input;
  return {
    label: `send part ${number}=${bodyName(body)} of upload ${uploadId}${fault === undefined ? "" : ` with ${fault}`}`,
    async run(world) {
      const uploadTarget = { kind: "part" as const, uploadId: uploadId as UploadId, partNumber: number };
      const { bytes, sizeBytes } = sent(body, fault);
      const source = arriving(bytes, () => world.steps.pass("other"));
      return {
        hash: (await world.ports.blobs.accept(source, { sizeBytes, md5: body.md5 }, uploadTarget)).hash,
      };
    },
    effects: [
      (model) => {
        refuseFault(fault);
        const upload = model.uploads.get(uploadId);
        if (upload === undefined || model.artifacts.get(upload.artifactId)?.state !== "PENDING")
          throw new Refused("conflict");
        model.uploads.set(uploadId, {
          ...upload,
          parts: new Map(upload.parts).set(number, body.hash),
        });
        touch(model, upload.artifactId);
        return { hash: body.hash };
      },
    ],
  };
}

/** Completes an upload with the parts that a client believes it sent, by their hashes. */
export function completeUploadCommand({
  person,
  id,
  uploadId,
  digest,
  named,
}: DraftInput & { uploadId: number; digest: string; named: readonly string[] }): Command {
  const parts = named.map((hash, index) => ({
    number: index + 1,
    etag: `"${bodyByHash(hash).md5}"`,
  }));
  return {
    label: `${person}: completeUpload ${uploadId} of ${id} with ${named.length} parts`,
    digests: [digest],
    run: (world) =>
      completeUpload(world.ports, world.access(person), {
        artifactId: id as ArtifactId,
        uploadId: uploadId as UploadId,
        parts,
      }),
    effects: [
      (model, context) => {
        const draft = requireArtifact(model, id, person);
        const upload = model.uploads.get(uploadId);
        if (upload?.artifactId !== id) throw new Refused("not_found");
        const isKnown = meaningOf(model, draft, upload, context, null).hash !== undefined;
        if (isKnown && upload.isDone) return new Finished({ digest });
        requireOpenDraft(model, id, person);
        const stored = [...upload.parts].sort(([left], [right]) => left - right).map(([, hash]) => bodyByHash(hash));
        const isSame =
          stored.length === named.length && stored.every(({ md5 }, at) => md5 === bodyByHash(named[at]!).md5);
        const isGapless = Array.from(stored, (_, at) => at + 1).every((number) => upload.parts.has(number));
        if (!isSame || !isGapless) throw new Refused("invalid_input");
        const bytes = Buffer.concat(stored.map(({ bytes }) => bytes));
        if (createHash("md5").update(bytes).digest("base64") !== digest) throw new Refused("digest_mismatch");
        const whole = bodyOf(bytes);
        keepFile(model, id, upload, whole.hash);
        claim(model, model.artifacts.get(id)!, digest, whole.hash);
        touch(model, id);
        return undefined;
      },
      (model) => {
        const upload = model.uploads.get(uploadId);
        if (upload !== undefined) model.uploads.set(uploadId, { ...upload, isDone: true, parts: new Map() });
        return { digest };
      },
    ],
  };
}
