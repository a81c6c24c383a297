import { findCreator } from "../../../core/accounts/read-accounts.ts";
import { changeRunState, requestStop } from "../../../core/runs/change-run-state.ts";
import { deleteRun } from "../../../core/runs/delete-run.ts";
import { loggedByRun, usedByRun } from "../../../core/runs/run-lineage.ts";
import { upsertRun } from "../../../core/runs/upsert-run.ts";
import type { Page } from "../../../core/ports/metadata.ts";
import {
  FINAL_RUN_STATES,
  findMembers,
  hasRight,
  parseLoose,
  type RunId,
  type RunState,
  type Version,
} from "../../../model/index.ts";
import { connection, readPage } from "../format/connection.ts";
import { nodeId, requireNodeId } from "../format/node-id.ts";
import { isoTime } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Runs; their history, console log and files have files of their own. */
export const runs: Resolvers = {
  Mutation: {
    upsertBucket: async (access, { input }, { ports, writer }) => {
      const changes = withoutEmpty({
        displayName: input.displayName,
        description: input.description,
        notes: input.notes,
        tags: input.tags,
        group: input.groupName,
        jobType: input.jobType,
        state: input.state as RunState | null | undefined,
        config: input.config,
        summary: input.summaryMetrics,
        commit: input.commit,
        host: input.host,
        program: input.jobProgram,
        repo: input.jobRepo,
        sweepName: input.sweep,
      });
      const id = input.id ? requireNodeId<RunId>(input.id, "run", "Run") : undefined;
      const { run, isNew } = await upsertRun(ports, access, {
        id,
        name: input.name,
        entity: input.entityName,
        project: input.modelName,
        writer,
        changes,
      });
      return { bucket: run, inserted: isNew, serverSettings: { serverMessages: [] } };
    },
    updateRunState: async (access, { input: { id, state } }, { ports }) => {
      await changeRunState(ports, access, { id: requireNodeId<RunId>(id, "run", "Run"), state });
      return { success: true };
    },
    stopRun: async (access, { input }, { ports }) => {
      await requestStop(ports, access, requireNodeId<RunId>(input.id, "run", "Run"));
      return { success: true };
    },
    deleteRun: async (access, { input }, { ports }) => {
      const id = requireNodeId<RunId>(input.id, "run", "Run");
      await deleteRun(ports, access, { id, deleteVersions: input.deleteArtifacts === true });
      return { success: true };
    },
  },

  Run: {
    id: (run) => nodeId("Run", run.id),
    createdAt: (run) => isoTime(run.createdAtMs),
    heartbeatAt: (run) => isoTime(run.heartbeatAtMs),
    readOnly: (run, _, { actor }) => !hasRight(actor, "write", run.project.entityId),
    exitcode: (run) => run.exitCode,
    running: (run) => !FINAL_RUN_STATES.has(run.state) && run.state !== "preempted",
    failed: (run) => run.state === "failed" || run.state === "crashed",
    stopped: (run) => run.state === "killed",
    shouldStop: (run) => run.isStopRequested,
    user: (run, _, { ports }) => findCreator(ports, run),
    projectId: (run) => String(run.project.id),
    wandbConfig: (run, { keys }) => {
      const own = findMembers(run.config, ["_wandb"]).get("_wandb") ?? "{}";
      const { value = {} } = parseLoose(own, "the run's config") as { value?: Record<string, unknown> };
      return JSON.stringify(
        keys === null || keys === undefined
          ? value
          : Object.fromEntries(keys.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]])),
      );
    },
    summaryMetrics: (run) => run.summary,
    outputArtifacts: async (run, args, { ports, reading }) =>
      versionConnection(await loggedByRun(ports, reading, run, readPage(args))),
    inputArtifacts: async (run, args, { ports, reading }) =>
      versionConnection(await usedByRun(ports, reading, run, readPage(args))),
  },
};

function versionConnection(listed: Page<Version>) {
  const shaped = connection(listed);
  return { ...shaped, edges: shaped.edges.map((edge) => ({ ...edge, version: `v${edge.node.versionIndex}` })) };
}

/** Drops what is null or undefined: those leave a field as it is. */
function withoutEmpty<Shape extends Record<string, unknown>>(
  fields: Shape,
): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>;
  };
}
