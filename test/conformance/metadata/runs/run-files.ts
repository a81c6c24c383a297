import { expect, test } from "vitest";
import type { RunId } from "../../../../src/model/index.ts";
import { expectFault, someBytes } from "../../blob-driver/checks.ts";
import { AT_MS, digestOf, parts, type World, WHOLE } from "../world.ts";

/** Rules for the files of runs; they come in through the store. */
export function runFileRules(world: World): void {
  const send = (runId: RunId, name: string, content: Uint8Array, atMs = AT_MS): Promise<unknown> =>
    world.blobs.accept(
      parts(content),
      { sizeBytes: content.byteLength, md5: undefined },
      { kind: "run-file", runId, name, atMs },
    );
  const names = async (runId: RunId, wanted?: readonly string[]): Promise<string[]> =>
    (await world.metadata.read.runFiles.list(runId, wanted, WHOLE)).rows.map(({ name }) => name);
  const remove = (runId: RunId, wanted: readonly string[]): Promise<void> =>
    world.metadata.transaction((rows) => rows.runFiles.delete(runId, wanted));

  test("runFiles.list() returns the files of a run by name, all or the given ones", async () => {
    const runId = await world.run(await world.project());
    const content = someBytes(1000, 1);
    for (const name of ["b.txt", "a/c.txt", "B.txt", "é.txt"]) await send(runId, name, content);
    expect(await names(runId)).toEqual(["B.txt", "a/c.txt", "b.txt", "é.txt"]);
    expect(await names(runId, ["é.txt", "b.txt", "no.txt"])).toEqual(["b.txt", "é.txt"]);
    expect(await names(runId, [])).toEqual([]);
    const many = Array.from({ length: 40_000 }, (_, index) => `file-${index}`);
    expect(await names(runId, [...many, "b.txt"])).toEqual(["b.txt"]);
    const [file] = (await world.metadata.read.runFiles.list(runId, ["b.txt"], WHOLE)).rows;
    expect(file).toMatchObject({ name: "b.txt", sizeBytes: 1000, md5: digestOf(content), updatedAtMs: AT_MS });
    expect(await names(await world.run(await world.project()))).toEqual([]);
  });

  test("a file sent again under its name replaces the earlier one", async () => {
    const runId = await world.run(await world.project());
    await send(runId, "log.txt", someBytes(10, 1));
    await send(runId, "log.txt", someBytes(20, 2), AT_MS + 5);
    const { rows: files } = await world.metadata.read.runFiles.list(runId, undefined, WHOLE);
    expect(files).toMatchObject([{ sizeBytes: 20, md5: digestOf(someBytes(20, 2)), updatedAtMs: AT_MS + 5 }]);
  });

  test("runFiles.delete() removes files by name and ignores missing ones", async () => {
    const runId = await world.run(await world.project());
    for (const name of ["one", "two", "three"]) await send(runId, name, someBytes(300, 3));
    await remove(runId, ["one", "three", "four"]);
    expect(await names(runId)).toEqual(["two"]);
    await remove(runId, ["one"]);
    await remove(runId, []);
    expect(await names(runId)).toEqual(["two"]);
  });

  test("purging a run deletes its files and frees their bytes; a deleted run accepts none", async () => {
    const runId = await world.run(await world.project());
    await send(runId, "kept", someBytes(500, 7));
    await send(runId, "same", someBytes(500, 7));
    await world.metadata.transaction((rows) => rows.runs.delete(runId, 0));
    expect(await names(runId)).toEqual(["kept", "same"]);
    await world.metadata.transaction((rows) => rows.deletedRuns.purge(runId, 0));
    expect(await names(runId)).toEqual([]);
    // What the blob's counter says is counted again after every rule.
    await expectFault(send(runId, "late", someBytes(5, 8)), "not_found");
  });
}
