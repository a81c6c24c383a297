import { expect, test } from "vitest";
import type { ArtifactId, Md5Hex, UploadId } from "../../model/index.ts";
import { serverAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { completeUpload } from "./upload-parts.ts";

const PART_MD5 = "0cc175b9c0f1b6a831c399e269772661";
const DIGEST = "DMF1ucDxtqgxw5niaXcmYQ==";
const input = {
  artifactId: 1 as ArtifactId,
  uploadId: 1 as UploadId,
  parts: [{ number: 1, etag: `"${PART_MD5}"` }],
};

/**
 * An upload of one part; a concurrent call completes it just before the given read: binds the file and drops the parts.
 */
function uploadWithTwin(endsBeforeRead: number): { ports: Ports; reads: () => number } {
  let [reads, isOver] = [0, false];
  const reading =
    <T>(read: () => T) =>
    async (): Promise<T> => {
      isOver ||= reads === endsBeforeRead;
      reads += 1;
      return read();
    };
  const read = {
    drafts: {
      find: reading(() => ({ id: 1, entityId: 1, projectId: 1, state: "PENDING" })),
      bind: reading(() => [isOver ? { id: 1, hash: "b", sizeBytes: 1 } : "missing"]),
    },
    uploads: {
      find: reading(() => ({ id: 1, artifactId: 1, path: "a", digest: DIGEST, entryDigest: null })),
      parts: reading(() => (isOver ? [] : [{ number: 1, md5: PART_MD5 as Md5Hex, blob: "b" }])),
      isDone: reading(() => isOver),
    },
  };
  const metadata = { read, transaction: async () => {} };
  return { ports: { metadata, blobs: { join: async () => {} } } as unknown as Ports, reads: () => reads };
}

test("completing an upload twice at once succeeds for both callers", async () => {
  const { ports, reads } = uploadWithTwin(Infinity);
  expect(await completeUpload(ports, serverAccess, input), "without a twin").toEqual({ digest: DIGEST });
  expect(reads()).toBeGreaterThan(3);
  for (let before = 0; before <= reads(); before++) {
    const { ports: raced } = uploadWithTwin(before);
    expect(await completeUpload(raced, serverAccess, input), `before read ${before}`).toEqual({ digest: DIGEST });
  }
});

test("rejects parts of another upload", async () => {
  const { ports } = uploadWithTwin(Infinity);
  const other = { ...input, parts: [{ number: 1, etag: "900150983cd24fb0d6963f7d28e17f72" }] };
  await expect(completeUpload(ports, serverAccess, other)).rejects.toMatchObject({ code: "invalid_input" });
});
