import { type RawBuilder, sql, type SqlBool } from "kysely";
import {
  type Field,
  type FilterNode,
  indexedPaths,
  indexedRunFields,
  isCutKey,
  isIndexable,
  isIndexedPath,
  ITEM_PREFIX,
  meets,
  OPAQUE_LIST_KEY,
  type Project,
  RUN_STATES,
  textOfKey,
  type ValueTest,
} from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import { columnBounds, numberOf, textOf } from "../query/column-conditions.ts";
import { type Bounds, both, exactly, NEVER, negated, UNKNOWN, combineBounds } from "../query/filter-bounds.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { conditionsOf, conditionSql, type RowCondition, united } from "../query/value-conditions.ts";

/** Keys read from the index at a time while patterns are tested. */
const KEYS_PER_READ = 2000;

/**
 * Compiles filters over the runs of a project into SQL.
 *
 * Conditions that the engine cannot decide have two bounds: runs that match for sure, and runs that may match. Only the
 * runs between the two are loaded and tested.
 */
export class RunFilterCompiler {
  readonly #scope: RowsScope;
  readonly #project: Project;
  readonly #pause: () => Promise<void>;
  readonly #paths = new Map<string, Promise<readonly IndexedPath[]>>();
  #isPartlyIndexed: Promise<boolean> | undefined;

  /**
   * @param pause yields to other requests between two reads of the index
   */
  constructor(scope: RowsScope, project: Project, pause: () => Promise<void>) {
    this.#scope = scope;
    this.#project = project;
    this.#pause = pause;
  }

  async compile(node: FilterNode): Promise<Bounds> {
    switch (node.kind) {
      case "and":
      case "or": {
        const parts: Bounds[] = [];
        for (const part of node.parts) parts.push(await this.compile(part));
        return combineBounds(node.kind, parts);
      }
      case "not":
        return negated(await this.compile(node.part));
      case "field":
        return this.#test(node.field, node.test);
    }
  }

