import type { PageRequest, RunTexts } from "../../../core/ports/metadata.ts";
import { listRuns } from "../../../core/runs/list-runs.ts";
import { countAgentRuns, findAgent, listAgentRuns, listAgents } from "../../../core/sweeps/read-sweeps.ts";
import { type AgentCommand, createAgent, nextCommands } from "../../../core/sweeps/run-sweep.ts";
import { deleteSweep, upsertSweep } from "../../../core/sweeps/upsert-sweep.ts";
import {
  type AgentId,
  expectedRuns,
  filterOf,
  parseLoose,
  StemmaError,
  type Sweep,
  type SweepId,
  UNCATEGORIZED,
} from "../../../model/index.ts";
import { readSweepConfig } from "../../../wire/sweep-config.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { connection, readPage, readWholePage } from "../format/connection.ts";
import { nodeId, readNodeId, requireNodeId } from "../format/node-id.ts";
import { noTexts, runTexts } from "../format/run-texts.ts";
import { isoTime } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Sweeps and their agents. */
export const sweeps: Resolvers = {
  Mutation: {
    upsertSweep: async (access, { input }, { ports }) => {
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

    deleteSweep: async (access, { input }, { ports }) => {
      await deleteSweep(ports, access, requireNodeId<SweepId>(input.id, "sweep", "Sweep"));
      return { success: true };
    },

    createAgent: async (access, { input }, { ports, actor }) => ({
      agent: await createAgent(ports, access, {
        entity: input.entityName || (actor.user?.username ?? ""),
        project: input.projectName || UNCATEGORIZED,
        sweep: input.sweep,
        host: input.host,
      }),
    }),

    agentHeartbeat: async (access, { input }, { ports }) => {
      const { agent, sweep, commands } = await nextCommands(ports, access, {
        agentId: requireNodeId<AgentId>(input.id, "sweep", "Agent"),
        busyRuns: busyRuns(input.runState),
      });
      return { agent, commands: `[${commands.map((command) => commandText(sweep, command)).join(",")}]` };
    },
  },

  Sweep: {
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
    runs: async (sweep, args, context, info) =>
      connection(await runsOf(context, sweep, readPage(args), runTexts(info))),
    agents: async (sweep, args, { ports }) => connection(await listAgents(ports, sweep, readWholePage(args))),
    agent: (sweep, { agentName }, { ports }) => {
      const id = readNodeId<AgentId>(agentName, "Agent");
      return id === null ? null : findAgent(ports, sweep, id);
    },
  },

  Agent: {
    id: (agent) => nodeId("Agent", agent.id),
    name: (agent) => nodeId("Agent", agent.id),
    state: () => "RUNNING",
    createdAt: (agent) => isoTime(agent.createdAtMs),
    heartbeatAt: (agent) => isoTime(agent.heartbeatAtMs),
    totalRuns: (agent, _, { ports }) => countAgentRuns(ports, agent),
    runs: async (agent, args, { ports }) => connection(await listAgentRuns(ports, agent, readPage(args))),
  },
};

type Text = string | null | undefined;

/** A command as agents read it. The client requires `program` to start a run, even if the sweep has none. */
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
 * The runs that an agent reports to be busy with.
 *
 * Format: `{run: true}`
 */
function busyRuns(text: Text): string[] {
  const states = text ? parseLoose(text, "the states of the agent's runs") : {};
  if (typeof states !== "object" || states === null) return [];
  return Object.entries(states).flatMap(([run, isBusy]) => (isBusy ? [run] : []));
}

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
