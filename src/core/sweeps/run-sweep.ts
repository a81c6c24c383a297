import { type AgentId, type JsonText, StemmaError, type Sweep, type SweepAgent } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { pickCombination } from "./pick-combination.ts";
import type { Rows, SweepPoint } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { argumentsOfPoint, requireSweep } from "./upsert-sweep.ts";

/**
 * A command to an agent; a run is started or resumed with arguments.
 *
 * @see docs/internals/wandb-wire.md
 */
export type AgentCommand =
  | { readonly type: "run" | "resume"; readonly runName: string; readonly args: JsonText }
  | { readonly type: "stop"; readonly runName: string }
  | { readonly type: "exit" };

/** Length of the name of a run that an agent starts. */
const RUN_NAME_CHARACTERS = 8;
/** Agents report every five seconds; this long allows for a machine that is busy or asleep. */
const AGENT_IDLE_MS = 5 * 60_000;

/**
 * Creates an agent that requests combinations of a sweep.
 *
 * @throws `not_found`, `forbidden`
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
    requireAccess(access, project.entityId, place);
    const id = await rows.sweepAgents.insert({ sweepId: sweep.id, host: input.host, atMs: ports.clock.nowMs() });
    return (await rows.sweepAgents.byId(id))!;
  });
}

/**
 * Records the heartbeat of an agent and returns its next command.
 *
 * A busy agent learns which of its runs to stop; it exits only if the sweep was canceled, because exiting kills its
 * runs. An idle agent gets, in this order: its combination that never started; a preempted run to resume; a free
 * combination; the next one. It exits if the sweep was stopped, has reached its run cap or has no combinations left.
 *
 * @throws `not_found` (the sweep was deleted), `forbidden`
 */
export async function nextCommands(
  ports: Ports,
  access: Access,
  input: { agentId: AgentId; busyRuns: readonly string[] },
): Promise<{ agent: SweepAgent; sweep: Sweep; commands: AgentCommand[] }> {
  return ports.metadata.transaction(async (rows) => {
    const agent = await rows.sweepAgents.byId(input.agentId);
    if (agent === null) throw new StemmaError("not_found", "Cannot find the sweep");
    await requireSweep(rows, access, agent.sweepId);
    const sweep = await rows.sweeps.lock(agent.sweepId);
    if (sweep === null) throw new StemmaError("not_found", "Cannot find the sweep");
    await rows.sweepAgents.touch(agent.id, ports.clock.nowMs());
    return { agent, sweep, commands: await commandsFor(ports, rows, agent, sweep, input.busyRuns) };
  });
}

async function commandsFor(
  ports: Ports,
  rows: Rows,
  agent: SweepAgent,
  sweep: Sweep,
  busyRuns: readonly string[],
): Promise<AgentCommand[]> {
  if (sweep.state === "CANCELED") return [{ type: "exit" }];
  if (busyRuns.length > 0)
    return (await rows.sweepPoints.toStop(sweep, busyRuns)).map((runName) => ({ type: "stop", runName }));
  if (sweep.state === "PAUSED") return [];
  if (sweep.state === "FINISHED") return [{ type: "exit" }];
  const pending = await rows.sweepPoints.pending(agent.id);
  if (pending !== null) return [start(pending.isResumed ? "resume" : "run", sweep, pending)];
  const idleBeforeMs = idleBefore(ports);
  const preempted = await rows.sweepPoints.takePreempted(sweep.id, agent.id, idleBeforeMs);
  if (preempted !== null) return [start("resume", sweep, preempted)];
  await rows.sweepPoints.freeLost(sweep.id, idleBeforeMs);
  return nextRun(ports, rows, agent, sweep);
}

async function nextRun(ports: Ports, rows: Rows, agent: SweepAgent, sweep: Sweep): Promise<AgentCommand[]> {
  const updatedAtMs = ports.clock.nowMs();
  const { handedOut, underWay } = await rows.sweepPoints.counts(sweep.id);
  const isFull = handedOut >= (sweep.search.runCap ?? Number.POSITIVE_INFINITY);
  const picked = isFull ? ("none" as const) : await pickCombination(ports, rows, sweep);
  if (picked === "later") return [];
  if (picked === "none") {
    // Active runs may still be lost; their combinations must then be handed out again.
    if (underWay === 0) await rows.sweeps.update(sweep.id, { state: "FINISHED", updatedAtMs });
    return [{ type: "exit" }];
  }
  const runName = ports.tokens.token(RUN_NAME_CHARACTERS);
  const argsKey = ports.hashing.sha256Hex(picked.args);
  await rows.sweepPoints.give({ agentId: agent.id, sweepId: sweep.id, runName, args: picked.args, argsKey });
  await rows.sweeps.update(sweep.id, { state: "RUNNING", updatedAtMs });
  return [{ type: "run", runName, args: picked.args }];
}

/** Agents could not report while the server was down: that time does not count as idle. */
function idleBefore({ clock, servingSinceMs }: Ports): number {
  const idleMs = clock.nowMs() - AGENT_IDLE_MS;
  return idleMs < servingSinceMs ? 0 : idleMs;
}

function start(type: "run" | "resume", sweep: Sweep, point: SweepPoint): AgentCommand {
  return { type, runName: point.runName, args: argumentsOfPoint(sweep, point) };
}
