import type { LineStream, Run, RunLine } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** A page of the lines of a stream, in the order of arrival. */
export function listLines(
  { metadata }: Ports,
  run: Run,
  stream: LineStream,
  page: PageRequest,
): Promise<Page<RunLine>> {
  return metadata.read.runLines.list(run.linesId, stream, page);
}

/** The number of lines of a stream. */
export async function countLines({ metadata }: Ports, run: Run, stream: LineStream): Promise<number> {
  return (await metadata.read.runLines.counts(run.linesId))[stream];
}

/** The text of the last line of a stream; undefined if it is empty. */
export async function lastLine(ports: Ports, run: Run, stream: LineStream): Promise<string | undefined> {
  const total = await countLines(ports, run, stream);
  if (total === 0) return undefined;
  const [line] = await ports.metadata.read.runLines.read(run.linesId, stream, total - 1, 1);
  return line?.text;
}
