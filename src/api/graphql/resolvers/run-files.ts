import { declareRunFiles, deleteRunFiles } from "../../../core/runs/change-run-files.ts";
import { listRunFiles } from "../../../core/runs/list-run-files.ts";
import type { RunFile } from "../../../core/ports/metadata.ts";
import { type Run, type RunId, StemmaError } from "../../../model/index.ts";
import type { CreateRunFilesInput, MarkRunFilesUploadedInput } from "../../../wire/schema.generated.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import { connection, readPage } from "../format/connection.ts";
import { fileNode, uploadNode } from "../format/file-node.ts";
import { lazy } from "../format/lazy.ts";
import { nodeId } from "../format/node-id.ts";
import { hex, isoTime } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Files of runs. */
export const runFiles: Resolvers = {
  Mutation: {
    createRunFiles: async (access, { input }, context) => {
      const run = await declareRunFiles(context.ports, access, namedFiles(input));
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
    markRunFilesUploaded: async (access, { input }, { ports }) => {
      // A file is stored when its PUT is answered; this call only has to find its run.
      await declareRunFiles(ports, access, namedFiles(input));
      return { success: true };
    },
    deleteFiles: async (access, { input }, { ports }) => {
      await deleteRunFiles(ports, access, input.files.map(readFileId));
      return { success: true };
    },
  },

  Run: {
    fileCount: async (run, _, { ports }) =>
      (await listRunFiles(ports, run, { names: [], pattern: undefined, page: { after: null, first: 0 } })).total(),
    files: async (run, { names, pattern, ...page }, context) => {
      const listed = await listRunFiles(context.ports, run, {
        names: (names ?? []).filter((name) => name !== null && name !== undefined),
        pattern: pattern ?? undefined,
        page: readPage(page),
      });
      return connection(listed, (file) => runFileNode(run, file, context));
    },
  },
};

function namedFiles({ entityName, projectName, runName, files }: CreateRunFilesInput | MarkRunFilesUploadedInput) {
  return { entity: entityName, project: projectName, run: runName, files };
}

/** A file of a run as the wire shows it; `url` needs a key, `directUrl` is signed. */
function runFileNode(run: Run, file: RunFile, context: GraphqlContext) {
  const path = [run.project.entityName, run.project.name, run.name, ...file.name.split("/")]
    .map(encodeURIComponent)
    .join("/");
  return fileNode({
    ownerId: run.project.entityId,
    id: btoa(`RunFile:${run.id}:${hex(file.name)}`),
    name: file.name,
    sizeBytes: file.sizeBytes,
    digest: file.md5,
    md5: file.md5,
    updatedAt: isoTime(file.updatedAtMs),
    url: lazy(() => `${context.baseUrl}/files/${path}`),
    directUrl: lazy(() =>
      context.address({ verb: "GET", kind: "run-file", runId: run.id, name: file.name, blob: file.blob }),
    ),
    storagePath: path,
  });
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
