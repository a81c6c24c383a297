/** A digest on the wire is a claim inside one project: it gives nobody another's bytes. */
import { beforeAll, describe, expect, test } from "vitest";
import { collidingBytes } from "../../support/colliding-bytes.ts";
import { expectRefusal, messageOf } from "../../support/expect-refusal.ts";
import { findVersion, readVersion } from "../../support/read-version.ts";
import { sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";
import {
  createInput,
  manifestOf,
  md5Base64,
  publishVersion,
  versionDigest,
  WireDraft,
} from "../../support/wire-draft.ts";

const server = testServer();
const CREATE = "mutation C($input: CreateArtifactInput!) { createArtifact(input: $input) { artifact { id } } }";
const BAD_MD5S = [
  "",
  "AAAA",
  "../../../../etc/passwd",
  "0".repeat(32),
  `${"A".repeat(22)}=`,
  `${"A".repeat(23)}==`,
  `${"*".repeat(22)}==`,
];
const BAD_DIGESTS = [
  "",
  "../../..",
  "A".repeat(32),
  "0".repeat(31),
  "0".repeat(33),
  `${"0".repeat(31)}g`,
  `${"0".repeat(32)}\n`,
];

describe("a malformed digest is rejected before any lookup", () => {
  test.each(BAD_MD5S.map((md5) => [JSON.stringify(md5), md5]))("the MD5 %s", async (_, md5) => {
    const draft = await WireDraft.open(server.wire, { project: "digests", collection: "bad" });
    const manifest = manifestOf({ "a.txt": { digest: md5, size: 1 } });
    const { url, headers } = await draft.manifestAddress(md5Base64(manifest));
    const before = server.facts();
    expectRefusal(await draft.declare("a.txt", md5), 400);
    expectRefusal(await sendRequest(url, { method: "PUT", headers, body: manifest }), 400);
    await server.expectNothingStored(before);
    if (md5 !== "") await expect(draft.manifestAddress(md5)).rejects.toThrow("The server answered 400");
  });

  test.each(BAD_DIGESTS.map((digest) => [JSON.stringify(digest), digest]))(
    "the version digest %s",
    async (_, digest) => {
      const before = server.facts();
      const names = { entity: "admin", project: "digests", run: "none", collection: "bad" };
      expectRefusal(await server.wire.graphql(CREATE, { input: createInput({ ...names, digest }) }), 400);
      await server.expectNothingStored(before);
    },
  );

  test.each(["", "..", "zz".repeat(16), "0".repeat(31), "00".repeat(65)])(
    "the digest %j in an address",
    async (hex) => {
      const { facts } = await publishVersion(
        server.wire,
        { project: "digests", collection: "good" },
        { "a.txt": Buffer.from("a") },
      );
      expectRefusal(
        await server.wire.send(`/artifactsV2/default/admin/digests/good/${facts.id}//${hex}/a.txt`),
        [400, 404],
      );
    },
  );
});

test("a digest of another entity's private file must be uploaded and gives no access", async () => {
  const secret = Buffer.from("the secret of the first project");
  await publishVersion(server.wire, { project: "claims", collection: "private" }, { "secret.txt": secret });
  const other = await server.makeUser("claimant");
  for (const [wire, project] of [
    [other, "claims"],
    [server.wire, "elsewhere"],
  ] as const) {
    const draft = await WireDraft.open(wire, { project, collection: "claim" });
    expect(await draft.uploadAddress("secret.txt", secret)).not.toBeNull();
    const manifest = manifestOf({ "secret.txt": { digest: md5Base64(secret), size: secret.byteLength } });
    const answer = await draft.sendManifest(manifest);
    expectRefusal(answer, 400);
    expect(messageOf(answer)).toContain('"secret.txt"');
    expectRefusal(await draft.commit(), 400);
  }
  const own = await WireDraft.open(server.wire, { project: "claims", collection: "again" });
  expect(await own.uploadAddress("secret.txt", secret)).toBeNull();
});

test("a manifest that names missing bytes is rejected with a list of them", async () => {
  const draft = await WireDraft.open(server.wire, { project: "claims", collection: "missing" });
  const there = await draft.upload("there.txt", Buffer.from("there"));
  const missing = Array.from({ length: 30 }, (_, index) => `missing-${String(index).padStart(2, "0")}.txt`);
  const entries = missing.map((path) => [path, { digest: md5Base64(Buffer.from(path)), size: 1 }]);
  const answer = await draft.sendManifest(manifestOf({ "there.txt": there, ...Object.fromEntries(entries) }));
  expectRefusal(answer, 400);
  expect(messageOf(answer)).toContain('"missing-00.txt", "missing-01.txt"');
  expect(messageOf(answer)).toContain("and 10 more");
});

describe("two bodies with one MD5", () => {
  const [one, two] = collidingBytes().map((bytes) => Buffer.from(bytes)) as [Buffer, Buffer];
  const digest = md5Base64(one);
  const entries = { "a.bin": { digest, size: one.byteLength } };

  test("are two blobs in two projects, and each reader gets its own bytes", async () => {
    expect(md5Base64(two)).toBe(digest);
    await publishVersion(server.wire, { project: "collide-1", collection: "data" }, { "a.bin": one });
    await publishVersion(server.wire, { project: "collide-2", collection: "data" }, { "a.bin": two });
    for (const [project, bytes] of [
      ["collide-1", one],
      ["collide-2", two],
    ] as const)
      expect((await readVersion(server.wire, { project, name: "data:latest" })).get("a.bin")).toEqual(bytes);
  });

  test("are two blobs in one project when both were declared before either arrived; later files must be uploaded", async () => {
    const drafts = [];
    for (const collection of ["first", "second"])
      drafts.push(
        await WireDraft.open(server.wire, { project: "collide-3", collection, digest: versionDigest(entries) }),
      );
    const addresses = await Promise.all(drafts.map((draft) => draft.uploadAddress("a.bin", one)));
    for (const [index, bytes] of [one, two].entries()) {
      const { url, headers } = addresses[index]!;
      expect((await sendRequest(url, { method: "PUT", headers, body: bytes })).status).toBe(200);
    }
    for (const draft of drafts) {
      expect((await draft.sendManifest(manifestOf(entries))).status).toBe(200);
      expect((await draft.commit()).status).toBe(200);
    }
    for (const [collection, bytes] of [
      ["first", one],
      ["second", two],
    ] as const) {
      const read = await readVersion(server.wire, { project: "collide-3", name: `${collection}:latest` });
      expect(read.get("a.bin"), collection).toEqual(bytes);
    }
    const later = await WireDraft.open(server.wire, { project: "collide-3", collection: "third" });
    expect(await later.uploadAddress("b.bin", one)).not.toBeNull();
    expectRefusal(await later.sendManifest(manifestOf({ "b.bin": entries["a.bin"] })), 400);
  });

  test("are one blob in one project when sent one after the other", async () => {
    await publishVersion(server.wire, { project: "collide-4", collection: "first" }, { "a.bin": one });
    const draft = await WireDraft.open(server.wire, { project: "collide-4", collection: "second" });
    expect(await draft.uploadAddress("a.bin", two)).toBeNull();
    await publishVersion(server.wire, { project: "collide-4", collection: "second" }, { "a.bin": two });
    expect((await readVersion(server.wire, { project: "collide-4", name: "second:latest" })).get("a.bin")).toEqual(one);
  });
});

test("a reference to another entity's version gives no access", async () => {
  const { facts } = await publishVersion(
    server.wire,
    { project: "claims", collection: "target" },
    { "a.txt": Buffer.from("mine") },
  );
  const stranger = await server.makeUser("stranger");
  const hexId = Buffer.from(facts.id, "base64").toString("hex");
  const references = {
    "to-version": `wandb-artifact://${hexId}/a.txt`,
    "to-file": "file:///etc/passwd",
    "to-net": "http://169.254.169.254/",
  };
  const contents = Object.fromEntries(
    Object.entries(references).map(([path, ref]) => [path, { digest: ref, ref, size: 1 }]),
  );
  const draft = await WireDraft.open(stranger, {
    project: "mine",
    collection: "refs",
    digest: versionDigest(contents),
  });
  expect((await draft.sendManifest(manifestOf(contents))).status).toBe(200);
  expect((await draft.commit()).status).toBe(200);
  const version = await findVersion(stranger, { project: "mine", name: "refs:latest" });
  expect(Object.fromEntries(version!.files.map(({ path, url }) => [path, url]))).toEqual(references);
  const { artifact } = await stranger.data<{ artifact: unknown }>("query A($id: ID!) { artifact(id: $id) { id } }", {
    id: facts.id,
  });
  expect(artifact).toBeNull();
  const hex = Buffer.from(md5Base64(Buffer.from("mine")), "base64").toString("hex");
  for (const id of [facts.id, draft.facts.id])
    expectRefusal(await stranger.send(`/artifactsV2/default/stranger/mine/refs/${id}//${hex}/a.txt`), 404);
});

describe("a lost claim does not reveal whether others store the bytes", () => {
  const held = Buffer.from("a guess that another tenant stores");
  const unknown = Buffer.from("a guess that nobody stores");
  let guesser: WireClient;
  const opened = (collection: string) => WireDraft.open(guesser, { project: "guesses", collection });
  const collected = async (): Promise<void> => {
    const admin = new WireClient(server.process.baseUrl, server.process.adminToken);
    const { startJob } = await admin.data<{ startJob: { id: string } }>("mutation { startJob(kind: COLLECT) { id } }");
    const state = async () =>
      (await admin.data<{ job: { state: string } }>("query J($id: ID!) { job(id: $id) { state } }", startJob)).job
        .state;
    await expect.poll(state).toBe("DONE");
  };
  /** Whether the bytes of the guesses are asked for. */
  const asked = async (): Promise<boolean[]> => {
    const draft = await opened("later");
    const addresses = [];
    for (const guess of [held, unknown]) addresses.push(await draft.uploadAddress("guess.txt", guess));
    return addresses.map((address) => address !== null);
  };

  beforeAll(async () => {
    guesser = await server.makeUser("guesser");
    await publishVersion(await server.makeUser("victim"), { project: "p", collection: "data" }, { "secret.txt": held });
  });

  test("in an expired draft", async () => {
    for (const guess of [held, unknown]) {
      const draft = await opened("guess");
      await draft.upload("guess.txt", guess);
      await guesser.data("mutation A($ids: [ID!]!) { abandonDrafts(artifactIDs: $ids) { abandonedCount } }", {
        ids: [draft.facts.id],
      });
    }
    await collected();
    expect(await asked()).toEqual([true, true]);
  });

  test("in an expired draft that was resumed and committed without it", async () => {
    const draft = await WireDraft.open(guesser, {
      project: "guesses",
      collection: "came-back",
      digest: versionDigest({}),
    });
    for (const [index, guess] of [held, unknown].entries()) await draft.upload(`guess-${index}.txt`, guess);
    await guesser.data("mutation A($ids: [ID!]!) { abandonDrafts(artifactIDs: $ids) { abandonedCount } }", {
      ids: [draft.facts.id],
    });
    await collected();
    expect((await draft.sendManifest(manifestOf({}))).status).toBe(200);
    expect((await draft.commit()).status).toBe(200);
    expect(await asked()).toEqual([true, true]);
  });

  test("in a draft whose manifest leaves it out", async () => {
    const draft = await WireDraft.open(guesser, {
      project: "guesses",
      collection: "left-out",
      digest: versionDigest({}),
    });
    for (const [index, guess] of [held, unknown].entries()) await draft.upload(`guess-${index}.txt`, guess);
    expect((await draft.sendManifest(manifestOf({}))).status).toBe(200);
    expect((await draft.commit()).status).toBe(200);
    await collected();
    expect(await asked()).toEqual([true, true]);
  });

  test("in a version that was deleted and purged", async () => {
    const { facts } = await publishVersion(
      guesser,
      { project: "guesses", collection: "purged" },
      { "held.txt": held, "unknown.txt": unknown },
    );
    await collected();
    expect(await asked(), "while the version is there").toEqual([false, false]);
    await guesser.data(
      "mutation D($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }",
      { id: facts.id },
    );
    await guesser.data("mutation P($ids: [ID!]!) { purgeArtifacts(artifactIDs: $ids) { purgedCount } }", {
      ids: [facts.id],
    });
    await collected();
    expect(await asked()).toEqual([true, true]);
  });

  test("a file that a later version still has need not be uploaded again", async () => {
    const [stays, goes] = [Buffer.from("stays"), Buffer.from("goes")];
    const place = { project: "guesses", collection: "kept" };
    const first = await publishVersion(guesser, place, { "stays.txt": stays, "goes.txt": goes });
    await publishVersion(guesser, place, { "stays.txt": stays });
    await collected();
    await guesser.data(
      "mutation D($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }",
      { id: first.facts.id },
    );
    await guesser.data("mutation P($ids: [ID!]!) { purgeArtifacts(artifactIDs: $ids) { purgedCount } }", {
      ids: [first.facts.id],
    });
    await collected();
    const draft = await opened("kept");
    expect(await draft.uploadAddress("stays.txt", stays)).toBeNull();
    expect(await draft.uploadAddress("goes.txt", goes)).not.toBeNull();
  });
});
