import { expect, test } from "vitest";
import type { ArtifactId, RunId } from "../../../../src/model/index.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

/** Rules for the edges between runs and versions. */
export function lineageRules(world: World): void {
  const setUp = async (): Promise<{ runs: RunId[]; versions: ArtifactId[] }> => {
    const collection = await world.collection();
    const runs = [await world.run(collection.project), await world.run(collection.project)];
    return { runs, versions: [await world.version(collection), await world.version(collection)] };
  };
  const inputRow = (runId: RunId, artifactId: ArtifactId): Promise<unknown> =>
    world.place.engine.read
      .selectFrom("run_inputs")
      .select(["alias", "used_as", "created_at_ms"])
      .where("run_id", "=", runId)
      .where("artifact_id", "=", artifactId)
      .executeTakeFirst();

  test("addInput() keeps one edge; a repeated call keeps omitted fields", async () => {
    const { runs, versions } = await setUp();
    const [runId, artifactId] = [runs[0]!, versions[0]!];
    const use = (alias: string | null, usedAs: string | null, atMs: number): Promise<void> =>
      world.metadata.transaction((rows) => rows.lineage.addInput({ runId, artifactId, alias, usedAs, atMs }));
    await use(null, "train", AT_MS);
    await use("latest", null, AT_MS + 1);
    await use(null, null, AT_MS + 2);
    const row = { alias: "latest", used_as: "train", created_at_ms: AT_MS };
    expect(await inputRow(runId, artifactId)).toEqual(row);
    await use("best", "test", AT_MS + 3);
    expect(await inputRow(runId, artifactId)).toEqual({ ...row, alias: "best", used_as: "test" });
    expect((await world.metadata.read.lineage.inputsOf(runId, WHOLE)).rows).toMatchObject([{ id: artifactId }]);
  });

  test("addOutput() never downgrades a produced version to a logged one", async () => {
    const { runs, versions } = await setUp();
    const [runId, artifactId] = [runs[0]!, versions[0]!];
    await world.metadata.transaction(async (rows) => {
      await rows.lineage.addOutput({ runId, artifactId, kind: "made", atMs: AT_MS });
      await rows.lineage.addOutput({ runId, artifactId, kind: "logged-again", atMs: AT_MS + 1 });
    });
    const { kind } = await world.place.engine.read
      .selectFrom("run_outputs")
      .select("kind")
      .where("run_id", "=", runId)
      .executeTakeFirstOrThrow();
    expect(kind).toBe("made");
  });

  test("inputsOf(), outputsOf() and usersOf() return edges in creation order", async () => {
    const { runs, versions } = await setUp();
    const [one, two] = [runs[0]!, runs[1]!];
    const [early, late] = [versions[0]!, versions[1]!];
    await world.metadata.transaction(async (rows) => {
      const plain = { alias: null, usedAs: null };
      await rows.lineage.addInput({ runId: one, artifactId: late, ...plain, atMs: AT_MS });
      await rows.lineage.addInput({ runId: one, artifactId: early, ...plain, atMs: AT_MS + 1 });
      await rows.lineage.addInput({ runId: two, artifactId: late, ...plain, atMs: AT_MS - 1 });
      await rows.lineage.addOutput({ runId: two, artifactId: late, kind: "made", atMs: AT_MS });
      await rows.lineage.addOutput({ runId: two, artifactId: early, kind: "logged-again", atMs: AT_MS });
    });
    const { lineage } = world.metadata.read;
    const ids = ({ rows }: { rows: readonly { id: number }[] }) => rows.map(({ id }) => id);
    expect(ids(await lineage.inputsOf(one, WHOLE))).toEqual([late, early]);
    expect(ids(await lineage.usersOf(late, WHOLE))).toEqual([two, one]);
    expect(ids(await lineage.outputsOf(two, WHOLE))).toEqual([early, late]);
    expect(ids(await lineage.outputsOf(one, WHOLE))).toEqual([]);
    expect(ids(await lineage.usersOf(999_999_999 as never, WHOLE))).toEqual([]);
  });
}
