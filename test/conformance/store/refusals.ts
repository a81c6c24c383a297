import { expect, test } from "vitest";
import type { Md5Hex } from "../../../src/model/index.ts";
import { expectBytes, expectFault, listAll } from "../blob-driver/checks.ts";
import { AT_MS, parts } from "../metadata/world.ts";
import { draftTarget, expectPacksMatchRows, inventory, newBytes, readBack, type StoreWorld } from "./world.ts";

const WRONG_MD5 = "0123456789abcdef".repeat(2) as Md5Hex;
const MIB = 1024 * 1024;

/** Rules for bodies that are not what was declared, and for works that fail. */
export function refusalRules(store: StoreWorld): void {
  /** Runs what must fail and expects that it left nothing: no row, no pack. */
  async function expectNothingLeft(
    code: Parameters<typeof expectFault>[1],
    work: () => Promise<unknown>,
  ): Promise<void> {
    const before = await inventory(store);
    await expectFault(work(), code);
    expect(await inventory(store)).toEqual(before);
  }

  for (const [what, sizeBytes] of [
    ["small", 20_000],
    ["large", 3 * MIB],
  ] as const) {
    const setUp = async () => {
      const content = newBytes(sizeBytes);
      const draft = await store.draft(await store.collection());
      return { content, draft, uploadTarget: draftTarget(draft, "file", content) };
    };

    test(`a ${what} body with another MD5 than declared leaves nothing`, async () => {
      const { content, uploadTarget } = await setUp();
      await expectNothingLeft("digest_mismatch", () =>
        store.blobs.accept(parts(content), { sizeBytes, md5: WRONG_MD5 }, uploadTarget),
      );
    });

    test(`a ${what} body that is shorter or longer than declared leaves nothing`, async () => {
      const { content, uploadTarget } = await setUp();
      for (const wrongBytes of [sizeBytes - 1, sizeBytes + 1, sizeBytes - 10_000]) {
        await expectNothingLeft("size_mismatch", () =>
          store.blobs.accept(parts(content), { sizeBytes: wrongBytes, md5: undefined }, uploadTarget),
        );
      }
    });

    test(`a ${what} body that breaks off leaves nothing`, async () => {
      const { content, uploadTarget } = await setUp();
      const lost = new Error("the sender went away");
      async function* broken(): AsyncIterable<Uint8Array> {
        yield* parts(content.subarray(0, sizeBytes - 5000), 10_000);
        throw lost;
      }
      const before = await inventory(store);
      await expect(store.blobs.accept(broken(), { sizeBytes, md5: undefined }, uploadTarget)).rejects.toBe(lost);
      expect(await inventory(store)).toEqual(before);
    });

    test(`a ${what} body for a version that is committed is a conflict and has no row`, async () => {
      const { content, draft } = await setUp();
      const committed = await store.version({ ...(await store.collection()) });
      const before = await inventory(store);
      const uploadTarget = { ...draftTarget(draft, "file", content), artifactId: committed };
      await expectFault(store.blobs.accept(parts(content), { sizeBytes, md5: undefined }, uploadTarget), "conflict");
      const after = await inventory(store);
      expect({ ...after, packs: 0, objects: 0 }).toEqual({ ...before, packs: 0, objects: 0 });
    });

    test(`a ${what} body for a run that is deleted is not found, also when a draft has the run's number`, async () => {
      const content = newBytes(sizeBytes);
      const runId = await store.run(await store.project());
      await store.metadata.transaction((rows) => rows.runs.delete(runId, 0));
      while ((await store.draft(await store.collection())).id < (runId as number));
      const uploadTarget = { kind: "run-file" as const, runId, name: "f", atMs: AT_MS };
      await expectFault(store.blobs.accept(parts(content), { sizeBytes, md5: undefined }, uploadTarget), "not_found");
    });

    test(`a ${what} body on a disk that is full is refused; what comes after it is stored`, async () => {
      for (const call of ["append", "sync"] as const) {
        const { content, draft, uploadTarget } = await setUp();
        const kept = newBytes(1000);
        const keptHash = await store.send(draft, "before", kept);
        store.driver.failNext(call);
        const declared = { sizeBytes, md5: undefined };
        await expectFault(store.blobs.accept(parts(content), declared, uploadTarget), "storage_full");
        const { hash } = await store.blobs.accept(parts(content), declared, uploadTarget);
        expectBytes(await readBack(store, hash), content);
        expectBytes(await readBack(store, keptHash), kept);
      }
    });
  }

  test("a large body on a full disk leaves no pack, at whichever append or sync it fails", async () => {
    const content = newBytes(3 * MIB);
    const uploadTarget = draftTarget(await store.draft(await store.collection()), "file", content);
    const declared = { sizeBytes: content.byteLength, md5: undefined };
    for (const call of ["append", "sync"] as const) {
      store.driver.failNext(call);
      await expectNothingLeft("storage_full", () => store.blobs.accept(parts(content), declared, uploadTarget));
    }
  });

  test("undeletable bytes of a rejected body are freed by the next collection", async () => {
    const content = newBytes(3 * MIB);
    const uploadTarget = draftTarget(await store.draft(await store.collection()), "file", content);
    const before = await listAll(store.driver);
    store.driver.failNext("sync");
    // The lane gives up its pack, then all it began.
    store.driver.failNext("delete", 2);
    const body = store.blobs.accept(parts(content), { sizeBytes: content.byteLength, md5: undefined }, uploadTarget);
    // Its sender hears why it was refused, not what became of the pack.
    await expect(body).rejects.toThrow("Cannot sync");
    const names = async (): Promise<string[]> => (await listAll(store.driver)).map(({ name }) => name);
    const left = (await names()).filter((name) => !before.some((object) => object.name === name));
    expect(left).toHaveLength(1);
    await store.writer.collect();
    expect(await names()).not.toContain(left[0]);
  });

  test("uploads distinguish drafts and runs with the same number", async () => {
    const project = await store.project();
    const collection = await store.collection(project);
    const committed = await store.version(collection);
    for (let runId = 0; runId < committed;) runId = await store.run(project);
    const content = newBytes(10);
    const draft = await store.draft(collection);
    const uploadTarget = { ...draftTarget(draft, "file", content), artifactId: committed };
    // Both in one group: the run file shows that its run is there, which says nothing of the draft of that number.
    const results = await Promise.allSettled([
      store.blobs.accept(parts(content), { sizeBytes: 10, md5: undefined }, uploadTarget),
      store.blobs.accept(
        parts(content),
        { sizeBytes: 10, md5: undefined },
        { kind: "run-file", runId: committed as never, name: "f", atMs: AT_MS },
      ),
      store.blobs.accept(parts(content), { sizeBytes: 10, md5: undefined }, uploadTarget),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
  });

  test("all packs have the length in their rows", async () => {
    // What was given up above is put in order by the next start.
    await store.restart();
    await expectPacksMatchRows(store);
  });
}
