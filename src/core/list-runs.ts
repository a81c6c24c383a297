import {
  type FieldLookup,
  type Filter,
  type ListOrder,
  parseLoose,
  type Project,
  type Run,
  sortRows,
} from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Runs of a project that a filter leaves, in an order; oldest first where none is given. */
export async function listRuns(
  { metadata }: Ports,
  project: Project,
  query: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<Run>> {
  const all = await metadata.read.runs.list(project.id);
  const left = all.filter((run) => query.filter(runLookup(run)));
  return pageOf(query.order === undefined ? left : sortRows(left, query.order, runLookup), query.page);
}

/** The fields of a run that filters and orders know; `config.lr` means the value of the key `lr`. */
export function runLookup(run: Run): FieldLookup {
  return (path) => {
    const [head = "", ...rest] = path.split(".");
    if (head === "config") return configValue(parseLoose(run.config, "the run's config"), rest);
    if (head === "summary_metrics" || head === "summaryMetrics" || head === "summary")
      return walk(parseLoose(run.summary, "the run's summary"), rest);
    return plainFields(run)[head];
  };
}

function plainFields(run: Run): Record<string, unknown> {
  const createdAt = new Date(run.createdAtMs).toISOString();
  const heartbeatAt = new Date(run.heartbeatAtMs).toISOString();
  return {
    id: run.id,
    name: run.name,
    display_name: run.displayName,
    displayName: run.displayName,
    state: run.state,
    job_type: run.jobType,
    jobType: run.jobType,
    group: run.group,
    tags: run.tags,
    notes: run.notes,
    description: run.description,
    host: run.host,
    program: run.program,
    commit: run.commit,
    username: run.createdBy,
    user: run.createdBy,
    sweep: run.sweepName,
    sweep_name: run.sweepName,
    created_at: createdAt,
    createdAt,
    heartbeat_at: heartbeatAt,
    heartbeatAt,
    updated_at: heartbeatAt,
  };
}

/** Config holds `{key: {value, desc}}`; people ask by `config.key` as well as by `config.key.value`. */
function configValue(config: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return config;
  const entry = walk(config, [key]);
  const value = walk(entry, ["value"]);
  return value === undefined || rest[0] === "value" ? walk(entry, rest) : walk(value, rest);
}

function walk(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  // A key may itself hold dots, as in "val/loss.mean".
  const whole = path.join(".");
  if (Object.hasOwn(fields, whole)) return fields[whole];
  return Object.hasOwn(fields, path[0]!) ? walk(fields[path[0]!], path.slice(1)) : undefined;
}
