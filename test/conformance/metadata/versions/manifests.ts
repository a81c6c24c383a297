import { expect, test } from "vitest";
import type { Draft, ManifestNode } from "../../../../src/core/ports/metadata.ts";
import { decodeNode, decodeSegment, type ManifestId } from "../../../../src/model/index.ts";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { expectFault, someBytes } from "../../blob-driver/checks.ts";
import { AT_MS, commitDraft, digestOf, type World } from "../world.ts";

/** Rules for manifests and their nodes. */
export function manifestRules(world: World): void {
  const receive = (id: ManifestId, nodes: readonly ManifestNode[], digest = "a".repeat(32)): Promise<void> =>
    world.metadata.transaction((rows) =>
      rows.manifests.receive(id, nodes, { digest, sizeBytes: 10, entryCount: nodes.length }),
    );
  const createDraft = async (): Promise<Draft> => world.draft(await world.collection());
  /** A node of one file, which is sent first. */
  const nodeOf = async (draft: Draft, path: string, seed: number): Promise<ManifestNode> => {
    const content = someBytes(50, seed);
    await world.send(draft, path, content);
    return world.node(draft, [{ path, digest: digestOf(content) }]);
  };

  test("a manifest is declared, then received; a draft has its manifests in the order they came", async () => {
    const draft = await createDraft();
    const base = await world.version(await world.collection());
    const inserted = await world.metadata.transaction((rows) =>
      rows.manifests.insert({
        artifactId: draft.id,
        kind: "PATCH",
        name: "m.json",
        md5: "1B2M2Y8AsgTpgAmY7PhCfg==",
        baseId: base,
        runName: "r",
        atMs: AT_MS,
      }),
    );
    const { id } = inserted;
    const declared = { id, artifactId: draft.id, kind: "PATCH", name: "m.json", baseId: base, runName: "r" };
    const manifest = await world.metadata.read.manifests.byId(id);
    expect(inserted).toEqual(manifest);
    expect(manifest).toEqual({
      ...declared,
      md5: "1B2M2Y8AsgTpgAmY7PhCfg==",
      isReceived: false,
      digest: "",
      sizeBytes: 0,
      entryCount: 0,
      policyConfig: null,
      createdAtMs: AT_MS,
    });
    const second = await world.manifest(draft.id);
    expect((await world.metadata.read.manifests.ofDraft(draft.id)).map((row) => row.id)).toEqual([id, second]);
    expect(await world.metadata.read.manifests.ofDraft(999_999_999 as never)).toEqual([]);
    expect(await world.metadata.read.manifests.byId(999_999_999 as never)).toBeNull();
    expect(await world.metadata.read.manifests.ofVersion(draft.id)).toBeNull();
  });

  test("receive() stores nodes in order, by which entries and bytes are found", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    const nodes = [await nodeOf(draft, "b", 1), await nodeOf(draft, "a", 2), await nodeOf(draft, "é😀", 3)];
    await receive(id, nodes);
    const facts = { isReceived: true, digest: "a".repeat(32), sizeBytes: 10, entryCount: 3 };
    expect(await world.metadata.read.manifests.byId(id)).toMatchObject(facts);
    const kept = await world.metadata.read.manifests.nodes(id);
    expect(kept.map(({ partId, firstPath, entryCount }) => ({ partId, firstPath, entryCount }))).toEqual(nodes);
    for (const [index, path] of ["b", "a", "é😀"].entries()) {
      const [segment] = decodeNode(await world.blobs.readPart(kept[index]!.chunkHash));
      const entries = decodeSegment(await world.blobs.readPart(segment!.chunkHash));
      expect(entries).toMatchObject([{ path, sizeBytes: 50, digest: digestOf(someBytes(50, index + 1)) }]);
    }
  });

  test("receive() again replaces the nodes, with the same, others, fewer or none", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    const [one, two, three] = [
      await nodeOf(draft, "1", 11),
      await nodeOf(draft, "2", 12),
      await nodeOf(draft, "3", 13),
    ];
    for (const nodes of [[one, two], [one, two], [two, three], [three, one, two], [], [one]]) {
      await receive(id, nodes);
      const kept = await world.metadata.read.manifests.nodes(id);
      expect(kept.map(({ partId }) => partId)).toEqual(nodes.map(({ partId }) => partId));
      const refs = await world.place.engine.read
        .selectFrom("manifest_parts")
        .select(["id", "refs"])
        .where("id", "in", [one.partId, two.partId, three.partId])
        .orderBy("id")
        .execute();
      expect(refs.map((row) => row.refs)).toEqual([one, two, three].map((node) => (nodes.includes(node) ? 1 : 0)));
    }
  });

  test("a node that two manifests share is counted for both", async () => {
    const draft = await createDraft();
    const [one, two] = [await world.manifest(draft.id), await world.manifest(draft.id)];
    const node = await nodeOf(draft, "shared", 21);
    await receive(one, [node]);
    await receive(two, [node, { ...node, firstPath: "shared again" }]);
    await receive(one, []);
    const { refs } = await world.place.engine.read
      .selectFrom("manifest_parts")
      .select("refs")
      .where("id", "=", node.partId)
      .executeTakeFirstOrThrow();
    expect(refs).toBe(2);
    await receive(two, []);
  });

  test("receive() rejects a collected node and keeps the manifest unchanged", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    const [kept, gone] = [await nodeOf(draft, "kept", 31), await nodeOf(draft, "gone", 32)];
    await receive(id, [kept]);
    await expectFault(receive(id, [kept, { ...gone, partId: 999_999_999 }], "b".repeat(32)), "unavailable");
    expect((await world.metadata.read.manifests.nodes(id)).map(({ partId }) => partId)).toEqual([kept.partId]);
    expect(await world.metadata.read.manifests.byId(id)).toMatchObject({ digest: "a".repeat(32), isReceived: true });
  });

  test("a manifest received twenty times concurrently is stored once", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    const nodes = [await nodeOf(draft, "x", 41), await nodeOf(draft, "y", 42)];
    await Promise.all(Array.from({ length: 20 }, (_, turn) => receive(id, turn % 2 === 0 ? nodes : nodes.slice(0, 1))));
    const kept = await world.metadata.read.manifests.nodes(id);
    expect(kept.length === 1 || kept.length === 2).toBe(true);
  });

  test("receive() accepts two thousand nodes", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    const node = await nodeOf(draft, "many", 51);
    const nodes = Array.from({ length: 2000 }, (_, index) => ({ ...node, firstPath: `many/${index}` }));
    await receive(id, nodes);
    const kept = await world.metadata.read.manifests.nodes(id);
    expect(kept.map(({ firstPath }) => firstPath)).toEqual(nodes.map(({ firstPath }) => firstPath));
    await receive(id, [node]);
  });

  test("blobs() returns the rows of stored blobs", async () => {
    const draft = await createDraft();
    const hashes = [await world.send(draft, "p", someBytes(5, 61)), await world.send(draft, "q", someBytes(6, 62))];
    const found = await world.metadata.read.manifests.blobs([...hashes, "f".repeat(64) as never]);
    expect(found.toSorted((left, right) => left.sizeBytes - right.sizeBytes)).toMatchObject([
      { hash: hashes[0], sizeBytes: 5 },
      { hash: hashes[1], sizeBytes: 6 },
    ]);
    expect(await world.metadata.read.manifests.blobs([])).toEqual([]);
  });

  test("a version keeps one manifest, and the draft's others are released", async () => {
    const draft = await createDraft();
    const [one, two, three] = [
      await world.manifest(draft.id),
      await world.manifest(draft.id),
      await world.manifest(draft.id),
    ];
    const nodes = [await nodeOf(draft, "a", 71), await nodeOf(draft, "b", 72)];
    await receive(one, nodes);
    await receive(two, nodes.slice(1));
    await world.metadata.transaction((rows) => commitDraft(rows, draft, two));
    expect((await world.metadata.read.manifests.ofDraft(draft.id)).map((row) => row.id)).toEqual([two]);
    expect(await world.metadata.read.manifests.nodes(one)).toEqual([]);
    expect(await world.metadata.read.manifests.byId(three)).toBeNull();
    expect(await world.metadata.read.manifests.nodes(two)).toHaveLength(1);
  });

  test("removing a draft removes its manifests", async () => {
    const draft = await createDraft();
    const id = await world.manifest(draft.id);
    await runTransaction(world.place.engine, (db) => db.deleteFrom("artifacts").where("id", "=", draft.id).execute());
    expect(await world.metadata.read.manifests.byId(id)).toBeNull();
  });
}
