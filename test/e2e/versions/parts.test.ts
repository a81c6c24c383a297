/** Files that come in parts, while the order is wrong, parts are, or the server is killed. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { seededRandom } from "../../support/seeded-random.ts";
import { type Answer, jsonOf, sendRequest } from "../../support/send-request.ts";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { readVersion } from "../../support/read-version.ts";
import { testServer } from "../../support/test-server.ts";
import { manifestOf, md5Base64, versionDigest, WireDraft, type WireEntry } from "../../support/wire-draft.ts";

const PART_BYTES = 300 * 1024;
const server = testServer();
const random = seededRandom(1);
let drafts = 0;

const BEGIN = `mutation Begin($input: CreateArtifactFilesInput!) { createArtifactFiles(input: $input) { files { edges { node {
  uploadUrl uploadMultipartUrls { uploadID uploadUrlParts { partNumber uploadUrl } } } } } } }`;
const COMPLETE = `mutation Complete($input: CompleteMultipartUploadArtifactInput!) {
  completeMultipartUploadArtifact(input: $input) { digest } }`;

/** A file that is sent in parts to a draft of its own. */
interface Upload {
  readonly draft: WireDraft;
  readonly parts: readonly Buffer[];
  readonly whole: Buffer;
  readonly entries: Readonly<Record<string, WireEntry>>;
  readonly collection: string;
  readonly id: string;
  readonly urls: readonly string[];
  send(number: number, bytes?: Buffer): Promise<Answer>;
  complete(numbers: readonly number[], etagOf?: (part: Buffer) => string): Promise<Answer>;
}

async function begin(): Promise<Upload> {
  drafts += 1;
  const collection = `parts-${drafts}`;
  // Nobody sent these bytes before, so they are asked for.
  const parts = Array.from({ length: 3 }, () => random.bytes(PART_BYTES));
  const whole = Buffer.concat(parts);
  const entries = { "whole.bin": { digest: md5Base64(whole), size: whole.byteLength } };
  const draft = await WireDraft.open(server.wire, { project: "parts", collection, digest: versionDigest(entries) });
  const declared = parts.map((part, index) => ({ partNumber: index + 1, hexMD5: md5Hex(part) }));
  const file = { artifactID: draft.facts.id, name: "whole.bin", md5: md5Base64(whole), uploadPartsInput: declared };
  const input = { artifactFiles: [{ ...file, mimetype: null }], storageLayout: "V2" };
  const { createArtifactFiles } = await server.wire.data<{
    createArtifactFiles: { files: { edges: { node: UploadNode }[] } };
  }>(BEGIN, { input });
  const { uploadID, uploadUrlParts } = createArtifactFiles.files.edges[0]!.node.uploadMultipartUrls;
  const urls = uploadUrlParts.map(({ uploadUrl }) => uploadUrl);
  return {
    draft,
    parts,
    whole,
    entries,
    collection,
    id: uploadID,
    urls,
    send: (number, bytes = parts[number - 1]!) =>
      sendRequest(urls[number - 1]!, {
        method: "PUT",
        headers: { "Content-MD5": md5Base64(parts[number - 1]!) },
        body: bytes,
      }),
    complete: (numbers, etagOf = (part) => `"${md5Hex(part)}"`) =>
      server.wire.graphql(COMPLETE, {
        input: {
          completeMultipartAction: "Complete",
          artifactID: draft.facts.id,
          storagePath: "",
          uploadID,
          completedParts: numbers.map((number) => ({ partNumber: number, hexMD5: etagOf(parts[number - 1]!) })),
        },
      }),
  };
}

test("parts sent out of order and twice form the file, and each answer has the ETag of its part", async () => {
  const upload = await begin();
  for (const number of [3, 1, 3, 2, 1]) {
    const answer = await upload.send(number);
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBe(`"${md5Hex(upload.parts[number - 1]!)}"`);
  }
  expectDone(upload, await upload.complete([1, 2, 3]));
  await expectWhole(upload);
});

test("a part with wrong or missing bytes is rejected and can be sent again", async () => {
  const upload = await begin();
  expectRefusal(await upload.send(1, upload.parts[1]), 400);
  expectRefusal(await upload.send(1, upload.parts[0]!.subarray(0, 1000)), 400);
  for (const number of [1, 2, 3]) expect((await upload.send(number)).status).toBe(200);
  expectDone(upload, await upload.complete([1, 2, 3]));
  await expectWhole(upload);
});

test("completing fails while a part is missing, listed twice, or has another ETag", async () => {
  const upload = await begin();
  for (const number of [1, 2]) await upload.send(number);
  expectRefusal(await upload.complete([1, 2, 3]), 400);
  await upload.send(3);
  expectRefusal(await upload.complete([1, 2]), 400);
  expectRefusal(await upload.complete([1, 1, 2, 3]), 400);
  expectRefusal(await upload.complete([1, 3, 2]), 400);
  expectRefusal(await upload.complete([1, 2, 3], () => `"${"0".repeat(32)}"`), 400);
  expectRefusal(await upload.complete([1, 2, 3], () => "no MD5"), 400);
  expectDone(upload, await upload.complete([1, 2, 3]));
  await expectWhole(upload);
});

test("completing a file twice, or concurrently, creates one file", async () => {
  const upload = await begin();
  for (const number of [1, 2, 3]) await upload.send(number);
  for (const answer of await Promise.all([1, 2, 3].map(() => upload.complete([1, 2, 3])))) expectDone(upload, answer);
  expectDone(upload, await upload.complete([1, 2, 3]));
  await expectWhole(upload);
});

test("acknowledged parts survive the end of the server, and the client sends only the others", async () => {
  const upload = await begin();
  expect((await upload.send(1)).status).toBe(200);
  const cutOff = upload.send(2).catch(() => undefined);
  await server.process.kill();
  await cutOff;
  await server.process.start();
  for (const number of [2, 3]) expect((await upload.send(number)).status).toBe(200);
  await server.process.kill();
  await server.process.start();
  expectDone(upload, await upload.complete([1, 2, 3]));
  await expectWhole(upload);
});

interface UploadNode {
  readonly uploadMultipartUrls: {
    readonly uploadID: string;
    readonly uploadUrlParts: readonly { readonly partNumber: number; readonly uploadUrl: string }[];
  };
}

/** The version of the draft is made and gives the whole file back. */
async function expectWhole({ draft, collection, entries, whole }: Upload): Promise<void> {
  for (const answer of [await draft.sendManifest(manifestOf(entries)), await draft.commit()])
    expect(answer.status, answer.body.toString("utf8")).toBe(200);
  const read = await readVersion(server.wire, { project: "parts", name: `${collection}:v0` });
  expect(read.get("whole.bin")?.equals(whole)).toBe(true);
}

function expectDone({ whole }: Upload, answer: Answer): void {
  expect(answer.status, answer.body.toString("utf8")).toBe(200);
  expect(jsonOf(answer)).toEqual({ data: { completeMultipartUploadArtifact: { digest: md5Base64(whole) } } });
}

function md5Hex(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}
