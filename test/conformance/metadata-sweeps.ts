import { expect, test } from "vitest";
import type { Project } from "../../src/model/index.ts";
import { AT_MS, type World } from "./metadata-world.ts";

/** Rules for sweeps and their agents. */
export function sweepRules(world: World): void {
  const grid = [{ path: ["x"], values: [1, "two", null] }];
  const sweepIn = (project: Project, name = world.name("sweep")) =>
    world.metadata.transaction((rows) =>
      rows.sweeps.insert({
        projectId: project.id,
        name,
        displayName: null,
        description: null,
        state: "PENDING",
        config: "method: grid",
        grid,
        atMs: AT_MS,
      }),
    );

  test("a sweep comes back as it was made and changed; a project has its newest first", async () => {
    const project = await world.project();
    const [first, second] = [await sweepIn(project, "one"), await sweepIn(project)];
    const { sweeps } = world.metadata.read;
    expect(await sweeps.find(project.id, "one")).toMatchObject({ id: first, grid, nextPoint: 0, project });
    const changes = { state: "RUNNING" as const, nextPoint: 2, displayName: "shown", updatedAtMs: AT_MS + 1 };
    await world.metadata.transaction((rows) => rows.sweeps.update(first, changes));
    expect(await sweeps.byId(first)).toMatchObject({ ...changes, config: "method: grid" });
    const listed = await sweeps.list(project.id, { after: 0, first: 1 });
    expect([listed.total, listed.rows.map(({ id }) => id)]).toEqual([2, [second]]);
    expect(await sweeps.find(project.id, "none")).toBeNull();
    await expect(sweepIn(project, "one")).rejects.toThrow();
  });

  test("an agent keeps what it was given, with the run once there is one; a combination is given once", async () => {
    const project = await world.project();
    const sweepId = await sweepIn(project);
    const runId = await world.run(project);
    const { name } = (await world.metadata.read.runs.byId(runId))!;
    const give = (point: number, runName: string) =>
      world.metadata.transaction((rows) => rows.sweepAgents.give({ agentId, sweepId, point, runName }));
    const agentId = await world.metadata.transaction((rows) =>
      rows.sweepAgents.insert({ sweepId, host: "here", atMs: AT_MS }),
    );
    await give(1, "not-begun");
    await give(0, name);
    await expect(give(0, "again")).rejects.toThrow();
    await world.metadata.transaction((rows) => rows.sweepAgents.touch(agentId, AT_MS + 5));
    const { sweepAgents } = world.metadata.read;
    expect(await sweepAgents.points(agentId)).toEqual([
      { point: 0, runName: name, runId },
      { point: 1, runName: "not-begun", runId: null },
    ]);
    expect(await sweepAgents.list(sweepId)).toEqual([
      { id: agentId, sweepId, host: "here", createdAtMs: AT_MS, heartbeatAtMs: AT_MS + 5 },
    ]);
  });
}
