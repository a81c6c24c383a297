import { StemmaError } from "../errors.ts";
import { MAX_FIELD_CHARACTERS, MAX_PATH_PARTS } from "../limits.ts";

/** The type of a field: `time` in milliseconds since 1970 UTC, `json` for any value below a dotted path. */
type FieldKind = "text" | "texts" | "number" | "boolean" | "time" | "json";

/** The fields that filters and orders of a list support. */
export interface FieldTable {
  /** The rows of the list, in the plural: `runs`. */
  readonly noun: string;
  /** Each field by its lookup name, with its aliases. */
  readonly fields: Readonly<Record<string, { readonly kind: FieldKind; readonly names?: readonly string[] }>>;
}

/** A field as requested. */
export interface Field {
  /** The lookup name; followed by a dotted path below a JSON field. */
  readonly path: string;
  readonly kind: FieldKind;
}

/** The fields of a run. */
export const runFilterFields: FieldTable = {
  noun: "runs",
  fields: {
    name: { kind: "text" },
    displayName: { kind: "text", names: ["display_name"] },
    state: { kind: "text" },
    createdAt: { kind: "time", names: ["created_at"] },
    heartbeatAt: { kind: "time", names: ["heartbeat_at", "updatedAt", "updated_at"] },
    duration: { kind: "number" },
    group: { kind: "text", names: ["groupName", "group_name"] },
    jobType: { kind: "text", names: ["job_type"] },
    host: { kind: "text" },
    tags: { kind: "texts", names: ["tag"] },
    username: { kind: "text", names: ["user"] },
    entity: { kind: "text", names: ["entityName", "entity_name"] },
    project: { kind: "text", names: ["projectName", "project_name"] },
    notes: { kind: "text" },
    description: { kind: "text" },
    program: { kind: "text", names: ["jobProgram", "job_program"] },
    commit: { kind: "text" },
    repo: { kind: "text", names: ["jobRepo", "job_repo"] },
    sweep: { kind: "text", names: ["sweepName", "sweep_name"] },
    exitcode: { kind: "number", names: ["exitCode", "exit_code"] },
    id: { kind: "number" },
    config: { kind: "json" },
    summary_metrics: { kind: "json", names: ["summaryMetrics", "summary"] },
  },
};

/** The fields of a version. */
export const versionFilterFields: FieldTable = {
  noun: "versions",
  fields: {
    state: { kind: "text" },
    version: { kind: "text" },
    versionIndex: { kind: "number", names: ["version_index"] },
    digest: { kind: "text" },
    description: { kind: "text" },
    alias: { kind: "texts", names: ["aliases"] },
    tag: { kind: "texts", names: ["tags"] },
    size: { kind: "number" },
    fileCount: { kind: "number", names: ["file_count"] },
    name: { kind: "text" },
    type: { kind: "text" },
    createdAt: { kind: "time", names: ["created_at"] },
    updatedAt: { kind: "time", names: ["updated_at"] },
    metadata: { kind: "json" },
  },
};

/** The fields of a version in a deletion filter. */
export const deletionFilterFields: FieldTable = {
  noun: "versions",
  fields: {
    ...versionFilterFields.fields,
    age_days: { kind: "number", names: ["ageDays"] },
    is_linked: { kind: "boolean", names: ["isLinked"] },
    is_used: { kind: "boolean", names: ["isUsed"] },
    is_used_by_kept: { kind: "boolean", names: ["isUsedByKept"] },
  },
};

/** The fields of a collection. */
export const collectionFilterFields: FieldTable = {
  noun: "collections",
  fields: {
    name: { kind: "text" },
    description: { kind: "text" },
    type: { kind: "text" },
    tag: { kind: "texts", names: ["tags"] },
    state: { kind: "text" },
    createdAt: { kind: "time", names: ["created_at"] },
    updatedAt: { kind: "time", names: ["updated_at"] },
  },
};

/**
 * Finds the field that a filter or an order names.
 *
 * @param action the purpose of the field: `filter` or `order`
 *
 * @throws `invalid_input` with the nearest name
 */
export function findField(table: FieldTable, path: string, action: "filter" | "order"): Field {
  const names = namesOf(table);
  const whole = names.get(path);
  if (whole !== undefined) return whole;
  const dot = path.indexOf(".");
  const head = dot === -1 ? undefined : names.get(path.slice(0, dot));
  if (head?.kind === "json" && dot < path.length - 1) {
    checkPath(path, action);
    return { path: head.path + path.slice(dot), kind: "json" };
  }
  throw new StemmaError(
    "invalid_input",
    `Cannot ${action} ${table.noun} by ${named(path)}: there is no such field; did you mean "${nearest(path, table)}"?`,
  );
}

/** Limits the dots of a path: a lookup tries each prefix as a key. */
function checkPath(path: string, action: string): void {
  const parts = path.split(".", MAX_PATH_PARTS + 1).length;
  if (path.length > MAX_FIELD_CHARACTERS || parts > MAX_PATH_PARTS)
    throw new StemmaError(
      "invalid_input",
      `Cannot ${action} by a path of ${path.length} characters: expected at most ${MAX_FIELD_CHARACTERS}, and ${MAX_PATH_PARTS} parts`,
    );
}

/** Quotes a name that may be misspelt; other text is left out. */
function named(path: string): string {
  return /^[\w./-]{1,80}$/.test(path) ? `"${path}"` : "this field";
}

const known = new WeakMap<FieldTable, ReadonlyMap<string, Field>>();

function namesOf(table: FieldTable): ReadonlyMap<string, Field> {
  let names = known.get(table);
  if (names === undefined) {
    names = new Map(
      Object.entries(table.fields).flatMap(([path, { kind, names: others = [] }]) =>
        [path, ...others].map((name): [string, Field] => [name, { path, kind }]),
      ),
    );
    known.set(table, names);
  }
  return names;
}

/** Longer texts are not compared with names. */
const MAX_COMPARED_CHARACTERS = 40;

function nearest(path: string, table: FieldTable): string {
  const names = [...namesOf(table)];
  const closest = (word: string, among: typeof names): [string, Field] => {
    const plain = word.slice(0, MAX_COMPARED_CHARACTERS).toLowerCase();
    return among
      .map((entry): [number, [string, Field]] => [editDistance(plain, entry[0].toLowerCase()), entry])
      .reduce((best, next) => (next[0] < best[0] ? next : best))[1];
  };
  const dot = path.indexOf(".");
  const holders = names.filter(([, { kind }]) => kind === "json");
  // A path suggests that a JSON field was intended.
  if (dot > 0 && holders.length > 0) {
    const [name] = closest(path.slice(0, dot), holders);
    const rest = path.slice(dot + 1);
    return `${name}.${/^[\w./-]{1,80}$/.test(rest) ? rest : "key"}`;
  }
  return closest(path, names)[0];
}

/** Returns the number of characters to change, add or remove to turn one word into the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[right.length]!;
}
