import { expect, test } from "vitest";
import { expectBytes, expectFault, listAll, someBytes } from "../blob-driver/checks.ts";
import { expectPacksMatchRows, newBytes, readBack, type StoreWorld } from "./world.ts";

/** Rules for a process that ended and the one that starts after it. */
export function restartRules(store: StoreWorld): void {
  const openPacks = (): Promise<{ name: string; size_bytes: number }[]> =>
    store.place.engine.read.selectFrom("packs").select(["name", "size_bytes"]).where("state", "=", "open").execute();

  test("acknowledged bytes are readable after a restart; a torn tail is cut, packs without a row are deleted", async () => {
    await store.restart();
    const draft = await store.draft(await store.collection());
    const contents = [newBytes(10), newBytes(100_000), newBytes(900_000)];
    const hashes = await Promise.all(contents.map((content, n) => store.send(draft, `file-${n}`, content)));
    const open = await openPacks();
    expect(open).toHaveLength(1);
    await store.restart(async (driver) => {
      await driver.tail.append(open[0]!.name, [someBytes(777, 1)]);
      await driver.tail.append("nobodyspack", [someBytes(5000, 2)]);
      await driver.put("anotherpack", [someBytes(50, 3)]);
    });
    expect(await openPacks()).toEqual([]);
    expect(store.recoveries.at(-1)).toEqual({
      cut: [open[0]!.name],
      deleted: expect.arrayContaining(["nobodyspack", "anotherpack"]) as string[],
      damaged: [],
    });
    await expectPacksMatchRows(store);
    expect((await listAll(store.driver)).map(({ name }) => name)).not.toContain("nobodyspack");
    for (const [n, content] of contents.entries()) expectBytes(await readBack(store, hashes[n]!), content);
  });

  test("after a restart new bodies go to another pack, and equal ones are not stored again", async () => {
    const draft = await store.draft(await store.collection());
    const [one, two] = [newBytes(2000), newBytes(2000)];
    const hash = await store.send(draft, "one", one);
    const [before] = await openPacks();
    await store.restart();
    await store.send(draft, "one again", one);
    const hashOfTwo = await store.send(draft, "two", two);
    const [after] = await openPacks();
    expect(after?.name).not.toBe(before!.name);
    expectBytes(await readBack(store, hash), one);
    expectBytes(await readBack(store, hashOfTwo), two);
  });

  test("a restart over an intact store changes nothing", async () => {
    await store.restart();
    const objects = await listAll(store.driver);
    const reported = store.recoveries.length;
    await store.restart();
    expect(await listAll(store.driver)).toEqual(objects);
    expect(store.recoveries).toHaveLength(reported);
  });

  test("a missing or short pack does not prevent the start; reading throws damaged", async () => {
    const draft = await store.draft(await store.collection());
    await store.restart();
    const [kept, gone, short] = [newBytes(1000), newBytes(1000), newBytes(1000)];
    const keptHash = await store.send(draft, "kept", kept);
    await store.restart();
    const goneHash = await store.send(draft, "gone", gone);
    const [gonePack] = await openPacks();
    await store.restart((driver) => driver.delete(gonePack!.name));
    const shortHash = await store.send(draft, "short", short);
    const [shortPack] = await openPacks();
    await store.restart((driver) => driver.tail.cut(shortPack!.name, 100));
    await expectFault(readBack(store, goneHash), "damaged");
    await expectFault(readBack(store, shortHash), "damaged");
    expectBytes(await readBack(store, keptHash), kept);
    const next = newBytes(10);
    expectBytes(await readBack(store, await store.send(draft, "next", next)), next);
  });
}
