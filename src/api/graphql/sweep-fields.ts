import { idOrder, pageOf } from "../../core/list-page.ts";
import type { PageRequest, RunTexts } from "../../core/ports/metadata.ts";
import { listRuns } from "../../core/runs/list-runs.ts";
import { type AgentCommand, createAgent, nextCommands } from "../../core/sweeps/run-sweep.ts";
import { deleteSweep, upsertSweep } from "../../core/sweeps/upsert-sweep.ts";
import {
  type AgentId,
  expectedRuns,
  filterOf,
  listName,
  parseLoose,
  type Run,
  StemmaError,
  type Sweep,
  type SweepAgent,
  type SweepId,
  UNCATEGORIZED,
} from "../../model/index.ts";
import { readSweepConfig } from "../../wire/sweep-config.ts";
import { connection, type PageArguments, readPage, readWholePage } from "./connection.ts";
import type { Fields, GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { nodeId, readNodeId, requireNodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";
import { noTexts, runTexts } from "./run-texts.ts";

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
  readonly priorRunsFilters: Text;
}

/** Mutations of sweeps. */
export const sweepMutations: Readonly<Record<string, RootField>> = {
  upsertSweep: async ({ input }: { input: SweepWire }, { ports }, access) => {
    if (input.controller || input.launchScheduler || input.scheduler)
      throw new StemmaError("not_offered", "Stemma does not offer sweeps with their own controller or scheduler");
    const { sweep, warnings } = await upsertSweep(ports, access, {
      id: input.id ? requireNodeId<SweepId>(input.id, "sweep", "Sweep") : undefined,
      entity: input.entityName,
      project: input.projectName,
      config: input.config ? { text: input.config, content: readSweepConfig(input.config) } : undefined,
      displayName: input.displayName ?? undefined,
      description: input.description ?? undefined,
      state: input.state ?? undefined,
      priorRuns: readPriorRuns(input.priorRunsFilters),
    });
    return { sweep, configValidationWarnings: warnings };
  },

  deleteSweep: async ({ input }: { input: { id: string } }, { ports }, access) => {
    await deleteSweep(ports, access, requireNodeId<SweepId>(input.id, "sweep", "Sweep"));
    return { success: true };
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
    const { agent, sweep, commands } = await nextCommands(ports, access, {
      agentId: requireNodeId<AgentId>(input.id, "sweep", "Agent"),
      busyRuns: busyRuns(input.runState),
    });
    return { agent, commands: `[${commands.map((command) => commandText(sweep, command)).join(",")}]` };
  },
};

/** A command as an agent reads it; the client looks for `program` wherever a run is started, also where there is none. */
function commandText(sweep: Sweep, command: AgentCommand): string {
  if (command.type === "exit") return JSON.stringify(command);
  const { type, runName } = command;
  if (command.type === "stop") return JSON.stringify({ type, run_id: runName });
  const head = JSON.stringify({ type, run_id: runName, program: configText(sweep, "program") ?? null });
  // The arguments are JSON in which 1 and 1.0 are two things.
  return `${head.slice(0, -1)},"args":${command.args}}`;
}

/**
 * The names of the runs that are to belong to a new sweep.
 *
 * Format: `{"$or": [{"name": …}]}`
 */
function readPriorRuns(text: Text): string[] {
  const filters = text ? parseLoose(text, "the filter of prior runs") : null;
  if (filters === null) return [];
  const { $or: choices } = filters as { $or?: unknown };
  const names = Array.isArray(choices) ? choices.map((choice) => (choice as { name?: unknown } | null)?.name) : [];
  if (names.length > 0 && names.every((name) => typeof name === "string")) return names;
  throw new StemmaError(
    "invalid_input",
    'Cannot read the filter of prior runs: expected {"$or": [{"name": …}]}; name each run',
  );
}

/**
 * The runs an agent says it is busy with.
 *
 * Format: `{run: true}`
 */
function busyRuns(text: Text): string[] {
  const states = text ? parseLoose(text, "the states of the agent's runs") : {};
  if (typeof states !== "object" || states === null) return [];
  return Object.entries(states).flatMap(([run, isBusy]) => (isBusy ? [run] : []));
}

/** Fields of a sweep. */
export const sweepFields: Fields<Sweep> = {
  id: (sweep) => nodeId("Sweep", sweep.id),
  displayName: (sweep) => sweep.displayName ?? configText(sweep, "name") ?? null,
  method: (sweep) => sweep.search.method,
  createdAt: (sweep) => isoTime(sweep.createdAtMs),
  updatedAt: (sweep) => isoTime(sweep.updatedAtMs),
  heartbeatAt: (sweep) => isoTime(sweep.updatedAtMs),
  runCount: async (sweep, _, context) => (await runsOf(context, sweep, { after: null, first: 0 }, noTexts)).total(),
  runCountExpected: (sweep) => expectedRuns(sweep.search),
  bestLoss: () => null,
  earlyStopJobRunning: () => false,
  runs: async (sweep, args: PageArguments, context, info) => {
    const page = readPage(args);
    return connection(await runsOf(context, sweep, page, runTexts(info)), (run) => run);
  },
  agents: async (sweep, args: PageArguments, { ports }) =>
    connection(await ports.metadata.read.sweepAgents.list(sweep.id, readWholePage(args)), (agent) => agent),
  agent: async (sweep, { agentName }: { agentName: string }, { ports }) => {
    const id = readNodeId<AgentId>(agentName, "Agent");
    const agent = id === null ? null : await ports.metadata.read.sweepAgents.byId(id);
    return agent?.sweepId === sweep.id ? agent : null;
  },
};

function configText({ config }: Sweep, key: string): string | undefined {
  const value = (readSweepConfig(config) as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}

function runsOf({ ports }: GraphqlContext, sweep: Sweep, page: PageRequest, texts: RunTexts) {
  const filter = filterOf({
    kind: "field",
    field: { path: "sweep", kind: "text" },
    test: { op: "eq", value: sweep.name },
  });
  return listRuns(ports, sweep.project, { filter, order: undefined, page, texts });
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
    const runs = await runsOfAgent(context, agent);
    const order = idOrder<Run>(listName("runs of agent", agent.id));
    return connection(pageOf(runs, readPage(args), order), (run) => run);
  },
};

async function runsOfAgent({ ports }: GraphqlContext, agent: SweepAgent): Promise<Run[]> {
  return ports.metadata.read.runs.byIds(await ports.metadata.read.sweepPoints.runsOf(agent.id));
}
