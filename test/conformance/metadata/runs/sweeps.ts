import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type Access, serverAccess } from "../../../../src/core/accounts/access.ts";
import type { Ports } from "../../../../src/core/ports/ports.ts";
import { type AgentCommand, createAgent, nextCommands } from "../../../../src/core/sweeps/run-sweep.ts";
import { deleteSweep, upsertSweep } from "../../../../src/core/sweeps/upsert-sweep.ts";
import type { AgentId, Project, RunState, Sweep } from "../../../../src/model/index.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

const MINUTE_MS = 60_000;
const access: Access = serverAccess;

/** Rules for sweeps, and for what their agents are told. */
export function sweepRules(world: World): void {
  const search = { method: "grid", parameters: [{ path: ["x"], choices: { texts: ["1", "2.0"] } }] } as const;
  const sweepIn = (project: Project, name = world.name("sweep")) =>
    world.metadata.transaction((rows) =>
      rows.sweeps.insert({
        projectId: project.id,
        name,
        displayName: null,
        description: null,
        state: "PENDING",
        config: "method: grid",
        search,
        atMs: AT_MS,
      }),
    );

  test("a sweep is returned as created and changed; a project lists the newest first", async () => {
    const project = await world.project();
    const [first, second] = [await sweepIn(project, "one"), await sweepIn(project)];
    const { sweeps } = world.metadata.read;
    expect(await sweeps.find(project.id, "one")).toMatchObject({ id: first, search, nextPoint: 0, project });
    const changes = { state: "RUNNING" as const, nextPoint: 2, displayName: "shown", updatedAtMs: AT_MS + 1 };
    await world.metadata.transaction((rows) => rows.sweeps.update(first, changes));
    expect(await sweeps.byId(first)).toMatchObject({ ...changes, config: "method: grid" });
    const listed = await sweeps.list(project.id, { after: null, first: 1 });
    expect([await listed.total(), listed.rows.map(({ id }) => id)]).toEqual([2, [second]]);
    expect(await sweeps.find(project.id, "none")).toBeNull();
    await expect(sweepIn(project, "one")).rejects.toThrow();
  });

  test("every combination is handed out once, and idle agents exit after the last one", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const [one, two] = [await lab.agent(), await lab.agent()];
    const first = await lab.given(one);
    expect(await lab.ask(one), "one that was never begun is given again").toEqual([first]);
    await lab.begin(first.runName);
    expect(await lab.ask(one, [first.runName])).toEqual([]);
    const second = await lab.given(two);
    expect([first.args, second.args]).toEqual(['{"x":{"value":1}}', '{"x":{"value":2}}']);
    await lab.end(first.runName);
    expect(await lab.ask(one), "nothing is left").toEqual([{ type: "exit" }]);
    expect((await lab.sweep()).state, "a run is under way still").toBe("RUNNING");
    await lab.begin(second.runName);
    expect(await lab.ask(two, [second.runName]), "exiting would kill the run").toEqual([]);
    await lab.end(second.runName);
    expect(await lab.ask(two)).toEqual([{ type: "exit" }]);
    expect((await lab.sweep()).state).toBe("FINISHED");
  });

  test("the combination of a silent agent is handed out again after five minutes if its run crashed or never started", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const [lost, other] = [await lab.agent(), await lab.agent()];
    const crashed = await lab.given(lost);
    await lab.begin(crashed.runName);
    await lab.end(crashed.runName);
    const neverBegun = await lab.given(lost);
    await lab.setState(crashed.runName, "crashed");
    lab.nowMs += 4 * MINUTE_MS;
    expect(await lab.ask(other)).toEqual([{ type: "exit" }]);
    lab.nowMs += 2 * MINUTE_MS;
    const again = [await lab.given(other, "begin"), await lab.given(other, "begin")];
    expect(again.map(({ args }) => args)).toEqual([crashed.args, neverBegun.args]);
    expect(new Set([...again, crashed, neverBegun].map(({ runName }) => runName)).size).toBe(4);
    expect(await lab.ask(other)).toEqual([{ type: "exit" }]);
    expect(await lab.ask(lost), "it is not given what somebody else has").toEqual([{ type: "exit" }]);
  });

  test("a failed run is not handed out again, nor is one with an active agent", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const [one, other] = [await lab.agent(), await lab.agent()];
    const failed = await lab.given(one, "begin");
    await lab.setState(failed.runName, "failed");
    const crashed = await lab.given(one, "begin");
    await lab.setState(crashed.runName, "crashed");
    lab.nowMs += 6 * MINUTE_MS;
    await lab.ask(one, [crashed.runName]);
    expect(await lab.ask(other)).toEqual([{ type: "exit" }]);
  });

  test("server downtime does not count as silence", async () => {
    const lab = await Lab.open(world, { x: { values: [1n] } });
    const [lost, other] = [await lab.agent(), await lab.agent()];
    const given = await lab.given(lost);
    lab.nowMs += 60 * MINUTE_MS;
    lab.servingSinceMs = lab.nowMs - 4 * MINUTE_MS;
    expect(await lab.ask(other)).toEqual([{ type: "exit" }]);
    lab.nowMs += 2 * MINUTE_MS;
    expect((await lab.given(other)).args).toBe(given.args);
  });

  test("the combination of a deleted run is free when the sweep is resumed", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const agent = await lab.agent();
    const deleted = await lab.given(agent, "begin");
    await lab.end(deleted.runName);
    await lab.end((await lab.given(agent, "begin")).runName);
    await lab.delete(deleted.runName);
    expect(await lab.ask(agent)).toEqual([{ type: "exit" }]);
    await lab.change({ state: "RUNNING" });
    expect((await lab.given(await lab.agent())).args).toBe(deleted.args);
  });

  test("run_cap counts runs that were handed out and not deleted", async () => {
    const lab = await Lab.open(world, { x: { min: 0, max: 1 } }, { method: "random", run_cap: 2n });
    const agent = await lab.agent();
    const runs = [await lab.given(agent, "begin"), await lab.given(agent, "begin")];
    for (const { runName } of runs) await lab.end(runName);
    expect(await lab.ask(agent)).toEqual([{ type: "exit" }]);
    expect((await lab.sweep()).state).toBe("FINISHED");
    await lab.delete(runs[0]!.runName);
    await lab.change({ state: "RUNNING" });
    const third = await lab.given(await lab.agent(), "begin");
    expect(runs.map(({ runName }) => runName)).not.toContain(third.runName);
    await lab.end(third.runName);
    expect(await lab.ask(agent)).toEqual([{ type: "exit" }]);
  });

  test("a preempted run is handed once to the next agent, to be resumed", async () => {
    const lab = await Lab.open(world, { x: { values: [1n] } });
    const [one, other, third] = [await lab.agent(), await lab.agent(), await lab.agent()];
    const run = await lab.given(one, "begin");
    await lab.setState(run.runName, "preempted");
    const resume = { ...run, type: "resume" };
    expect(await lab.ask(other)).toEqual([resume]);
    expect(await lab.ask(other), "one that was not resumed is given again").toEqual([resume]);
    expect(await lab.ask(third)).toEqual([{ type: "exit" }]);
    lab.nowMs += 6 * MINUTE_MS;
    expect(await lab.ask(third), "its agent is silent").toEqual([resume]);
    await lab.heartbeat(run.runName);
    await lab.setState(run.runName, "preempted");
    expect(await lab.ask(one), "it was preempted once more").toEqual([resume]);
  });

  test("a paused sweep hands out nothing, a stopped one lets runs finish, a canceled one ends its agents", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n, 3n] } });
    const [busy, idle] = [await lab.agent(), await lab.agent()];
    const { runName } = await lab.given(busy, "begin");
    await lab.change({ state: "PAUSED" });
    expect([await lab.ask(busy, [runName]), await lab.ask(idle)]).toEqual([[], []]);
    await lab.change({ state: "FINISHED" });
    expect([await lab.ask(busy, [runName]), await lab.ask(idle)]).toEqual([[], [{ type: "exit" }]]);
    await lab.change({ state: "CANCELED" });
    expect([await lab.ask(busy, [runName]), await lab.ask(idle)]).toEqual([[{ type: "exit" }], [{ type: "exit" }]]);
    expect((await lab.run(runName))!.isStopRequested).toBe(true);
    await lab.end(runName);
    await lab.change({ state: "RUNNING" });
    expect((await lab.given(idle)).args).toBe('{"x":{"value":2}}');
  });

  test("an agent gets a stop command only for the run to stop", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const agents = [await lab.agent(), await lab.agent()];
    const [stopped, other] = [await lab.given(agents[0]!, "begin"), await lab.given(agents[1]!, "begin")];
    const stop = { isStopRequested: true };
    const { id } = (await lab.run(stopped.runName))!;
    await world.metadata.transaction((rows) => rows.runs.update(id, stop));
    expect(await lab.ask(agents[0]!, [stopped.runName])).toEqual([{ type: "stop", runName: stopped.runName }]);
    expect(await lab.ask(agents[1]!, [other.runName])).toEqual([]);
  });

  test("a sweep whose config changes hands out no combination twice", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n] } });
    const agent = await lab.agent();
    await lab.end((await lab.given(agent, "begin")).runName);
    await lab.change({ config: configOf({ x: { values: [3n, 1n, 2n] } }) });
    const given = [await lab.given(agent, "begin"), await lab.given(agent, "begin")];
    expect(given.map(({ args }) => args)).toEqual(['{"x":{"value":3}}', '{"x":{"value":2}}']);
    expect(await lab.ask(agent)).toEqual([{ type: "exit" }]);
  });

  test("a sweep of an earlier release continues", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n, 3n] } });
    const [old, agent] = [await lab.agent(), await lab.agent()];
    await lab.becomeOlder(old);
    expect((await lab.given(agent, "begin")).args).toBe('{"x":{"value":3}}');
    lab.nowMs += 6 * MINUTE_MS;
    const rest = [await lab.given(agent, "begin"), await lab.given(agent, "begin")];
    expect(rest.map(({ args }) => args)).toEqual(['{"x":{"value":1}}', '{"x":{"value":2}}']);
  });

  test("a sweep of an earlier release whose config changes hands out no combination twice", async () => {
    const lab = await Lab.open(world, { x: { values: [1n, 2n, 3n] } });
    const [old, agent] = [await lab.agent(), await lab.agent()];
    await lab.becomeOlder(old);
    await lab.change({ config: configOf({ x: { values: [4n, 2n, 1n] } }) });
    expect((await lab.given(agent, "begin")).args).toBe('{"x":{"value":4}}');
    expect(await lab.ask(agent), "the other combinations are with the old agent").toEqual([{ type: "exit" }]);
    lab.nowMs += 6 * MINUTE_MS;
    const rest = [await lab.given(agent, "begin"), await lab.given(agent, "begin")];
    expect(rest.map(({ args }) => args)).toEqual(['{"x":{"value":1}}', '{"x":{"value":2}}']);
  });

  test("a deleted sweep is not found, and its agents get not_found", async () => {
    const lab = await Lab.open(world, { x: { values: [1n] } });
    const agent = await lab.agent();
    const { id, project, name } = await lab.sweep();
    await deleteSweep(lab.ports, access, id);
    await expect(lab.ask(agent)).rejects.toMatchObject({ code: "not_found" });
    expect(await world.metadata.read.sweeps.find(project.id, name)).toBeNull();
    expect((await world.metadata.read.sweeps.list(project.id, WHOLE)).rows).toEqual([]);
  });
}

