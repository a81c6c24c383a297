import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { DeclaredFile, Binding, Draft } from "../../../../src/core/ports/metadata.ts";
import { expectFault, someBytes } from "../../blob-driver/checks.ts";
import { collidingBytes } from "../../../support/colliding-bytes.ts";
import { AT_MS, commitDraft, digestOf, type World, WHOLE } from "../world.ts";

/** Rules for drafts: what their files mean, and how one becomes a version. */
export function draftRules(world: World): void {
  const bind = (draft: Draft, files: readonly DeclaredFile[]): Promise<Binding[]> =>
    world.metadata.read.drafts.bind(draft, files);

  test("a draft is found by its id and by its client id", async () => {
    const collection = await world.collection();
    const runId = await world.run(collection.project);
    const facts = { aliases: ["best", 'quoted "x"'], madeByRunId: runId, distributedId: "group" };
    const draft = await world.draft(collection, facts);
    expect(draft).toMatchObject({ state: "PENDING", collectionId: collection.id, digest: "0".repeat(32), ...facts });
    expect(draft).toMatchObject({ projectId: collection.project.id, entityId: collection.project.entityId });
    expect(await world.metadata.read.drafts.find(999_999_999 as never)).toBeNull();
    const other = await world.draft(collection);
    const word = world.name("client");
    expect(await world.metadata.read.drafts.findByClientId(word)).toBeNull();
    await world.metadata.transaction((rows) => rows.drafts.rememberClientId(word, draft.id));
    expect(await world.metadata.read.drafts.findByClientId(word)).toBe(draft.id);
    await world.metadata.transaction((rows) => rows.drafts.rememberClientId(word, other.id));
    expect(await world.metadata.read.drafts.findByClientId(word)).toBe(other.id);
  });

  test("a draft is hidden from lists, indexes and aliases until it is committed", async () => {
    const collection = await world.collection();
    const draft = await world.draft(collection, { aliases: ["best"] });
    const { versions } = world.metadata.read;
    expect((await versions.list(collection.id, WHOLE)).rows).toEqual([]);
    expect(await versions.newest(collection.id)).toBeNull();
    expect(await versions.membership(collection.id, { alias: "best" })).toBeNull();
    expect(await versions.byId(draft.id)).toMatchObject({ state: "PENDING", versionIndex: null });
  });

  test("bind() returns the blob uploaded under that name, else the project's only claim, else missing", async () => {
    const collection = await world.collection();
    const [mine, twin] = [await world.draft(collection), await world.draft(collection)];
    const [one, two] = [someBytes(100, 1), someBytes(200, 2)];
    const hash = await world.send(mine, "one.bin", one);
    const other = await world.send(twin, "two.bin", two);
    const files = [
      { path: "two.bin", digest: digestOf(two) },
      { path: "one.bin", digest: digestOf(one) },
      { path: "elsewhere/one.bin", digest: digestOf(one) },
      { path: "one.bin", digest: digestOf(someBytes(3, 3)) },
      { path: "one.bin", digest: digestOf(one) },
    ];
    const bound = await bind(mine, files);
    expect(bound.map((binding) => (typeof binding === "string" ? binding : [binding.hash, binding.sizeBytes]))).toEqual(
      [[other, 200], [hash, 100], [hash, 100], "missing", [hash, 100]],
    );
    expect(await bind(mine, [])).toEqual([]);
    const foreign = await world.draft(await world.collection());
    expect(await bind(foreign, files)).toEqual(files.map(() => "missing"));
  });

  test("bind() reports two blobs of one digest as ambiguous, unless one was uploaded under that name", async () => {
    const collection = await world.collection();
    const [one, two] = collidingBytes();
    const digest = digestOf(one);
    expect(digestOf(two)).toBe(digest);
    const [first, second, third] = [
      await world.draft(collection),
      await world.draft(collection),
      await world.draft(collection),
    ];
    const hash = await world.send(first, "a", one);
    expect(await bind(second, [{ path: "a", digest }])).toMatchObject([{ hash }]);
    const otherHash = await world.send(second, "a", two);
    expect(otherHash).not.toBe(hash);
    const hashes = async (draft: Draft): Promise<unknown[]> =>
      (
        await bind(draft, [
          { path: "a", digest },
          { path: "b", digest },
        ])
      ).map((binding) => (typeof binding === "string" ? binding : binding.hash));
    expect(await hashes(first)).toEqual([hash, "ambiguous"]);
    expect(await hashes(second)).toEqual([otherHash, "ambiguous"]);
    expect(await hashes(third)).toEqual(["ambiguous", "ambiguous"]);
  });

  test("keep() adds a declared file to the draft, and reports missing bytes", async () => {
    const collection = await world.collection();
    const [one, two] = collidingBytes();
    const [sender, draft] = [await world.draft(collection), await world.draft(collection)];
    await world.send(sender, "one", one);
    const file = { path: "x", digest: digestOf(one) };
    const [binding] = await bind(draft, [file]);
    const blobId = typeof binding === "object" ? binding.id : (0 as never);
    await world.metadata.transaction((rows) => rows.drafts.keep(draft.id, [{ ...file, blobId }]));
    await world.metadata.transaction((rows) => rows.drafts.keep(draft.id, [{ ...file, blobId }]));
    await world.metadata.transaction((rows) => rows.drafts.keep(draft.id, []));
    // A second claim of the digest no longer matters to what was kept.
    await world.send(sender, "two", two);
    expect(await bind(draft, [file])).toEqual([binding]);
    const gone = { ...file, path: "y", blobId: 999_999_999 as never };
    await expectFault(
      world.metadata.transaction((rows) => rows.drafts.keep(draft.id, [{ ...file, blobId }, gone])),
      "unavailable",
    );
  });

  test("bind() and keep() accept ten thousand files", async () => {
    const draft = await world.draft(await world.collection());
    const content = someBytes(10, 5);
    await world.send(draft, "folder/00000", content);
    const files = Array.from({ length: 10_000 }, (_, index) => ({
      path: `folder/${String(index).padStart(5, "0")}`,
      digest: index % 2 === 0 ? digestOf(content) : digestOf(Buffer.from([1, 2])),
    }));
    const bound = await bind(draft, files);
    expect(bound.filter((binding) => binding === "missing")).toHaveLength(5000);
    const kept = files.flatMap((file, index) => {
      const binding = bound[index]!;
      return typeof binding === "string" ? [] : [{ ...file, blobId: binding.id }];
    });
    await world.metadata.transaction((rows) => rows.drafts.keep(draft.id, kept));
    const rows = await world.place.engine.read
      .selectFrom("draft_blobs")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("artifact_id", "=", draft.id)
      .executeTakeFirstOrThrow();
    expect(Number(rows.count)).toBe(5000);
  });

  test("drafts.commit() makes a version with the facts it is given", async () => {
    const collection = await world.collection();
    const draft = await world.draft(collection);
    const manifestId = await world.manifest(draft.id);
    const facts = { collectionId: collection.id, versionIndex: 7, manifestId, digest: "f".repeat(32) };
    const counts = { sizeBytes: 2 ** 52, entryCount: 12, atMs: AT_MS + 3 };
    const id = await world.metadata.transaction((rows) => rows.drafts.commit(draft.id, { ...facts, ...counts }));
    const membership = await world.metadata.read.versions.membership(collection.id, { versionIndex: 7 });
    expect(membership).toMatchObject({ id, versionIndex: 7, createdAtMs: AT_MS + 3 });
    const version = { digest: facts.digest, sizeBytes: 2 ** 52, entryCount: 12, versionIndex: 7, state: "COMMITTED" };
    expect(membership?.version).toMatchObject({ ...version, updatedAtMs: AT_MS + 3 });
    expect(await world.metadata.read.manifests.ofVersion(draft.id)).toBe(manifestId);
  });

  test("the version index of a collection is unique", async () => {
    const collection = await world.collection();
    const [one, two] = [await world.draft(collection), await world.draft(collection)];
    const manifestId = await world.manifest(one.id);
    const facts = { collectionId: collection.id, versionIndex: 0, manifestId, digest: "", sizeBytes: 0, entryCount: 0 };
    const commit = (id: typeof one.id): Promise<unknown> =>
      world.metadata.transaction((rows) => rows.drafts.commit(id, { ...facts, atMs: AT_MS }));
    await commit(one.id);
    await expectFault(commit(two.id), "conflict");
    await expectFault(commit(one.id), "conflict");
    expect(await world.metadata.read.drafts.find(two.id)).toMatchObject({ state: "PENDING" });
  });

  test("the second of two transactions that lock one draft sees the writes of the first", async () => {
    const collection = await world.collection();
    const draft = await world.draft(collection);
    const manifestId = await world.manifest(draft.id);
    const lockAndCommit = (): Promise<string> =>
      world.metadata.transaction(async (rows) => {
        const locked = (await rows.drafts.lock(draft.id))!;
        if (locked.state === "COMMITTED") return "was committed";
        await sleep(50);
        return `committed as ${await commitDraft(rows, locked, manifestId)}`;
      });
    expect((await Promise.all([lockAndCommit(), lockAndCommit()])).toSorted()).toEqual([
      "committed as 0",
      "was committed",
    ]);
    expect(await world.metadata.transaction((rows) => rows.drafts.lock(999_999_999 as never))).toBeNull();
  });

  test("runs with one distributed id share one draft, and later fields override earlier ones", async () => {
    const collection = await world.collection();
    const other = await world.collection(collection.project);
    const draft = await world.draft(collection, { distributedId: "many", aliases: ["a"], description: "first" });
    await world.draft(other, { distributedId: "many" });
    const { drafts, versions } = world.metadata.read;
    expect(await drafts.findByDistributedId(collection.id, "many")).toBe(draft.id);
    expect(await drafts.findByDistributedId(collection.id, "few")).toBeNull();
    const facts = { aliases: ["a", "b"], description: null, metadata: '{"n":1}' as never, ttlSeconds: null };
    await world.metadata.transaction((rows) => rows.drafts.join(draft.id, { ...facts, atMs: AT_MS + 1 }));
    expect((await drafts.find(draft.id))?.aliases).toEqual(["a", "b"]);
    expect(await versions.byId(draft.id)).toMatchObject({ description: "first", metadata: '{"n":1}' });
    await expect(world.draft(collection, { distributedId: "many" })).rejects.toThrow();
  });
}
