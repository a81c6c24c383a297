import { expect, test } from "vitest";
import type { BlobHash } from "../../../src/model/index.ts";
import { expectBytes, listAll } from "../blob-driver/checks.ts";
import { AT_MS, digestOf, parts } from "../metadata/world.ts";
import { draftTarget, newBytes, readBack, type StoreWorld } from "./world.ts";

const MIB = 1024 * 1024;

/** Rules for bodies that arrive beside each other. */
export function groupRules(store: StoreWorld): void {
  test("three hundred concurrent bodies are made durable in a few syncs and can be read", async () => {
    const draft = await store.draft(await store.collection());
    const contents = Array.from({ length: 300 }, (_, n) => newBytes(1000 + n));
    const before = { ...store.driver.calls };
    const hashes = await Promise.all(contents.map((content, n) => store.send(draft, `file-${n}`, content)));
    expect(store.driver.calls.syncs - before.syncs).toBeLessThan(30);
    expect(store.driver.calls.appends - before.appends).toBeLessThan(30);
    for (const [n, content] of contents.entries()) expectBytes(await readBack(store, hashes[n]!), content);
    const files = contents.map((content, n) => ({ path: `file-${n}`, digest: digestOf(content) }));
    const bound = await store.metadata.read.drafts.bind(draft, files);
    expect(bound.map((binding) => (typeof binding === "string" ? binding : binding.hash))).toEqual(hashes);
  });

  test("small and large bodies can be stored concurrently", async () => {
    const draft = await store.draft(await store.collection());
    const contents = Array.from({ length: 40 }, (_, n) => newBytes(n % 10 === 0 ? MIB + n : 500 * n));
    const hashes = await Promise.all(contents.map((content, n) => store.send(draft, `file-${n}`, content)));
    for (const [n, content] of contents.entries()) expectBytes(await readBack(store, hashes[n]!), content);
  });

  test("an invalid body in a group does not fail the others", async () => {
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const committed = await store.version(collection);
    const runId = await store.run(collection.project);
    await store.metadata.transaction((rows) => rows.runs.delete(runId, 0));
    const contents = Array.from({ length: 30 }, () => newBytes(2000));
    const results = await Promise.allSettled(
      contents.map((content, n) => {
        const declared = { sizeBytes: content.byteLength, md5: undefined };
        const uploadTarget = draftTarget(draft, `file-${n}`, content);
        if (n === 7)
          return store.blobs.accept(parts(content), declared, { ...uploadTarget, artifactId: committed } as never);
        if (n === 19) {
          const gone = { kind: "run-file" as const, runId, name: "f", atMs: AT_MS };
          return store.blobs.accept(parts(content), declared, gone);
        }
        return store.blobs.accept(parts(content), declared, uploadTarget);
      }),
    );
    for (const [n, result] of results.entries()) {
      if (n === 7) expect(result).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
      else if (n === 19) expect(result).toMatchObject({ status: "rejected", reason: { code: "not_found" } });
      else if (result.status === "fulfilled") expectBytes(await readBack(store, result.value.hash), contents[n]!);
      else throw result.reason;
    }
  });

  test("a failed sync fails its whole group once; sent again, all are stored", async () => {
    const draft = await store.draft(await store.collection());
    const contents = Array.from({ length: 20 }, () => newBytes(3000));
    const send = (): Promise<PromiseSettledResult<BlobHash>[]> =>
      Promise.allSettled(contents.map((content, n) => store.send(draft, `file-${n}`, content)));
    store.driver.failNext("sync");
    await send();
    const again = await send();
    expect(again.map(({ status }) => status)).toEqual(contents.map(() => "fulfilled"));
    for (const result of again) if (result.status === "fulfilled") await readBack(store, result.value as never);
  });

  test("bytes that only another project has wait for a sync like new ones; bytes of the same project do not", async () => {
    for (const sizeBytes of [5000, 3 * MIB]) {
      const content = newBytes(sizeBytes);
      const [one, other] = [await store.draft(await store.collection()), await store.draft(await store.collection())];
      const syncsOf = async (send: () => Promise<unknown>): Promise<number> => {
        const before = store.driver.calls.syncs;
        await send();
        return store.driver.calls.syncs - before;
      };
      expect(await syncsOf(() => store.send(one, "a", content)), "new bytes").toBe(1);
      expect(await syncsOf(() => store.send(other, "a", content)), "another project's bytes").toBe(1);
      expect(await syncsOf(() => store.send(other, "b", content)), "one's own bytes").toBe(0);
      const runId = await store.run(await store.project());
      const uploadTarget = { kind: "run-file" as const, runId, name: "f", atMs: AT_MS };
      const declared = { sizeBytes, md5: undefined };
      expect(await syncsOf(() => store.blobs.accept(parts(content), declared, uploadTarget)), "a file of a run").toBe(
        1,
      );
    }
  });

  test("echo writes for stored bytes take no lasting space", async () => {
    const content = Array.from({ length: 8 }, () => newBytes(256 * 1024));
    const first = await store.draft(await store.collection());
    for (const [n, bytes] of content.entries()) await store.send(first, `file-${n}`, bytes);
    const rows = async (): Promise<number> =>
      (await store.place.engine.read.selectFrom("chunks").select("id").execute()).length;
    const [chunks, packs] = [await rows(), (await listAll(store.driver)).length];
    for (let project = 0; project < 9; project++) {
      const draft = await store.draft(await store.collection());
      for (const [n, bytes] of content.entries()) await store.send(draft, `file-${n}`, bytes);
    }
    expect(await rows()).toBe(chunks);
    await store.writer.collect();
    expect((await listAll(store.driver)).length).toBeLessThanOrEqual(packs + 1);
  });

  test("a full pack is closed and the next one started, even within a group", async () => {
    const draft = await store.draft(await store.collection());
    const names = async (state: "open" | "closed"): Promise<string[]> =>
      (await store.place.engine.read.selectFrom("packs").select("name").where("state", "=", state).execute()).map(
        ({ name }) => name,
      );
    const before = await names("closed");
    // Small bodies share packs of 64 MiB.
    const content = newBytes(66 * MIB);
    const pieces = Array.from({ length: 66 * 4 }, (_, n) => content.subarray(n * 256 * 1024, (n + 1) * 256 * 1024));
    const hashes = await Promise.all(pieces.map((piece, n) => store.send(draft, `piece-${n}`, piece)));
    expect((await names("closed")).length - before.length).toBeGreaterThanOrEqual(1);
    // One for new bytes, and one for what is written in place of known ones.
    expect((await names("open")).length).toBeLessThanOrEqual(2);
    for (const n of [0, 100, 200, 263]) expectBytes(await readBack(store, hashes[n]!), pieces[n]!);
  });
}
