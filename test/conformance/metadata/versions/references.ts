import { expect, test } from "vitest";
import { purgeExpiredDeletions } from "../../../../src/core/deletion/expire-and-purge.ts";
import type { Ports } from "../../../../src/core/ports/ports.ts";
import { readableEntries, referredEntriesAt } from "../../../../src/core/artifacts/referred-entries.ts";
import { realHashing } from "../../../../src/server/system-ports.ts";
import { createAccounting } from "../../../../src/stores/accounting/accounting.ts";
import type { ArtifactId, ManifestId } from "../../../../src/model/index.ts";
import { AT_MS, commitDraft, digestOf, type World } from "../world.ts";

/** Rules for references of versions to entries of others. */
export function referenceRules(world: World): void {
  /** A version whose manifest refers to paths of a source, and keeps them if it is told to. */
  const referring = async (source: ArtifactId, paths: readonly string[], isKeeping = true) => {
    const draft = await world.draft(await world.collection());
    const manifestId = await world.manifest(draft.id);
    await world.metadata.transaction(async (rows) => {
      await rows.references.add(
        manifestId,
        paths.map((path) => ({ sourceId: source, path })),
      );
      if (isKeeping) await rows.references.keep(manifestId, [source]);
      await commitDraft(rows, draft, manifestId);
    });
    return { id: draft.id, manifestId };
  };
  const remove = (...ids: ArtifactId[]) => world.metadata.transaction((rows) => rows.deletions.delete(ids, AT_MS));
  const purge = (...ids: ArtifactId[]) => world.metadata.transaction((rows) => rows.deletions.purge(ids));
  const source = async (): Promise<ArtifactId> => world.version(await world.collection());
  const readable = (id: ArtifactId) => world.metadata.read.references.readablePaths(id, { after: "", first: 10 });
  const kept = (id: ArtifactId) => world.metadata.read.references.keptPaths(id);

  test("add() stores a path once and skips missing sources; keep() makes them count", async () => {
    const id = await source();
    await referring(id, ["b", "a", "a"]);
    await referring(id, ["c"], false);
    await referring(999_999 as ArtifactId, ["a"]);
    expect(await readable(id)).toEqual(["a", "b"]);
    expect(await kept(id)).toEqual(["a", "b"]);
    expect(await world.metadata.read.references.keptAmong([id, await source()])).toEqual([id]);
  });

  test("readablePaths() returns pages in byte order, optionally among given names", async () => {
    const id = await source();
    await referring(id, ["z", "B", "ä", "a/1", "a"]);
    await referring(id, ["z"]);
    const { references } = world.metadata.read;
    const first = await references.readablePaths(id, { after: "", first: 3 });
    expect(first).toEqual(["B", "a", "a/1"]);
    expect(await references.readablePaths(id, { after: "a/1", first: 3 })).toEqual(["z", "ä"]);
    expect(await references.readablePaths(id, { among: ["z", "none", "B"] })).toEqual(["B", "z"]);
  });

  test("a deleted referrer gives no access, but keeps entries until it is purged", async () => {
    const id = await source();
    const [one, other] = [await referring(id, ["a"]), await referring(id, ["a", "b"])];
    expect(await world.metadata.read.references.referrersOf(id)).toEqual([
      { id: one.id, entryCount: 1 },
      { id: other.id, entryCount: 2 },
    ]);
    await remove(other.id);
    expect(await readable(id)).toEqual(["a"]);
    expect(await kept(id)).toEqual(["a", "b"]);
    await purge(other.id);
    expect(await kept(id)).toEqual(["a"]);
  });

  test("a self-reference keeps nothing", async () => {
    const draft = await world.draft(await world.collection());
    const manifestId = await world.manifest(draft.id);
    await world.metadata.transaction(async (rows) => {
      await rows.references.add(manifestId, [{ sourceId: draft.id, path: "a" }]);
      await rows.references.keep(manifestId, [draft.id]);
      await commitDraft(rows, draft, manifestId);
    });
    expect(await kept(draft.id)).toEqual([]);
  });

  test("sourcesOf() returns the owners of sources, and whether others keep all of them", async () => {
    const [collection, other] = [await world.collection(), await source()];
    const id = await world.version(collection);
    await referring(id, ["a", "b"]);
    const draft = await world.draft(await world.collection());
    const manifestId = await world.manifest(draft.id);
    const sources = () => world.metadata.transaction((rows) => rows.references.sourcesOf(manifestId));
    const refer = (sourceId: ArtifactId, path: string) =>
      world.metadata.transaction((rows) => rows.references.add(manifestId, [{ sourceId, path }]));
    await refer(id, "a");
    const { entityId } = collection.project;
    expect(await sources()).toEqual([{ sourceId: id, entityId, state: "COMMITTED", isAllReadable: true }]);
    await remove(id);
    await refer(id, "c");
    await refer(other, "a");
    const found = await sources();
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ sourceId: id, entityId, state: "DELETED", isAllReadable: false });
    await world.metadata.transaction((rows) => rows.references.clear(manifestId));
    expect(await sources()).toEqual([]);
  });

  test("copy() merges the references of several manifests into one", async () => {
    const id = await source();
    const draft = await world.draft(await world.collection());
    const manifests: ManifestId[] = [];
    for (let count = 0; count < 3; count++) manifests.push(await world.manifest(draft.id));
    await world.metadata.transaction(async (rows) => {
      await rows.references.add(manifests[0]!, [{ sourceId: id, path: "a" }]);
      await rows.references.add(manifests[1]!, [{ sourceId: id, path: "a" }]);
      await rows.references.add(manifests[1]!, [{ sourceId: id, path: "b" }]);
      await rows.references.copy(manifests.slice(0, 2), manifests[2]!);
      await rows.references.keep(manifests[2]!, [id]);
      await commitDraft(rows, draft, manifests[2]!);
    });
    expect(await readable(id)).toEqual(["a", "b"]);
  });

  test("replace() substitutes a manifest, and its sources are checked again", async () => {
    const [id, further] = [await source(), await source()];
    const { id: middle } = await referring(further, ["x"]);
    await referring(id, ["a"]);
    await remove(id, middle);
    const { references, manifests } = world.metadata.read;
    const keep = (of: ArtifactId) =>
      world.metadata.transaction(async (rows) => {
        const name = { kind: "FULL" as const, name: "m", md5: "", baseId: null, runName: "", atMs: AT_MS };
        const manifest = await rows.manifests.insert({ artifactId: of, ...name });
        await rows.references.replace(of, manifest.id);
        return manifest.id;
      });
    const left = await keep(id);
    expect(await manifests.ofVersion(id)).toBeNull();
    expect(await references.manifestOf(id)).toBe(left);
    expect(await readable(id), "referred to as before").toEqual(["a"]);
    const purgeable = (withKept: boolean) =>
      world.metadata.transaction((rows) => rows.deletions.purgeableOf([id], { withKept }));
    expect(await purgeable(false)).toEqual([]);
    expect(await purgeable(true)).toEqual([id]);

    await remove(further);
    await keep(further);
    expect(await references.stale(100)).not.toContain(further);
    await purge(middle);
    expect(await references.stale(100)).toContain(further);
    await world.metadata.transaction((rows) => rows.references.replace(further, null));
    expect(await references.manifestOf(further)).toBeNull();
    expect(await references.stale(100)).not.toContain(further);
  });

  test("purging keeps only entries that are still referenced", async () => {
    const ports = {
      metadata: world.metadata,
      blobs: world.blobs,
      accounting: createAccounting(world.place.engine),
      clock: { nowMs: () => AT_MS },
      hashing: realHashing,
      eventLoop: { yieldToOthers: async () => undefined },
    } as unknown as Ports;
    const draft = await world.draft(await world.collection());
    const files = ["a.txt", "b.txt", "c.txt"].map((path) => ({ path, content: Buffer.from(`${path} of ${draft.id}`) }));
    for (const { path, content } of files) await world.send(draft, path, content);
    const node = await world.node(
      draft,
      files.map(({ path, content }) => ({ path, digest: digestOf(content) })),
    );
    const manifestId = await world.manifest(draft.id);
    await world.metadata.transaction(async (rows) => {
      await rows.manifests.receive(manifestId, [node], { digest: "0".repeat(32), sizeBytes: 9, entryCount: 3 });
      await commitDraft(rows, draft, manifestId);
    });
    const [one, other] = [await referring(draft.id, ["a.txt"]), await referring(draft.id, ["a.txt", "b.txt", "none"])];
    const seen = async (): Promise<string[]> => {
      const paths: string[] = [];
      for await (const entries of readableEntries(ports, { id: draft.id, state: "DELETED" }))
        paths.push(...entries.map(({ path }) => path));
      return paths;
    };
    const stored = async (): Promise<number | undefined> => {
      const id = await world.metadata.read.references.manifestOf(draft.id);
      return id === null ? undefined : (await world.metadata.read.manifests.byId(id))?.entryCount;
    };
    await remove(draft.id);
    expect([await seen(), await stored()]).toEqual([["a.txt", "b.txt"], 3]);
    await purgeExpiredDeletions(ports, 0);
    expect([await seen(), await stored()]).toEqual([["a.txt", "b.txt"], 2]);
    expect((await referredEntriesAt(ports, draft.id, ["b.txt", "c.txt"])).map(({ path }) => path)).toEqual(["b.txt"]);
    await remove(other.id);
    expect([await seen(), await stored()], "kept for its undelete window").toEqual([["a.txt"], 2]);
    await purgeExpiredDeletions(ports, 0);
    expect([await seen(), await stored()]).toEqual([["a.txt"], 1]);
    await remove(one.id);
    await purgeExpiredDeletions(ports, 0);
    expect([await seen(), await stored()]).toEqual([[], undefined]);
  });
}
