import { type AgentId, gridPoint, gridSize, StemmaError, type Sweep, type SweepAgent } from "../model/index.ts";
import { type Access, requireReach } from "./access.ts";
import type { Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { requireSweep } from "./upsert-sweep.ts";

/** What an agent is told to do. **Source** wire page 4 */
export type AgentCommand =
  | { readonly type: "run"; readonly run_id: string; readonly args: Readonly<Record<string, { value: unknown }>> }
  | { readonly type: "exit" };

/** Characters of the name of a run that an agent starts. */
const RUN_NAME_CHARACTERS = 8;

/**
 * Takes on an agent that will ask for combinations of a sweep.
 *
 * **Errors** `not_found`, `forbidden`
 */
export async function createAgent(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; sweep: string; host: string },
): Promise<SweepAgent> {
  return ports.metadata.transaction(async (rows) => {
    const place = `the sweep "${input.entity}/${input.project}/${input.sweep}"`;
    const project = await rows.projects.find(input.entity, input.project);
    const sweep = project === null ? null : await rows.sweeps.find(project.id, input.sweep);
    if (project === null || sweep === null) throw new StemmaError("not_found", `Cannot find ${place}`);
    requireReach(access, project.entityId, place);
    const id = await rows.sweepAgents.insert({ sweepId: sweep.id, host: input.host, atMs: ports.clock.nowMs() });
    return (await rows.sweepAgents.byId(id))!;
  });
}

/**
 * Gives an agent that has nothing to do the next combination of its sweep, as the name and config of a run; one that was
 * given and never begun is given again. When all are handed out, the agent may go.
 *
 * **Errors** `not_found`, `forbidden`
 */
export async function nextCommands(
  ports: Ports,
  access: Access,
  input: { agentId: AgentId; busyRuns: readonly string[] },
): Promise<{ agent: SweepAgent; commands: AgentCommand[] }> {
  return ports.metadata.transaction(async (rows) => {
    const agent = await rows.sweepAgents.byId(input.agentId);
    if (agent === null) throw new StemmaError("not_found", "Cannot find the sweep");
    await requireSweep(rows, access, agent.sweepId);
    const sweep = (await rows.sweeps.lock(agent.sweepId))!;
    await rows.sweepAgents.touch(agent.id, ports.clock.nowMs());
    return { agent, commands: await commandsFor(ports, rows, agent, sweep, input.busyRuns) };
  });
}

async function commandsFor(
  ports: Ports,
  rows: Rows,
  agent: SweepAgent,
  sweep: Sweep,
  busyRuns: readonly string[],
): Promise<AgentCommand[]> {
  if (sweep.state === "FINISHED" || sweep.state === "CANCELED") return [{ type: "exit" }];
  if (sweep.state === "PAUSED" || busyRuns.length > 0) return [];
  const last = (await rows.sweepAgents.points(agent.id)).at(-1);
  if (last !== undefined && last.runId === null)
    return [{ type: "run", run_id: last.runName, args: gridPoint(sweep.grid, last.point) }];
  const updatedAtMs = ports.clock.nowMs();
  const point = sweep.nextPoint;
  if (point >= gridSize(sweep.grid)) {
    await rows.sweeps.update(sweep.id, { state: "FINISHED", updatedAtMs });
    return [{ type: "exit" }];
  }
  const runName = ports.chance.token(RUN_NAME_CHARACTERS);
  await rows.sweepAgents.give({ agentId: agent.id, sweepId: sweep.id, point, runName });
  await rows.sweeps.update(sweep.id, { nextPoint: point + 1, state: "RUNNING", updatedAtMs });
  return [{ type: "run", run_id: runName, args: gridPoint(sweep.grid, point) }];
}
