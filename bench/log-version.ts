import { manifestOf, md5Base64, versionDigest, type WireEntry } from "../test/support/wire-draft.ts";
import { bytesBody, md5Of } from "./raw-bodies.ts";
import type { RawBody, RawRequest } from "./raw-connection.ts";
import type { RawSender } from "./raw-sender.ts";
import type { DeclaredFile, WireClient } from "./wire-client.ts";

/** A file of a version: its path and its bytes. */
export interface VersionFile {
  readonly path: string;
  readonly body: RawBody;
}

/** Files with their digests and manifest, computed before the measurement. */
export interface DescribedFiles {
  readonly files: readonly VersionFile[];
  readonly declared: readonly DeclaredFile[];
  readonly manifest: Buffer;
  /** The digest of the version. */
  readonly digest: string;
}

/** Hashes files and writes their manifest. */
export function describeFiles(files: readonly VersionFile[]): DescribedFiles {
  const declared = files.map(({ path, body }) => ({ path, md5: md5Of(body) }));
  const contents: Record<string, WireEntry> = {};
  for (const [index, { path, md5 }] of declared.entries())
    contents[path] = { digest: md5, size: files[index]!.body.sizeBytes };
  return { files, declared, manifest: manifestOf(contents), digest: versionDigest(contents) };
}

/** Sends the manifest of a draft. */
export async function sendManifest(
  wire: WireClient,
  sender: RawSender,
  draft: string,
  manifest: Uint8Array,
): Promise<void> {
  const path = await wire.createManifest(draft, md5Base64(manifest));
  await sender.sendAll([{ path, body: bytesBody(manifest) }]);
}

/** Logs a version with as few requests as possible; calls `onAnswer` for each stored file. */
export async function logVersion(
  wire: WireClient,
  sender: RawSender,
  collection: string,
  { files, declared, manifest, digest }: DescribedFiles,
  onAnswer?: (request: RawRequest) => void,
): Promise<void> {
  const draft = await wire.createArtifact(collection, digest);
  const paths = await wire.createFiles(draft, declared);
  await sender.sendAll(
    paths.map((path, index) => ({ path, body: files[index]!.body })),
    onAnswer,
  );
  await sendManifest(wire, sender, draft, manifest);
  await wire.commit(draft);
}
