/** Entries of a deleted version that other versions refer to: who may read them, how long they stay, who sees and ends that. */
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";
import {
  manifestOf,
  md5Base64,
  publishVersion,
  versionDigest,
  WireDraft,
  type WireEntry,
} from "../../support/wire-draft.ts";

const server = testServer({ STEMMA_UNDELETE_DAYS: "1" });
const wires: Record<string, WireClient> = {};
let admin: WireClient;
let number = 0;
let source: WireDraft;
let files: Record<string, Buffer>;

const DELETE =
  "mutation M($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }";
const PURGE = "mutation M($ids: [ID!]!) { purgeArtifacts(artifactIDs: $ids) { purgedCount bytes } }";
const UNDELETE = "mutation M($ids: [ID!]!) { undeleteArtifacts(artifactIDs: $ids) { takenAliases } }";
const BY_ID = `query Q($id: ID!) { artifact(id: $id) { state currentManifest { file { directUrl } } referredBy { name entryCount }
  filesByManifestEntries(entries: [{name: "a.txt", digest: ""}, {name: "b.txt", digest: ""}], storageLayout: "V2", manifestVersion: "1") { edges { node { name directUrl } } } } }`;

interface Seen {
  readonly state: string;
  readonly currentManifest: { readonly file: { readonly directUrl: string } } | null;
  readonly referredBy: readonly { readonly name: string; readonly entryCount: number }[] | null;
  readonly filesByManifestEntries: {
    readonly edges: readonly { readonly node: { readonly name: string; readonly directUrl: string } }[];
  };
}

/** Logs a version that refers to entries of another one. */
async function refer(
  by: string,
  place: { entity: string; project: string; collection: string },
  id: string,
  paths: readonly string[],
): Promise<WireDraft> {
  const hex = Buffer.from(atob(id)).toString("hex");
  const entries: Record<string, WireEntry> = Object.fromEntries(
    paths.map((path) => [
      `ref-${path}`,
      { digest: md5Base64(files[path] ?? Buffer.from(path)), size: 0, ref: `wandb-artifact://${hex}/${path}` },
    ]),
  );
  const draft = await WireDraft.open(wires[by]!, { ...place, digest: versionDigest(entries) });
  for (const answer of [await draft.sendManifest(manifestOf(entries)), await draft.commit()])
    if (answer.status !== 200) throw new Error(answer.body.toString("utf8"));
  return draft;
}

async function seenBy(wire: WireClient, id = source.facts.id): Promise<Seen | null> {
  return (await wire.data<{ artifact: Seen | null }>(BY_ID, { id })).artifact;
}

/** The files of the deleted source that a caller gets by each of the ways that clients have. */
async function readable(wire: WireClient): Promise<Record<"listed" | "manifest" | "addressed" | "fallback", string[]>> {
  const { id, entity, project, collection } = source.facts;
  const seen = await seenBy(wire);
  const [listed, addressed, fallback]: [string[], string[], string[]] = [[], [], []];
  let manifest: string[] = [];
  if (seen?.currentManifest) {
    const answer = await sendRequest(seen.currentManifest.file.directUrl);
    if (answer.status === 200) manifest = Object.keys((jsonOf(answer) as { contents: object }).contents);
  }
  for (const { node } of seen?.filesByManifestEntries.edges ?? []) {
    listed.push(node.name);
    const answer = await sendRequest(node.directUrl);
    if (answer.status === 200 && answer.body.equals(files[node.name]!)) addressed.push(node.name);
  }
  for (const [path, bytes] of Object.entries(files)) {
    const hex = createHash("md5").update(bytes).digest("hex");
    const answer = await wire.send(
      `/artifactsV2/default/${entity}/${project}/${collection}/${encodeURIComponent(id)}//${hex}/${path}`,
    );
    if (answer.status === 200 && answer.body.equals(bytes)) fallback.push(path);
  }
  return { listed, manifest, addressed, fallback };
}

const all = (...paths: string[]) => ({ listed: paths, manifest: paths, addressed: paths, fallback: paths });

/** Runs a job of the server to its end. */
async function job(kind: string): Promise<unknown> {
  const { startJob } = await admin.data<{ startJob: { id: string } }>(
    `mutation M { startJob(kind: ${kind}, graceSeconds: 0) { id } }`,
  );
  type JobState = { job: { state: string; result: unknown } };
  const state = async () =>
    (await admin.data<JobState>("query J($id: ID!) { job(id: $id) { state result } }", startJob)).job;
  await expect.poll(async () => (await state()).state).toBe("DONE");
  return (await state()).result;
}

