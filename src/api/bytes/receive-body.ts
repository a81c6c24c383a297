import type { IncomingMessage, ServerResponse } from "node:http";
import type { Declared, UploadTarget } from "../../core/ports/blob-store.ts";
import { authorizeUpload } from "../../core/uploads/authorize-transfer.ts";
import { receiveBody } from "../../core/uploads/receive-body.ts";
import { receiveManifest } from "../../core/uploads/receive-manifest.ts";
import { type JsonText, type ManifestId, md5FromBase64, type ProjectId, StemmaError } from "../../model/index.ts";
import { scanManifest } from "../../wire/manifest-scanner.ts";
import type { LinkTarget } from "../auth/signed-links.ts";
import type { ByteServer, SignedCall, SignedHandler } from "./byte-server.ts";
import { readBody, verifiedMd5 } from "./read-body.ts";
import { requireOwner } from "./require-owner.ts";

type WriteTarget = Extract<LinkTarget, { verb: "PUT" }>;
type BlobTarget = Exclude<WriteTarget, { kind: "manifest" }>;

/** Receives what a signed URL was made for: a file of a draft or a part of one, a manifest, or a file of a run. */
export const receiveSignedBody: SignedHandler = async (server, call) => {
  const { target } = call as SignedCall<WriteTarget>;
  const { ports } = server.parts;
  const owner = await requireOwner(server, call, keyOf(target), () => authorizeUpload(ports, call.access, target));
  if (target.kind === "manifest") return receiveManifestBody(server, target.manifestId, call);
  const { request, response } = call;
  const declared = { sizeBytes: contentLength(request), ...announcedDigests(target, request) };
  const uploadTarget = uploadTargetOf(target, owner.projectId, ports.clock.nowMs());
  const leave = server.bodies.enter(declared.sizeBytes);
  try {
    const body = bodyOf(server, request, () => server.bodies.isCrowded(declared.sizeBytes));
    acknowledge(response, await receiveBody(ports, owner.entityId, body, declared, uploadTarget));
  } finally {
    leave();
  }
};

async function receiveManifestBody(
  server: ByteServer,
  manifestId: ManifestId,
  { access, request, response }: SignedCall,
): Promise<void> {
  const body = bodyOf(server, request, () => false);
  let policyConfig: JsonText | null = null;
  const { md5 } = await receiveManifest(server.parts.ports, access, {
    manifestId,
    readEntries: (expectedMd5) =>
      scanManifest(verifiedMd5(body, expectedMd5), (found) => {
        policyConfig = found;
      }),
    policyConfig: () => policyConfig,
  });
  acknowledge(response, md5);
}

function bodyOf(
  { senders, parts }: ByteServer,
  request: IncomingMessage,
  isCrowded: () => boolean,
): AsyncIterable<Uint8Array> {
  return readBody(
    request,
    () => senders.watch(request, isCrowded),
    () => parts.state.requireWritable(),
  );
}

function keyOf(target: WriteTarget): string {
  return target.kind === "run-file" ? `run ${target.runId}` : `artifact ${target.artifactId}`;
}

function uploadTargetOf(target: BlobTarget, projectId: ProjectId, atMs: number): UploadTarget {
  if (target.kind === "file")
    return { kind: "draft-file", projectId, artifactId: target.artifactId, path: target.path, digest: target.digest };
  if (target.kind === "part") return { kind: "part", uploadId: target.uploadId, partNumber: target.partNumber };
  return { kind: "run-file", runId: target.runId, name: target.name, atMs };
}

function acknowledge(response: ServerResponse, md5: string): void {
  // Without an explicit length the client cannot use the connection again.
  response.writeHead(200, { "Content-Length": 0, ETag: `"${md5}"` }).end();
}

function announcedDigests(target: BlobTarget, request: IncomingMessage): Pick<Declared, "md5" | "xxh128"> {
  if (target.kind === "file") {
    const { digest, path, md5 } = target;
    return { md5: md5FromBase64(md5 ?? digest, path), ...(md5 === undefined ? {} : { xxh128: digest }) };
  }
  const header = request.headers["content-md5"];
  return { md5: typeof header === "string" ? md5FromBase64(header, "the body") : undefined };
}

/**
 * A body without a length looks the same as one that was cut off.
 *
 * @throws `invalid_input`
 */
function contentLength(request: IncomingMessage): number {
  const length = Number(request.headers["content-length"]);
  if (!Number.isSafeInteger(length) || length < 0)
    throw new StemmaError("invalid_input", "Cannot store the body: expected a Content-Length header");
  return length;
}
