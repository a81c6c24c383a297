import { listRuns } from "../../core/list-runs.ts";
import { createAgent, nextCommands } from "../../core/run-sweep.ts";
import { upsertSweep } from "../../core/upsert-sweep.ts";
import {
  type AgentId,
  filterOf,
  gridSize,
  parseLoose,
  type Run,
  StemmaError,
  type Sweep,
  type SweepAgent,
  type SweepId,
  UNCATEGORIZED,
} from "../../model/index.ts";
import { readSweepConfig } from "../../wire/sweep-config.ts";
import { connection, type PageArguments, readPage, wholeConnection } from "./connection.ts";
import type { Fields, GraphqlContext, RootField } from "./graphql-context.ts";
import { nodeId, requireNodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";

type Text = string | null | undefined;

interface SweepWire {
  readonly id: Text;
  readonly config: Text;
  readonly description: Text;
  readonly displayName: Text;
  readonly entityName: Text;
  readonly projectName: Text;
  readonly controller: Text;
  readonly launchScheduler: Text;
  readonly scheduler: Text;
  readonly state: Text;
}

/** Mutations of sweeps. */
export const sweepMutations: Readonly<Record<string, RootField>> = {
  upsertSweep: async ({ input }: { input: SweepWire }, { ports }, access) => {
    if (input.controller || input.launchScheduler || input.scheduler)
      throw new StemmaError("not_offered", "Stemma does not offer sweeps with a controller or scheduler of their own");
    const sweep = await upsertSweep(ports, access, {
      id: input.id ? requireNodeId<SweepId>(input.id, "sweep", "Sweep") : undefined,
      entity: input.entityName,
      project: input.projectName,
      config: input.config ? { text: input.config, content: readSweepConfig(input.config) } : undefined,
      displayName: input.displayName ?? undefined,
      description: input.description ?? undefined,
      state: input.state ?? undefined,
    });
    return { sweep, configValidationWarnings: [] };
  },

  createAgent: async (
    { input }: { input: { host: string; entityName: Text; projectName: Text; sweep: string } },
    { ports, actor },
    access,
  ) => {
    const entity = input.entityName || (actor.user?.username ?? "");
    const place = { entity, project: input.projectName || UNCATEGORIZED, sweep: input.sweep };
    return { agent: await createAgent(ports, access, { ...place, host: input.host }) };
  },

  agentHeartbeat: async ({ input }: { input: { id: string; runState: Text } }, { ports }, access) => {
    const { agent, commands } = await nextCommands(ports, access, {
      agentId: requireNodeId<AgentId>(input.id, "sweep", "Agent"),
      busyRuns: busyRuns(input.runState),
    });
    return { agent, commands: JSON.stringify(commands) };
  },
};

/** The runs an agent says it is busy with. **Shape** of the text: `{run: true}` */
function busyRuns(text: Text): string[] {
  const states = text ? parseLoose(text, "the states of the agent's runs") : {};
  if (typeof states !== "object" || states === null) return [];
  return Object.entries(states).flatMap(([run, isBusy]) => (isBusy ? [run] : []));
}

/** Fields of a sweep. */
export const sweepFields: Fields<Sweep> = {
  id: (sweep) => nodeId("Sweep", sweep.id),
  displayName: (sweep) => sweep.displayName ?? configText(sweep, "name") ?? null,
  method: () => "grid",
  createdAt: (sweep) => isoTime(sweep.createdAtMs),
  updatedAt: (sweep) => isoTime(sweep.updatedAtMs),
  heartbeatAt: (sweep) => isoTime(sweep.updatedAtMs),
  runCount: async (sweep, _, context) => (await runsOf(context, sweep, { after: 0, first: 0 })).total,
  runCountExpected: (sweep) => gridSize(sweep.grid),
  bestLoss: () => null,
  earlyStopJobRunning: () => false,
  runs: async (sweep, args: PageArguments, context) => {
    const page = readPage(args);
    return connection(await runsOf(context, sweep, page), page, (run) => run);
  },
  agents: async (sweep, _, { ports }) =>
    wholeConnection(await ports.metadata.read.sweepAgents.list(sweep.id), (agent) => agent),
  agent: async (sweep, { agentName }: { agentName: string }, { ports }) => {
    const agents = await ports.metadata.read.sweepAgents.list(sweep.id);
    return agents.find((agent) => nodeId("Agent", agent.id) === agentName) ?? null;
  },
};

function configText({ config }: Sweep, key: string): string | undefined {
  const value = (readSweepConfig(config) as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}

function runsOf({ ports }: GraphqlContext, sweep: Sweep, page: { after: number; first: number }) {
  const filter = filterOf({
    kind: "field",
    field: { path: "sweep", kind: "text" },
    test: { op: "eq", value: sweep.name },
  });
  return listRuns(ports, sweep.project, { filter, order: undefined, page });
}

/** Fields of an agent. */
export const sweepAgentFields: Fields<SweepAgent> = {
  id: (agent) => nodeId("Agent", agent.id),
  name: (agent) => nodeId("Agent", agent.id),
  state: () => "RUNNING",
  createdAt: (agent) => isoTime(agent.createdAtMs),
  heartbeatAt: (agent) => isoTime(agent.heartbeatAtMs),
  totalRuns: async (agent, _, context) => (await runsOfAgent(context, agent)).length,
  runs: async (agent, args: PageArguments, context) => {
    const page = readPage(args);
    const runs = await runsOfAgent(context, agent);
    return connection(
      { rows: runs.slice(page.after, page.after + page.first), total: runs.length },
      page,
      (run) => run,
    );
  },
};

async function runsOfAgent({ ports }: GraphqlContext, agent: SweepAgent): Promise<Run[]> {
  const points = await ports.metadata.read.sweepAgents.points(agent.id);
  return ports.metadata.read.runs.byIds(points.flatMap(({ runId }) => runId ?? []));
}