/** Whether bytes of that size are stored. */
function isStored(bytes: Buffer): boolean {
  const database = new DatabaseSync(join(server.process.data, "stemma.sqlite"), { readOnly: true });
  try {
    return database.prepare("select 1 from blobs where size_bytes = ?").get(bytes.byteLength) !== undefined;
  } finally {
    database.close();
  }
}

const remove = (by: string, id: string): Promise<unknown> => wires[by]!.data(DELETE, { id });
const lab = (collection: string) => ({ entity: "alpha", project: "lab", collection: `${collection}-${number}` });

beforeAll(async () => {
  admin = new WireClient(server.process.baseUrl, server.process.adminToken);
  for (const name of ["lead", "maker", "reader", "both", "outsider"]) wires[name] = await server.makeUser(name);
  await server.makeTeams("org", {
    alpha: { lead: "admin", maker: "member", both: "viewer", reader: "viewer" },
    beta: { both: "member", outsider: "admin" },
  });
});

beforeEach(async () => {
  number += 1;
  // Of sizes that nothing else has.
  files = {
    "a.txt": Buffer.alloc(20_000 + number, `a${number}`),
    "b.txt": Buffer.alloc(30_000 + number, `b${number}`),
  };
  source = await publishVersion(wires["maker"]!, lab("source"), files);
});

describe("an entry referenced by a version of the same team", () => {
  test("stays readable by id after deletion and purge, unlike the rest of the version", async () => {
    const { directUrl } = (await seenBy(wires["reader"]!))!.filesByManifestEntries.edges[0]!.node;
    await refer("maker", lab("table"), source.facts.id, ["a.txt"]);
    expect(await readable(wires["reader"]!)).toEqual({ ...all("a.txt", "b.txt") });
    await remove("maker", source.facts.id);
    await expect.poll(() => readable(wires["reader"]!)).toEqual(all("a.txt"));
    await job("PURGE");
    await job("COLLECT");
    expect(await readable(wires["reader"]!)).toEqual(all("a.txt"));
    expect((await seenBy(wires["lead"]!))!.state).toBe("DELETED");
    expect((await sendRequest(directUrl)).status, "an address from before the deletion").toBe(200);
    expect([isStored(files["a.txt"]!), isStored(files["b.txt"]!)]).toEqual([true, false]);
    expect(await readable(wires["outsider"]!)).toEqual(all());
    const verified = JSON.stringify(await job("VERIFY"));
    expect(verified, verified).toContain('"found":0');
    // What is gone does not come back in part.
    expectRefusal(await wires["lead"]!.graphql(UNDELETE, { ids: [source.facts.id] }), 410);
  });

  test("is purged when its last reference goes, and restored with its referrer", async () => {
    const table = await refer("maker", lab("table"), source.facts.id, ["a.txt"]);
    const other = await refer("maker", lab("other"), source.facts.id, ["a.txt", "b.txt"]);
    await remove("maker", source.facts.id);
    await job("PURGE");
    await expect.poll(() => readable(wires["maker"]!)).toEqual(all("a.txt", "b.txt"));
    await remove("maker", other.facts.id);
    await expect.poll(() => readable(wires["maker"]!)).toEqual(all("a.txt"));
    await wires["maker"]!.data(UNDELETE, { ids: [other.facts.id] });
    await expect.poll(() => readable(wires["maker"]!)).toEqual(all("a.txt", "b.txt"));
    for (const { facts } of [other, table]) {
      await remove("maker", facts.id);
      await job("PURGE");
      await job("COLLECT");
      expect(isStored(files["b.txt"]!)).toBe(false);
      expect(isStored(files["a.txt"]!)).toBe(facts.id === other.facts.id);
    }
    await expect.poll(() => readable(wires["maker"]!)).toEqual(all());
    expect((await seenBy(wires["maker"]!))!.currentManifest).toBeNull();
  });

  test("survives the deletion of the source collection and the expiry of the source", async () => {
    await refer("maker", lab("table"), source.facts.id, ["b.txt"]);
    const { project } = await wires["maker"]!.data<{ project: { artifactCollection: { id: string } } }>(
      `query Q($name: String!) { project(entityName: "alpha", name: "lab") { artifactCollection(name: $name) { id } } }`,
      { name: source.facts.collection },
    );
    await wires["maker"]!.data(
      "mutation M($id: ID!) { deleteArtifactSequence(input: {artifactSequenceID: $id}) { artifactCollection { state } } }",
      { id: project.artifactCollection.id },
    );
    await job("PURGE");
    await expect.poll(() => readable(wires["reader"]!)).toEqual(all("b.txt"));
  });

  test("survives the deletion of the source project", async () => {
    const own = { entity: "alpha", project: `short-${number}`, collection: "source" };
    await remove("maker", source.facts.id);
    source = await publishVersion(wires["maker"]!, own, files);
    await refer("maker", lab("table"), source.facts.id, ["a.txt"]);
    await wires["lead"]!.data(
      `mutation M($project: String!) { deleteProject(entityName: "alpha", projectName: $project) { projectID } }`,
      { project: own.project },
    );
    await job("PURGE");
    await job("COLLECT");
    await expect.poll(() => readable(wires["reader"]!)).toEqual(all("a.txt"));
    expect(await readable(wires["outsider"]!)).toEqual(all());
    expect(isStored(files["b.txt"]!)).toBe(false);
  });

  test("survives for a version based on the referring one", async () => {
    const table = await refer("maker", lab("table"), source.facts.id, ["a.txt"]);
    const added = { "new.txt": { digest: md5Base64(Buffer.from("new")), size: 3 } };
    const draft = await WireDraft.open(wires["maker"]!, { ...lab("table"), digest: versionDigest(added) });
    await draft.upload("new.txt", Buffer.from("new"));
    const manifest = manifestOf(added);
    const made = await wires["maker"]!.data<{
      createArtifactManifest: { artifactManifest: { file: { uploadUrl: string } } };
    }>(
      `mutation M($input: CreateArtifactManifestInput!) { createArtifactManifest(input: $input) { artifactManifest { id file { uploadUrl } } } }`,
      {
        input: {
          artifactID: draft.facts.id,
          baseArtifactID: table.facts.id,
          name: "wandb_manifest.incremental.json",
          digest: md5Base64(manifest),
          entityName: "alpha",
          projectName: "lab",
          runName: draft.facts.run,
          type: "INCREMENTAL",
        },
      },
    );
    const { uploadUrl } = made.createArtifactManifest.artifactManifest.file;
    expect((await sendRequest(uploadUrl, { method: "PUT", body: manifest })).status).toBe(200);
    expect((await draft.commit()).status).toBe(200);
    for (const id of [table.facts.id, source.facts.id]) await remove("maker", id);
    await job("PURGE");
    await expect.poll(() => readable(wires["reader"]!)).toEqual(all("a.txt"));
  });
});