function configOf(parameters: object, more: object = {}) {
  return { text: "text", content: { method: "grid", parameters, ...more } };
}

/** A sweep whose agents ask at times that the test sets. */
class Lab {
  nowMs = AT_MS;
  servingSinceMs = AT_MS - MINUTE_MS;
  readonly #world: World;
  #sweep!: Sweep;

  #tokens = 0;

  private constructor(world: World) {
    this.#world = world;
  }

  /** Leaves the sweep as an earlier release did that had handed out two combinations to an agent. */
  async becomeOlder(agent: Parameters<Lab["ask"]>[0]): Promise<void> {
    const { id } = await this.sweep();
    await this.#world.place.engine.write.transaction().execute(async (db) => {
      const grid = '[{"path":["x"],"values":[1,2,3]}]';
      await db.updateTable("sweeps").set({ grid, next_point: 2 }).where("id", "=", id).execute();
      const row = {
        sweep_id: id,
        agent_id: agent,
        args: null,
        args_key: null,
        state: "given",
        resumed_heartbeat_ms: null,
      } as const;
      await db
        .insertInto("sweep_points")
        .values([0, 1].map((point) => ({ ...row, point, run_name: `old-${id}-${point}` })))
        .execute();
    });
  }

  get ports(): Ports {
    return {
      metadata: this.#world.metadata,
      clock: { nowMs: () => this.nowMs },
      servingSinceMs: this.servingSinceMs,
      tokens: { token: (characters: number) => String((this.#tokens += 1)).padStart(characters, "0") },
      hashing: { sha256Hex: (text: string) => createHash("sha256").update(text).digest("hex") },
    } as unknown as Ports;
  }

  static async open(world: World, parameters: object, more: object = {}): Promise<Lab> {
    const lab = new Lab(world);
    const project = await world.project();
    const names = {
      entity: project.entityName,
      project: project.name,
      displayName: undefined,
      description: undefined,
      state: undefined,
    };
    const input = { ...names, id: undefined, priorRuns: [], config: configOf(parameters, more) };
    lab.#sweep = (await upsertSweep(lab.ports, access, input)).sweep;
    return lab;
  }

  async sweep(): Promise<Sweep> {
    return (await this.#world.metadata.read.sweeps.byId(this.#sweep.id))!;
  }

  async change(changes: { state?: string; config?: ReturnType<typeof configOf> }): Promise<void> {
    const nothing = { entity: null, project: null, displayName: undefined, description: undefined };
    const input = { ...nothing, state: undefined, config: undefined, ...changes, priorRuns: [], id: this.#sweep.id };
    await upsertSweep(this.ports, access, input);
  }

  async agent(): Promise<AgentId> {
    const { project, name } = this.#sweep;
    const place = { entity: project.entityName, project: project.name, sweep: name, host: "here" };
    return (await createAgent(this.ports, access, place)).id;
  }

  async ask(agentId: AgentId, busyRuns: readonly string[] = []): Promise<AgentCommand[]> {
    return (await nextCommands(this.ports, access, { agentId, busyRuns })).commands;
  }

  /** Asks, and expects a run; begins it where that is wanted. */
  async given(agentId: AgentId, then?: "begin"): Promise<Extract<AgentCommand, { args: string }>> {
    const [command] = await this.ask(agentId);
    if (command?.type !== "run") throw new Error(`The agent was told ${JSON.stringify(command)}, expected a run`);
    if (then === "begin") await this.begin(command.runName);
    return command as Extract<AgentCommand, { args: string }>;
  }

  async begin(name: string): Promise<void> {
    await this.#world.metadata.transaction(async (rows) => {
      const project = { projectId: this.#sweep.project.id, name, displayName: name };
      const id = await rows.runs.insert({ ...project, createdBy: null, atMs: this.nowMs });
      await rows.runs.update(id, { sweepName: this.#sweep.name });
    });
  }

  run(name: string) {
    return this.#world.metadata.read.runs.find(this.#sweep.project.id, name);
  }

  async setState(name: string, state: RunState): Promise<void> {
    const { id } = (await this.run(name))!;
    await this.#world.metadata.transaction((rows) => rows.runs.update(id, { state }));
  }

  end(name: string): Promise<void> {
    return this.setState(name, "finished");
  }

  async heartbeat(name: string): Promise<void> {
    const { id } = (await this.run(name))!;
    await this.#world.metadata.transaction((rows) => rows.runs.update(id, { heartbeatAtMs: this.nowMs }));
  }

  async delete(name: string): Promise<void> {
    const { id } = (await this.run(name))!;
    await this.#world.metadata.transaction((rows) => rows.runs.delete(id, this.nowMs));
  }
}