  async #test(field: Field, test: ValueTest): Promise<Bounds> {
    if (test.op === "not") return negated(await this.#test(field, test.test));
    if (test.op === "every") {
      const parts: Bounds[] = [];
      for (const part of test.tests) parts.push(await this.#test(field, part));
      return combineBounds("and", parts);
    }
    if (indexedRunFields.has(field.path) || isIndexedPath(field.path)) return this.#valueTest(field.path, test);
    switch (field.path) {
      case "createdAt":
        return columnBounds(numberOf(sql`(runs.created_at_ms / 1000)`), test);
      case "heartbeatAt":
        return columnBounds(numberOf(sql`(runs.heartbeat_at_ms / 1000)`), test);
      case "duration":
        return columnBounds(numberOf(sql`((runs.heartbeat_at_ms - runs.created_at_ms) / 1000)`), test);
      case "id":
        return columnBounds(numberOf(sql`runs.id`), test);
      case "exitcode":
        return columnBounds({ ...numberOf(sql`runs.exit_code`), isNullable: true }, test);
      case "sweep":
        return columnBounds({ ...textOf(sql`runs.sweep_name`), isNullable: true }, test);
      case "name":
        return columnBounds(textOf(sql`runs.name`), test);
      case "state": {
        const states = [...RUN_STATES].filter((state) => meets(test, state));
        return states.length === 0 ? NEVER : exactly(sql`runs.state in (${sql.join(states)})`);
      }
      case "username":
        return this.#makerTest(test);
      case "entity":
        return both(meets(test, this.#project.entityName));
      case "project":
        return both(meets(test, this.#project.name));
      default:
        return UNKNOWN;
    }
  }

  /** A project has few creators of runs: each name is tested. */
  async #makerTest(test: ValueTest): Promise<Bounds> {
    const { db } = this.#scope;
    const makers = await db
      .selectFrom("users")
      .innerJoin("entities", "entities.id", "users.entity_id")
      .select(["users.id", "entities.name"])
      .where("users.id", "in", (made) =>
        made
          .selectFrom("runs")
          .select("runs.created_by")
          .where("runs.project_id", "=", this.#project.id)
          .where("runs.deleted_at_ms", "is", null)
          .where("runs.created_by", "is not", null),
      )
      .execute();
    const ids = makers.filter(({ name }) => meets(test, name)).map(({ id }) => id);
    const isOne = ids.length === 0 ? sql`1 = 0` : sql`runs.created_by in (${sql.join(ids)})`;
    return exactly(
      meets(test, undefined)
        ? sql`(runs.created_by is null or coalesce(${isOne}, 1 = 0))`
        : sql`(runs.created_by is not null and ${isOne})`,
    );
  }

  async #valueTest(path: string, test: Exclude<ValueTest, { op: "not" | "every" }>): Promise<Bounds> {
    const paths = await this.#pathsOf(path);
    let bounds = both(meets(test, undefined));
    // The first path with a value counts; it is added last here.
    for (const indexed of paths.toReversed()) {
      const present = exactly(this.#hasRow(indexed, []));
      const own = await this.#rowTest(indexed, test, present);
      bounds =
        indexed === paths.at(-1)
          ? own
          : combineBounds("or", [
              combineBounds("and", [present, own]),
              combineBounds("and", [negated(present), bounds]),
            ]);
    }
    if (!(await this.#hasPartlyIndexed())) return bounds;
    return {
      may: sql`(runs.values_state <> 1 or ${bounds.may})`,
      must: sql`(runs.values_state = 1 and ${bounds.must})`,
      isExact: false,
    };
  }

  async #rowTest(
    path: IndexedPath,
    test: Exclude<ValueTest, { op: "not" | "every" }>,
    present: Bounds,
  ): Promise<Bounds> {
    switch (test.op) {
      case "exists":
        return test.isThere ? present : negated(present);
      case "eq":
        return test.value === null ? negated(present) : this.#rowBounds(path, conditionsOf(test));
      case "in": {
        const some = this.#rowBounds(path, conditionsOf(test));
        return test.values.includes(null) ? combineBounds("or", [some, negated(present)]) : some;
      }
      case "regex":
        return this.#rowBounds(path, await this.#textConditions(path, "items", test));
      case "contains": {
        const items = conditionsOf(test);
        const texts = await this.#textConditions(path, "texts", test);
        return this.#rowBounds(path, {
          must: [...items.must, ...texts.must],
          may: [...items.may, ...texts.may],
        });
      }
      default:
        return this.#rowBounds(path, conditionsOf(test));
    }
  }

  #rowBounds(
    path: IndexedPath,
    { must, may }: { must: readonly RowCondition[]; may: readonly RowCondition[] },
  ): Bounds {
    const unsure = path.hasOpaqueLists ? may : may.flatMap(withoutOpaque);
    const sure = must.length === 0 ? sql<SqlBool>`1 = 0` : this.#hasRow(path, must);
    if (unsure.length === 0) return exactly(sure);
    return { may: this.#hasRow(path, [...must, ...unsure]), must: sure, isExact: false };
  }

  /** The plus keeps the engine from scanning the rows of the subquery: it probes them for each run of the project. */
  #hasRow({ id }: IndexedPath, conditions: readonly RowCondition[]): RawBuilder<SqlBool> {
    const parts = united(conditions).map((condition) => conditionSql(this.#scope.capabilities, condition));
    const matching = parts.length === 0 ? sql`1 = 1` : sql`(${sql.join(parts, sql` or `)})`;
    return sql`+runs.id in (select run_id from run_values where path_id = ${id} and ${matching})`;
  }

  /** Tests each text that the index contains under a path; truncated texts stay undecided. */
  async #textConditions(
    path: IndexedPath,
    which: "texts" | "items",
    test: Extract<ValueTest, { op: "regex" | "contains" }>,
  ): Promise<{ must: RowCondition[]; may: RowCondition[] }> {
    const must: string[] = [];
    const may: string[] = [OPAQUE_LIST_KEY];
    const ranges =
      which === "items"
        ? [["t", "u"] as const, [`${ITEM_PREFIX}t`, `${ITEM_PREFIX}u`] as const]
        : [["t", "u"] as const];
    for (const [low, high] of ranges)
      for await (const key of this.#keysBetween(path, low, high)) {
        const text = textOfKey(key)!;
        if (!isCutKey(key)) {
          if (meets(test, text)) must.push(key);
        } else if (test.op === "contains" && meets(test, text)) must.push(key);
        else may.push(key);
      }
    return {
      must: must.length === 0 ? [] : [{ kind: "keys", keys: must }],
      may: [{ kind: "keys", keys: may }],
    };
  }

  async *#keysBetween({ id }: IndexedPath, low: string, high: string): AsyncGenerator<string> {
    for (let after: string | undefined; ;) {
      const rows = await this.#scope.db
        .selectFrom("run_values")
        .select("value")
        .distinct()
        .where("path_id", "=", id)
        .where("value", after === undefined ? ">=" : ">", after ?? low)
        .where("value", "<", high)
        .orderBy("value")
        .limit(KEYS_PER_READ)
        .execute();
      for (const { value } of rows) yield value;
      if (rows.length < KEYS_PER_READ) return;
      after = rows.at(-1)!.value;
      await this.#pause();
    }
  }

  /** Returns the ids of the paths a value can be under, in the order of precedence. */
  #pathsOf(path: string): Promise<readonly IndexedPath[]> {
    let paths = this.#paths.get(path);
    if (paths === undefined) {
      paths = findPaths(this.#scope, this.#project, path);
      this.#paths.set(path, paths);
    }
    return paths;
  }

  /** Queried once, and only if needed, so that an unneeded query cannot fail. */
  #hasPartlyIndexed(): Promise<boolean> {
    return (this.#isPartlyIndexed ??= this.#findPartlyIndexed());
  }

  async #findPartlyIndexed(): Promise<boolean> {
    const row = await this.#scope.db
      .selectFrom("runs")
      .select("id")
      .where("project_id", "=", this.#project.id)
      .where("values_state", "<>", 1)
      .where("deleted_at_ms", "is", null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}

/** A path under which some run of the project has or had a value. */
export interface IndexedPath {
  readonly id: number;
  /** Whether there are lists whose items are not in the index. */
  readonly hasOpaqueLists: boolean;
}

/** Returns the ids of the paths a field can be under, in the order of precedence. */
export async function findPaths(
  { db, capabilities }: RowsScope,
  project: Project,
  path: string,
): Promise<readonly IndexedPath[]> {
  const wanted = indexedPaths(path).filter(isIndexable);
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom("value_paths")
    .select(["id", "path"])
    .select(
      sql<number>`case when exists (select 1 from run_values where path_id = value_paths.id
        and value = ${OPAQUE_LIST_KEY}) then 1 else 0 end`.as("has_opaque_lists"),
    )
    .where("project_id", "=", project.id)
    .where("path", "in", inputValues(capabilities, "text", wanted))
    .execute();
  return wanted.flatMap((name) => {
    const row = rows.find((found) => found.path === name);
    return row === undefined ? [] : [{ id: row.id, hasOpaqueLists: Number(row.has_opaque_lists) === 1 }];
  });
}

function withoutOpaque(condition: RowCondition): RowCondition[] {
  if (condition.kind === "range") return [condition];
  const keys = condition.keys.filter((key) => key !== OPAQUE_LIST_KEY);
  return keys.length === 0 ? [] : [{ kind: "keys", keys }];
}