describe("a reference from another team", () => {
  const beta = () => ({ entity: "beta", project: "desk", collection: `table-${number}` });

  test("gives no read access to the source, before and after the deletion", async () => {
    await refer("both", beta(), source.facts.id, ["a.txt"]);
    for (const _ of ["before", "after"]) {
      expect(await readable(wires["outsider"]!)).toEqual(all());
      expect(await seenBy(wires["outsider"]!)).toBeNull();
      await remove("maker", source.facts.id);
    }
    await expect.poll(() => readable(wires["both"]!)).toEqual(all("a.txt"));
  });

  test("by a user without read access to the source keeps nothing", async () => {
    await refer("outsider", beta(), source.facts.id, ["a.txt"]);
    await remove("maker", source.facts.id);
    await job("PURGE");
    await job("COLLECT");
    expect(isStored(files["a.txt"]!)).toBe(false);
    await expect.poll(() => readable(wires["lead"]!)).toEqual(all());
  });

  test("is visible to admins of the source, who can still purge; its bytes count for the source's entity", async () => {
    await refer("both", beta(), source.facts.id, ["a.txt", "missing.txt"]);
    const holder = `beta/desk/table-${number}:v0`;
    for (const _ of ["before", "after"]) {
      expect((await seenBy(wires["lead"]!))!.referredBy).toEqual([{ name: holder, entryCount: 2 }]);
      expect((await seenBy(wires["maker"]!))!.referredBy).toBeNull();
      await remove("maker", source.facts.id);
      await job("PURGE");
    }
    const held = async (): Promise<number> =>
      (await admin.data<{ entity: { storageBytes: number } }>('{ entity(name: "alpha") { storageBytes } }')).entity
        .storageBytes;
    const before = await held();
    expectRefusal(await wires["both"]!.graphql(PURGE, { ids: [source.facts.id] }), 403);
    expectRefusal(await wires["maker"]!.graphql(PURGE, { ids: [source.facts.id] }), 403);
    const { purgeArtifacts } = await wires["lead"]!.data<{ purgeArtifacts: { purgedCount: number; bytes: number } }>(
      PURGE,
      {
        ids: [source.facts.id],
      },
    );
    expect(purgeArtifacts.purgedCount).toBe(1);
    expect(before - (await held())).toBe(purgeArtifacts.bytes);
    expect(purgeArtifacts.bytes).toBeGreaterThan(0);
    await expect.poll(() => readable(wires["both"]!)).toEqual(all());
    expect((await seenBy(wires["both"]!))!.currentManifest).toBeNull();
  });
});
