import { declareRunFiles, deleteRunFiles } from "../../core/runs/change-run-files.ts";
import { deleteRun } from "../../core/runs/delete-run.ts";
import { changeRunState, requestStop } from "../../core/runs/change-run-state.ts";
import { upsertProject } from "../../core/projects/upsert-project.ts";
import { upsertRun } from "../../core/runs/upsert-run.ts";
import { type ProjectId, type RunId, type RunState, StemmaError } from "../../model/index.ts";
import type { RootField } from "./execution/graphql-context.ts";
import { uploadNode } from "./file-node.ts";
import { nodeId, requireNodeId } from "./node-id.ts";

type Text = string | null | undefined;

interface UpsertBucketWire {
  readonly id: Text;
  readonly name: Text;
  readonly modelName: Text;
  readonly entityName: Text;
  readonly displayName: Text;
  readonly description: Text;
  readonly notes: Text;
  readonly tags?: readonly string[] | null;
  readonly groupName: Text;
  readonly jobType: Text;
  readonly state: Text;
  readonly config: Text;
  readonly summaryMetrics: Text;
  readonly commit: Text;
  readonly host: Text;
  readonly jobProgram: Text;
  readonly jobRepo: Text;
  readonly sweep: Text;
}

/** Mutations of projects and runs. */
export const runMutations: Readonly<Record<string, RootField>> = {
  upsertModel: async (
    { input }: { input: { id?: Text; name?: Text; entityName?: Text; description?: Text; access?: Text } },
    { ports },
    access,
  ) => {
    const id = input.id ? requireNodeId<ProjectId>(input.id, "project", "Project") : undefined;
    const { project, isNew } = await upsertProject(ports, access, {
      id,
      entity: input.entityName,
      project: input.name,
      description: input.description ?? undefined,
      access: input.access ?? undefined,
    });
    return { project, model: project, inserted: isNew };
  },

  upsertBucket: async ({ input }: { input: UpsertBucketWire }, { ports, writer }, access) => {
    const changes = compact({
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

  updateRunState: async ({ input }: { input: { id: string; state: string } }, { ports }, access) => {
    await changeRunState(ports, access, { id: requireNodeId<RunId>(input.id, "run", "Run"), state: input.state });
    return { success: true };
  },
  stopRun: async ({ input }: { input: { id: string } }, { ports }, access) => {
    await requestStop(ports, access, requireNodeId<RunId>(input.id, "run", "Run"));
    return { success: true };
  },

  deleteRun: async ({ input }: { input: { id: string; deleteArtifacts?: boolean | null } }, { ports }, access) => {
    const id = requireNodeId<RunId>(input.id, "run", "Run");
    await deleteRun(ports, access, { id, areArtifactsDeleted: input.deleteArtifacts === true });
    return { success: true };
  },

  createRunFiles: async ({ input }: { input: RunFilesWire }, context, access) => {
    const run = await declareRunFiles(context.ports, access, placeOf(input));
    const files = input.files.map((name) =>
      uploadNode({
        ownerId: run.project.entityId,
        id: `${run.id}:${name}`,
        name,
        uploadUrl: context.address({ verb: "PUT", kind: "run-file", runId: run.id, name }),
        uploadHeaders: [],
        storagePath: name,
        artifact: null,
      }),
    );
    return { runID: nodeId("Run", run.id), uploadHeaders: ["Content-Type:application/octet-stream"], files };
  },
  markRunFilesUploaded: async ({ input }: { input: RunFilesWire }, { ports }, access) => {
    // A file is there when its PUT is answered; this call only has to find its run.
    await declareRunFiles(ports, access, placeOf(input));
    return { success: true };
  },
  deleteFiles: async ({ input }: { input: { files: readonly string[] } }, { ports }, access) => {
    await deleteRunFiles(ports, access, input.files.map(readFileId));
    return { success: true };
  },
};

interface RunFilesWire {
  readonly entityName: string;
  readonly projectName: string;
  readonly runName: string;
  readonly files: readonly string[];
}

function placeOf({ entityName, projectName, runName, files }: RunFilesWire) {
  return { entity: entityName, project: projectName, run: runName, files };
}

/**
 * Reads the id that `runFileNode` writes.
 *
 * @throws `not_found`
 */
function readFileId(id: string): { runId: RunId; name: string } {
  const [, runId, name] = /^RunFile:(\d+):([0-9a-f]*)$/.exec(Buffer.from(id, "base64").toString()) ?? [];
  if (runId === undefined || name === undefined)
    throw new StemmaError("not_found", `Cannot find the file "${id.slice(0, 80)}": it is not an id of this server`);
  return { runId: Number(runId) as RunId, name: Buffer.from(name, "hex").toString() };
}

/** Drops what is null or undefined: those leave a field as it is. */
function compact<Shape extends Record<string, unknown>>(
  fields: Shape,
): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>;
  };
}
