import { type AgentId, listName, type Project, type Run, type Sweep, type SweepAgent } from "../../model/index.ts";
import { idOrder, pageOf } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** The sweep of that name in a project, or null. */
export function findSweep({ metadata }: Ports, project: Project, name: string): Promise<Sweep | null> {
  return metadata.read.sweeps.find(project.id, name);
}

/** The sweeps of a project, the newest first. */
export function listSweeps({ metadata }: Ports, project: Project, page: PageRequest): Promise<Page<Sweep>> {
  return metadata.read.sweeps.list(project.id, page);
}

/** The agents of a sweep. */
export function listAgents({ metadata }: Ports, sweep: Sweep, page: PageRequest): Promise<Page<SweepAgent>> {
  return metadata.read.sweepAgents.list(sweep.id, page);
}

/** The agent of that id, or null when it is not one of this sweep. */
export async function findAgent({ metadata }: Ports, sweep: Sweep, id: AgentId): Promise<SweepAgent | null> {
  const agent = await metadata.read.sweepAgents.byId(id);
  return agent?.sweepId === sweep.id ? agent : null;
}

/** The runs that an agent was given and that have begun. */
export async function listAgentRuns({ metadata }: Ports, agent: SweepAgent, page: PageRequest): Promise<Page<Run>> {
  const runs = await metadata.read.runs.byIds(await metadata.read.sweepPoints.runsOf(agent.id));
  return pageOf(runs, page, idOrder<Run>(listName("runs of agent", agent.id)));
}

/** The number of runs that an agent was given and that have begun. */
export async function countAgentRuns({ metadata }: Ports, agent: SweepAgent): Promise<number> {
  return (await metadata.read.runs.byIds(await metadata.read.sweepPoints.runsOf(agent.id))).length;
}
