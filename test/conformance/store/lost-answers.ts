import { expect, test } from "vitest";
import { StemmaError } from "../../../src/model/index.ts";
import { createBlobStore } from "../../../src/stores/blobs/blob-store.ts";
import { BlobReader } from "../../../src/stores/blobs/blob-reader.ts";
import type { Engine } from "../../../src/stores/metadata/engine/engine.ts";
import { openStoreWriter } from "../../../src/stores/blobs/store-writer.ts";
import { expectBytes, expectFault, listAll } from "../blob-driver/checks.ts";
import { AT_MS, parts } from "../metadata/world.ts";
import { draftTarget, expectPacksMatchRows, newBytes, readBack, type StoreWorld } from "./world.ts";

const MIB = 1024 * 1024;

/** Rules for commits whose answer never came back: what they did may be there, or not. */
export function lostAnswerRules(store: StoreWorld): void {
  for (const isDone of [true, false]) {
    test(`a body whose commit was ${isDone ? "" : "not "}done, and its answer lost, can be sent again and is read`, async () => {
      await store.restart();
      const loss = { isNext: false };
      const engine = losingEngine(store.place.engine, loss, isDone);
      const newPackName = (): string => store.name("lost").replace("-", "0000000");
      const ports = { engine, driver: store.driver, newPackName, clock: { nowMs: () => AT_MS } };
      const blobs = createBlobStore({ writer: await openStoreWriter(ports), reader: new BlobReader(ports) });
      const draft = await store.draft(await store.collection());
      for (const content of [newBytes(1000), newBytes(3 * MIB)]) {
        const send = () =>
          blobs.accept(
            parts(content),
            { sizeBytes: content.byteLength, md5: undefined },
            draftTarget(draft, "file", content),
          );
        loss.isNext = true;
        await expectFault(send(), "unavailable");
        const { hash } = await send();
        expectBytes(await readBack(store, hash), content);
      }
      await store.restart();
      await expectPacksMatchRows(store);
    });
  }

  test("the bytes of a large body are removed when its commit failed", async () => {
    await store.restart();
    const loss = { isNext: false };
    const engine = losingEngine(store.place.engine, loss, false);
    const newPackName = (): string => store.name("lost").replace("-", "0000000");
    const ports = { engine, driver: store.driver, newPackName, clock: { nowMs: () => AT_MS } };
    const blobs = createBlobStore({ writer: await openStoreWriter(ports), reader: new BlobReader(ports) });
    const content = newBytes(2 * MIB);
    const uploadTarget = draftTarget(await store.draft(await store.collection()), "file", content);
    const before = await listAll(store.driver);
    loss.isNext = true;
    const declared = { sizeBytes: content.byteLength, md5: undefined };
    await expectFault(blobs.accept(parts(content), declared, uploadTarget), "unavailable");
    expect(await listAll(store.driver)).toEqual(before);
  });
}

/** An engine whose next transaction is done, or is not, and whose caller does not hear which. */
function losingEngine(engine: Engine, loss: { isNext: boolean }, isDone: boolean): Engine {
  const lost = (): StemmaError =>
    new StemmaError("unavailable", "Cannot tell: the answer was lost", { details: { isInDoubt: true } });
  const transaction: Engine["write"]["transaction"] = () => {
    const real = engine.write.transaction();
    return Object.assign(Object.create(real) as typeof real, {
      async execute<T>(work: Parameters<typeof real.execute<T>>[0]): Promise<T> {
        if (!loss.isNext) return real.execute(work);
        loss.isNext = false;
        if (isDone) await real.execute(work);
        else {
          const undone = new Error("rolled back");
          await real
            .execute(async (db) => {
              await work(db);
              throw undone;
            })
            .catch((error: unknown) => {
              if (error !== undone) throw error;
            });
        }
        throw lost();
      },
    });
  };
  return { ...engine, write: Object.assign(Object.create(engine.write) as Engine["write"], { transaction }) };
}
