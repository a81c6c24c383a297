import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import { StemmaError } from "../../../src/model/index.ts";
import type { BlobHash } from "../../../src/model/index.ts";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import { expectBytes } from "../blob-driver/checks.ts";
import { damageWorld } from "./damage-world.ts";
import { digestOf } from "../metadata/world.ts";
import { newBytes, readBack, type StoreWorld, untilStored } from "../store/world.ts";

/** Versions each of two writers makes, of which it deletes two thirds. */
const TURNS = 9;
/** Between two looks or collections: without it, what runs in one thread here would not let the others begin. */
const PAUSE_MS = 5;

/** Rules for looking at all of a store and mending it: what is wrong is found, what is right is not. */
export function verifyRules(store: StoreWorld): void {
  const { chunksOf, partChunk, change, flip, record, send, publish, remove, verify, repair } = damageWorld(store);

  test("verify reports nothing for an intact store, and reads all of it in parts", async () => {
    const { draft } = await send(newBytes(5000), "small");
    await store.send(draft, "large", newBytes(2_000_000));
    const whole = await verify();
    expect(whole).toMatchObject({ findings: [], damage: [] });
    let [records, files] = [0, 0];
    for (const number of [1, 2, 3]) {
      const { result } = await verify({ part: { number, of: 3 } });
      records += Number(result["records"]);
      files += Number(result["large files"]);
    }
    expect({ records, "large files": files }).toMatchObject(
      Object.fromEntries(["records", "large files"].map((name) => [name, whole.result[name]])),
    );
    expect(files).toBeGreaterThan(0);
    expect((await verify({ isDataRead: false })).result["records"]).toBeUndefined();
  });

  test("verify reports nothing beside concurrent writes, deletions and collections", async () => {
    const collection = await store.collection();
    const state = { isWriting: true, packs: 0 };
    const writer = async (): Promise<void> => {
      for (let turn = 0; turn < TURNS; turn++) {
        const contents = [newBytes(300), newBytes(60_000), newBytes(700_000)];
        const files = contents.map((content, index) => ({ path: `${index}`, digest: digestOf(content), content }));
        const { draft } = await untilStored(() => publish(collection, files));
        if (turn % 3 > 0) await untilStored(() => remove(draft));
      }
    };
    const collector = async (): Promise<void> => {
      do {
        state.packs += (await untilStored(() => store.writer.collect())).packsDeleted;
        await sleep(PAUSE_MS);
      } while (state.isWriting);
    };
    const looker = async (): Promise<void> => {
      do {
        expect(await verify()).toMatchObject({ findings: [], damage: [] });
        await sleep(PAUSE_MS);
      } while (state.isWriting);
    };
    const writing = Promise.all([writer(), writer()]).finally(() => (state.isWriting = false));
    await Promise.all([writing, collector(), looker()]);
    expect(state.packs + (await store.writer.collect()).packsDeleted).toBeGreaterThan(0);
  });

  test("verify does not report problems that are gone when it checks again", async () => {
    const { draft } = await send(newBytes(800));
    await store.send(draft, "large", newBytes(900_000));
    // As for a snapshot whose packs the collector took: nothing is there when it is asked for the first time.
    const asked = new Set<string>();
    const isFirst = (call: string): boolean => !asked.has(call) && asked.add(call).size > 0;
    const moving: BlobDriver = {
      ...store.driver,
      stat: async (name) => (isFirst(`stat ${name}`) ? null : store.driver.stat(name)),
      async get(name, start, end) {
        if (isFirst(`get ${name}`)) throw new StemmaError("not_found", "Cannot read it: it was moved");
        return store.driver.get(name, start, end);
      },
    };
    expect(await verify({}, moving)).toMatchObject({ findings: [], damage: [] });
    expect(asked.size).toBeGreaterThan(2);
  });

  test("verify reports each flipped record with its owner", async () => {
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const contents = [newBytes(30_000), newBytes(1_600_000)];
    const hashes = [
      await store.send(draft, "a small one", contents[0]!),
      await store.send(draft, "large", contents[1]!),
    ];
    const damaged = [
      (await chunksOf(hashes[0]!))[0]!,
      (await chunksOf(hashes[1]!))[1]!,
      (await chunksOf(hashes[1]!))[3]!,
    ];
    for (const chunk of damaged) await flip(chunk);
    const { damage, findings } = await verify();
    expect(damage.map(({ chunk }) => chunk).toSorted()).toEqual(damaged.map(({ hash }) => hash).toSorted());
    for (const [{ hash }, path] of damaged.map(
      (chunk, index) => [chunk, index === 0 ? "a small one" : "large"] as const,
    ))
      expect(findings.filter((sentence) => sentence.startsWith(`Chunk ${hash}`))).toEqual([
        expect.stringMatching(
          new RegExp(`its bytes have the BLAKE3 .*; needed by draft ${draft.id} of .* as "${path}"$`),
        ),
      ]);
    await record(damage);
    for (const [index, content] of contents.entries()) await store.send(draft, `again ${index}`, content);
    expect(await verify()).toMatchObject({ findings: [], damage: [] });
  });

  test("verify reports two swapped records and nothing else", async () => {
    const { draft } = await send(newBytes(10), "first");
    const [left, right] = [newBytes(700), newBytes(700)];
    const hashes = [await store.send(draft, "left", left), await store.send(draft, "right", right)];
    const [one, two] = [(await chunksOf(hashes[0]!))[0]!, (await chunksOf(hashes[1]!))[0]!];
    await change(one.pack, (bytes) => {
      const copy = Buffer.from(bytes);
      bytes.copy(copy, one.start, two.start, two.start + two.stored);
      bytes.copy(copy, two.start, one.start, one.start + one.stored);
      return copy;
    });
    const { damage } = await verify();
    expect(damage.map(({ chunk, detail }) => [chunk, detail])).toEqual([
      [one.hash, `its location contains the record of chunk ${two.hash}`],
      [two.hash, `its location contains the record of chunk ${one.hash}`],
    ]);
    await record(damage);
    // Both are whole, each in the other's place.
    expect(await repair()).toMatchObject({ copied: 2, damaged: 0 });
    expectBytes(await readBack(store, hashes[0]!), left);
    expectBytes(await readBack(store, hashes[1]!), right);
    expect((await verify()).findings).toEqual([]);
  });

  test("verify reports a missing or short pack with all its chunks without reading bytes; restoring the pack repairs them", async () => {
    await store.restart();
    const { draft } = await send(newBytes(900), "one");
    const hash = await store.send(draft, "two", newBytes(900));
    const [chunk] = await chunksOf(hash);
    let kept = Buffer.alloc(0);
    await change(chunk!.pack, (bytes) => {
      kept = Buffer.from(bytes);
      return bytes.subarray(0, chunk!.start + 10);
    });
    const short = await verify({ isDataRead: false });
    expect(short.damage).toMatchObject([{ chunk: hash, detail: "its pack is truncated" }]);
    expect(short.findings).toContainEqual(
      expect.stringMatching(/^Pack \w+: its file has \d+ bytes, expected \d+ or more$/),
    );
    await change(chunk!.pack, () => undefined);
    const gone = await verify({ isDataRead: false });
    expect(gone.damage).toHaveLength(2);
    expect(gone.findings).toContainEqual(expect.stringMatching(/^Pack \w+: its file is missing, expected \d+ bytes$/));
    await record(gone.damage);
    await store.restart(async (driver) => {
      await driver.tail.append(chunk!.pack, [kept]);
      await driver.tail.sync(chunk!.pack);
      await driver.tail.close(chunk!.pack);
    });
    expect(await repair()).toMatchObject({ whole: 2, copied: 0, damaged: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  test("repair rebuilds a damaged node from its segments, and names what needs a damaged segment or file", async () => {
    await store.restart();
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const contents = [newBytes(600), newBytes(600)];
    const files = contents.map((content, index) => ({ path: `file ${index}`, digest: digestOf(content) }));
    for (const [index, content] of contents.entries()) await store.send(draft, `file ${index}`, content);
    const node = await store.node(draft, files);
    const manifestId = await store.manifest(draft.id);
    const facts = { digest: draft.digest, sizeBytes: 1200, entryCount: 2 };
    await store.metadata.transaction((rows) => rows.manifests.receive(manifestId, [node], facts));
    await flip(await partChunk(1, node.partId));
    await record((await verify()).damage);
    expect(await repair()).toMatchObject({ remade: 1, copied: 0, damaged: 0 });
    expect((await verify()).findings).toEqual([]);

    const segment = await partChunk(0, node.partId);
    const blob = blake3Hex(contents[0]!) as BlobHash;
    await flip(segment);
    await flip((await chunksOf(blob))[0]!);
    await record((await verify()).damage);
    const report = await repair();
    expect(report).toMatchObject({ remade: 0, copied: 0, damaged: 2 });
    expect(report["findings"]).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^Chunk ${blob} .* needed by draft .* as "file 0"$`))]),
    );
    for (const [index, content] of contents.entries()) await store.send(draft, `file ${index}`, content);
    await store.node(draft, files);
    expect(await repair()).toMatchObject({ damaged: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  test("repair recounts the counters kept in rows", async () => {
    await send(newBytes(100));
    const { engine } = store.place;
    await engine.write.transaction().execute(async (db) => {
      await db.updateTable("chunks").set({ refs: 7 }).execute();
      await db.updateTable("blobs").set({ refs: 7 }).execute();
      await db.updateTable("packs").set({ live_bytes: 7 }).execute();
    });
    const { findings, result } = await verify({ isDataRead: false });
    expect(findings).toContainEqual(expect.stringMatching(/^The chunk \d+ records 7 references, expected \d$/));
    expect(findings).toContainEqual(expect.stringMatching(/^The pack \d+ records 7 live bytes, expected \d+$/));
    expect((await repair())["counters"]).toBe(result["found"]);
    expect((await verify({ isDataRead: false })).findings).toEqual([]);
  });
}
