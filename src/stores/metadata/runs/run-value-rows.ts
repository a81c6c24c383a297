import { sql } from "kysely";
import { type ProjectId, type RunContent, type RunId, runValues } from "../../../model/index.ts";
import { inputPairs, inputRows, inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** How many of a run's values the index contains. */
export const VALUES_STATE = { none: 0, all: 1, part: 2 } as const;

/** The values of a run before and after a change; undefined if none are, or should be, in the index. */
export interface ValueChange {
  readonly projectId: ProjectId;
  readonly runId: RunId;
  readonly before: RunContent | undefined;
  readonly after: RunContent | undefined;
}

/**
 * Updates the value index for some runs. Writes only differences, because most of a report repeats the previous one.
 *
 * @returns the `values_state` of each run, in their order, and whether any value changed
 */
export async function changeValues(
  scope: RowsScope,
  changes: readonly ValueChange[],
): Promise<{ state: number; isChanged: boolean }[]> {
  const added: IndexedValue[] = [];
  const removed: IndexedValue[] = [];
  const results = changes.map(({ projectId, runId, before, after }) => {
    const old = before === undefined ? [] : runValues(before).rows;
    const next = after === undefined ? { rows: [], isWhole: true } : runValues(after);
    const [had, has] = [setOf(old), setOf(next.rows)];
    const fresh = next.rows.filter((row) => !had.has(spell(row)));
    const gone = old.filter((row) => !has.has(spell(row)));
    for (const [path, value] of fresh) added.push({ projectId, runId, path, value });
    for (const [path, value] of gone) removed.push({ projectId, runId, path, value });
    return {
      state: next.isWhole ? VALUES_STATE.all : VALUES_STATE.part,
      isChanged: fresh.length + gone.length > 0,
    };
  });
  if (added.length + removed.length > 0) {
    const ids = await pathIds(scope, added, removed);
    await remove(scope, removed, ids);
    await add(scope, added, ids);
  }
  return results;
}

interface IndexedValue {
  readonly projectId: ProjectId;
  readonly runId: RunId;
  readonly path: string;
  readonly value: string;
}

type Row = readonly [path: string, value: string];

function setOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map(spell));
}

function spell([path, value]: Row): string {
  return `${path.length}:${path}${value}`;
}

type PathIds = ReadonlyMap<ProjectId, ReadonlyMap<string, number>>;

/** Returns the ids of the paths, by project; inserts the missing ones of added values. */
async function pathIds(
  { db, capabilities }: RowsScope,
  added: readonly IndexedValue[],
  removed: readonly IndexedValue[],
): Promise<PathIds> {
  const byProject = Map.groupBy([...added, ...removed], ({ projectId }) => projectId);
  const found = new Map<ProjectId, Map<string, number>>();
  for (const [projectId, values] of byProject) {
    const paths = [...new Set(values.map(({ path }) => path))].toSorted();
    const read = async (wanted: readonly string[]): Promise<[string, number][]> => {
      const rows = await db
        .selectFrom("value_paths")
        .select(["id", "path"])
        .where("project_id", "=", projectId)
        .where("path", "in", inputValues(capabilities, "text", wanted))
        .execute();
      return rows.map(({ id, path }) => [path, id]);
    };
    const ids = new Map(await read(paths));
    const wanted = new Set(added.filter((value) => value.projectId === projectId).map(({ path }) => path));
    const missing = paths.filter((path) => wanted.has(path) && !ids.has(path));
    if (missing.length > 0) {
      const input = inputRows(
        capabilities,
        { path: "text" },
        missing.map((path) => [path]),
      );
      // Ordered by name, which prevents deadlocks.
      await sql`insert into value_paths (project_id, path)
        select cast(${projectId} as bigint), path from ${input} as input where true order by path
        on conflict (project_id, path) do nothing`.execute(db);
      for (const [path, id] of await read(missing)) ids.set(path, id);
    }
    found.set(projectId, ids);
  }
  return found;
}

async function add({ db, capabilities }: RowsScope, values: readonly IndexedValue[], ids: PathIds): Promise<void> {
  for (const [runId, pairs] of pairsByRun(values, ids))
    await sql`insert into run_values (path_id, value, run_id)
      select input.number, input.text, cast(${runId} as bigint) from ${inputPairs(capabilities, pairs)} as input where true
      on conflict (path_id, value, run_id) do nothing`.execute(db);
}

async function remove({ db, capabilities }: RowsScope, values: readonly IndexedValue[], ids: PathIds): Promise<void> {
  for (const [runId, pairs] of pairsByRun(values, ids))
    await sql`delete from run_values where run_id = ${runId} and (path_id, value) in
      (select input.number, input.text from ${inputPairs(capabilities, pairs)} as input)`.execute(db);
}

function pairsByRun(values: readonly IndexedValue[], ids: PathIds): ReadonlyMap<RunId, [number, string][]> {
  const pairs = new Map<RunId, [number, string][]>();
  for (const { projectId, path, value, runId } of values) {
    const id = ids.get(projectId)?.get(path);
    if (id === undefined) continue;
    const ofRun = pairs.get(runId);
    if (ofRun === undefined) pairs.set(runId, [[id, value]]);
    else ofRun.push([id, value]);
  }
  return pairs;
}
