import { findEntryByDigest } from "../../core/artifacts/find-entry.ts";
import { findRunFile } from "../../core/runs/find-run-file.ts";
import { type ArtifactId, StemmaError } from "../../model/index.ts";
import { readNodeId } from "../graphql/format/node-id.ts";
import type { ByteHandler } from "./byte-server.ts";
import { sendBlob } from "./send-bytes.ts";

/** `/artifactsV2/{region}/{entity}/{project}/{collection}/{artifactId}/{birthArtifactId}/{hex digest}/{basename}` */
export const sendArtifactFile: ByteHandler = async (server, { request, response, params, access }) => {
  const [, , , , artifactId = "", , digest = "", ...name] = params["rest"]!.split("/").map(decode);
  const id = readNodeId<ArtifactId>(artifactId, "Artifact");
  const entry =
    id === null
      ? undefined
      : await findEntryByDigest(server.parts.ports, access, id, { digestHex: digest, basename: name.join("/") });
  if (entry?.blob === undefined) throw new StemmaError("not_found", "Cannot find the file");
  await sendBlob(server.sending, entry.blob, "by-content", request, response);
};

/** `/files/{entity}/{project}/{run}/{name}` */
export const sendRunFile: ByteHandler = async (server, { request, response, params, access }) => {
  const [entity = "", project = "", run = "", name = ""] = ["entity", "project", "run", "rest"].map((parameter) =>
    decode(params[parameter]!),
  );
  const file = await findRunFile(server.parts.ports, access, { entity, project, run, name });
  if (file === null) throw new StemmaError("not_found", `Cannot find the file "${name.slice(0, 80)}" of the run`);
  await sendBlob(server.sending, file.blob, "by-name", request, response);
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the URL: it is not properly percent-encoded", { cause });
  }
}
