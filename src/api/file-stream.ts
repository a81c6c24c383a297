import { type RunReport, streamRun } from "../core/history/stream-run.ts";
import { type LineStream, MAX_FILE_STREAM_BYTES, StemmaError } from "../model/index.ts";
import { writerOf } from "./http/run-writer.ts";
import { readObject, type WebHandler } from "./web-server.ts";

/** The files of the wire that are line streams. */
const streams: Readonly<Record<string, LineStream>> = {
  "wandb-history.jsonl": "history",
  "wandb-events.jsonl": "events",
  "output.log": "output",
};

const SUMMARY = "wandb-summary.json";

/**
 * `POST /files/{entity}/{project}/{run}/file_stream`: one post of a run's file stream.
 *
 * @see docs/internals/wandb-wire.md, section 2
 */
export const postFileStream: WebHandler = (call) => {
  const { server, context, access } = call;
  const { entity = "", project = "", run = "" } = context.req.param();
  const writer = writerOf(context, "X-WANDB-ASYNC-CLIENT-ID");
  return readObject(call, MAX_FILE_STREAM_BYTES, async (body) => {
    const report = { entity, project, run, writer, ...readReport(body) };
    const { isStopRequested } = await streamRun(server.parts.ports, access, report);
    return context.json(isStopRequested ? { stopped: true } : {});
  });
};

function readReport(body: Record<string, unknown>): Omit<RunReport, "entity" | "project" | "run" | "writer"> {
  const files = readFiles(body["files"]);
  return {
    lines: files.flatMap(({ name, offset, content }) => {
      const stream = streams[name];
      return stream === undefined ? [] : [{ stream, firstNumber: offset, lines: content }];
    }),
    // The last line counts: each one is the whole summary.
    summary: files.find(({ name }) => name === SUMMARY)?.content.at(-1),
    isPreempting: body["preempting"] === true,
    exitCode: body["complete"] === true ? (typeof body["exitcode"] === "number" ? body["exitcode"] : 0) : undefined,
  };
}

function readFiles(value: unknown): { name: string; offset: number; content: string[] }[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object" || Array.isArray(value))
    throw new StemmaError("invalid_input", 'Cannot read the file stream: expected "files" to be an object');
  return Object.entries(value).map(([name, file]) => {
    const { offset, content } = (file ?? {}) as { offset?: unknown; content?: unknown };
    if (
      !Number.isSafeInteger(offset) ||
      (offset as number) < 0 ||
      !Array.isArray(content) ||
      !content.every((line) => typeof line === "string")
    ) {
      throw new StemmaError(
        "invalid_input",
        `Cannot read the stream "${name.slice(0, 80)}": expected an offset of 0 or more and lines of text`,
      );
    }
    return { name, offset: offset as number, content: content as string[] };
  });
}
