import { readManifest, referredBlobs } from "../../core/artifacts/referred-entries.ts";
import { authorizeDownload } from "../../core/uploads/authorize-transfer.ts";
import { type ArtifactId, StemmaError } from "../../model/index.ts";
import { writeManifest } from "../../wire/manifest-writer.ts";
import type { LinkTarget } from "../auth/signed-links.ts";
import { nodeId } from "../graphql/format/node-id.ts";
import type { ByteServer, SignedCall, SignedHandler } from "./byte-server.ts";
import { requireOwner } from "./require-owner.ts";
import { sendBlob, sendParts } from "./send-bytes.ts";

type ReadTarget = Extract<LinkTarget, { verb: "GET" }>;

/** Sends what a signed URL names: a file or the manifest of a version, or a file of a run. */
export const sendSignedObject: SignedHandler = async (server, call) => {
  const { target } = call as SignedCall<ReadTarget>;
  const { isDeleted } = await requireOwner(server, call, keyOf(target), () =>
    authorizeDownload(server.parts.ports, call.access, target),
  );
  if (isDeleted && target.kind !== "run-file") await requireReferred(server, target);
  if (target.kind === "manifest") await sendManifest(server, target.artifactId, call);
  else await sendBlob(server.sending, target.blob, "by-content", call.request, call.response);
};

function keyOf(target: ReadTarget): string {
  return target.kind === "run-file"
    ? `run ${target.runId} ${target.blob} ${target.name}`
    : `artifact ${target.artifactId}`;
}

/**
 * Of a deleted version only the entries that committed versions refer to can be read.
 *
 * @throws `link_expired`
 */
async function requireReferred(
  { parts, referred }: ByteServer,
  target: Extract<ReadTarget, { artifactId: ArtifactId }>,
): Promise<void> {
  const blobs = await referred.get(String(target.artifactId), () => referredBlobs(parts.ports, target.artifactId));
  if (target.kind === "manifest" ? blobs.size > 0 : blobs.has(target.blob)) return;
  throw new StemmaError(
    "link_expired",
    "Cannot use the URL: the version was deleted, and no other version refers to this content",
  );
}

async function sendManifest({ parts }: ByteServer, id: ArtifactId, { request, response }: SignedCall): Promise<void> {
  const { entries, policyConfig } = await readManifest(parts.ports, id);
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
  const text = writeManifest(entries, nodeId("Artifact", id), policyConfig);
  await sendParts(response, headers, request.method === "HEAD" ? [] : text);
}
