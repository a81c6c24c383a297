import type { FieldLookup } from "../filter/filter.ts";
import { eachMember, findMembers } from "../json/json-members.ts";
import { parseExact } from "../json/json-text.ts";
import { MAX_INDEXED_VALUES } from "../limits.ts";
import type { Run } from "./run.ts";
import { ITEM_PREFIX, keptText, listKey, OBJECT_KEY, OPAQUE_LIST_KEY, valueKey } from "../filter/value-key.ts";

/** The fields of a run that are indexed by value. */
export type RunContent = Pick<
  Run,
  | "displayName"
  | "group"
  | "jobType"
  | "host"
  | "notes"
  | "description"
  | "program"
  | "commit"
  | "repo"
  | "tags"
  | "config"
  | "summary"
>;

/** The values of a run in the index. */
export interface IndexedValues {
  /** Pairs of a field path and a value key; each pair once. */
  readonly rows: readonly (readonly [path: string, key: string])[];
  /** Whether all values are included: a run can have more than the index holds. */
  readonly isWhole: boolean;
}

/** Longer paths are of no use to people, and an index of PostgreSQL does not take them. */
const MAX_PATH_CHARACTERS = 400;

/** Items of a list that are indexed one by one: tags, layers, devices. Longer lists are data, such as bins. */
const MAX_INDEXED_ITEMS = 32;

/** The client's own config entry: it changes often and is not useful in filters. */
const CLIENT_ENTRY = "_wandb";

/** The indexed fields of a run besides config and summary, by the names of `runFilterFields`. */
function textsOf(run: RunContent): Readonly<Record<string, unknown>> {
  const { displayName, group, jobType, host, notes, description, program, commit, repo, tags } = run;
  return { displayName, group, jobType, host, notes, description, program, commit, repo, tags };
}

/** The indexed fields of runs, except those below `config` and `summary_metrics`. */
export const indexedRunFields: ReadonlySet<string> = new Set(Object.keys(textsOf({} as RunContent)));

/** Returns whether a path can be indexed: it must be short, and every engine must store it unchanged. */
export function isIndexable(path: string): boolean {
  return path.length <= MAX_PATH_CHARACTERS && path === keptText(path);
}

/** Returns whether the values of a field below `config` or `summary_metrics` are indexed. */
export function isIndexedPath(path: string): boolean {
  return path.includes(".") && !path.startsWith(`config.${CLIENT_ENTRY}`);
}

/** Returns all values of a run to index: fields first, then config, then summary. */
export function runValues(run: RunContent): IndexedValues {
  const rows = new ValueRows();
  for (const [field, value] of Object.entries(textsOf(run))) rows.add(field, value, Number.POSITIVE_INFINITY);
  rows.addAll("config", leadingMembers(run.config), (config) =>
    Object.fromEntries(Object.entries(unwrapped(config)).filter(([key]) => !key.startsWith(CLIENT_ENTRY))),
  );
  rows.addAll("summary_metrics", leadingMembers(run.summary));
  return { rows: rows.rows, isWhole: rows.isWhole };
}

/** Collects rows up to the limit. */
class ValueRows {
  readonly rows: [string, string][] = [];
  isWhole = true;

  /** Adds all leaves of an object under their dotted lookup paths. */
  addAll(head: string, { members, areAll }: LeadingMembers, open = (held: typeof members) => held): void {
    if (!areAll) this.isWhole = false;
    const root = open(members);
    const seen = new Set<string>();
    this.#descend(head, "", root, (path) => {
      if (seen.has(path)) return;
      seen.add(path);
      this.add(`${head}.${path}`, walk(root, path), MAX_INDEXED_ITEMS);
    });
  }

  add(path: string, value: unknown, maxItems: number): void {
    if (value === undefined || value === null) return;
    const keys = keysOf(value, maxItems);
    const room = MAX_INDEXED_VALUES - this.rows.length;
    if (!isIndexable(path) || room === 0) {
      this.isWhole = false;
      return;
    }
    // A list that does not fit is marked, to distinguish it from a missing one.
    for (const key of keys.length > room ? [OPAQUE_LIST_KEY] : keys) this.rows.push([path, key]);
  }

  #descend(head: string, prefix: string, node: Record<string, unknown>, visit: (path: string) => void): void {
    for (const [key, value] of Object.entries(node)) {
      // The limit is reached; further values need not be read.
      if (this.rows.length >= MAX_INDEXED_VALUES) {
        this.isWhole = false;
        return;
      }
      const path = prefix === "" ? key : `${prefix}.${key}`;
      visit(path);
      if (isObject(value)) this.#descend(head, path, value, visit);
    }
  }
}

/** The members of an object to index. */
interface LeadingMembers {
  readonly members: Record<string, unknown>;
  readonly areAll: boolean;
}

/** Longer texts are parsed member by member, only as far as needed. */
const PARSED_CHARACTERS = 256 * 1024;

/** Returns the members that the index can hold, up to its limits of number and length. */
function leadingMembers(text: string): LeadingMembers {
  if (text.length <= PARSED_CHARACTERS) return { members: objectOf(text), areAll: true };
  const texts = new Map<string, string>();
  let characters = 0;
  let areAll = true;
  for (const [key, value] of eachMember(text)) {
    if (characters + value.length > PARSED_CHARACTERS || texts.size === MAX_INDEXED_VALUES) areAll = false;
    else {
      texts.set(key, value);
      characters += value.length;
    }
    if (texts.size === MAX_INDEXED_VALUES && !areAll) break;
  }
  return { members: parsedMembers(texts), areAll };
}

function parsedMembers(texts: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries([...texts].map(([key, value]) => [key, parseExact(value, "the run")]));
}

function keysOf(value: unknown, maxItems: number): readonly string[] {
  if (Array.isArray(value)) {
    const items = value.length <= maxItems ? value.map(valueKey) : [undefined];
    if (items.includes(undefined)) return [OPAQUE_LIST_KEY];
    return [listKey(value.length), ...new Set(items.map((key) => ITEM_PREFIX + key!))];
  }
  return [valueKey(value) ?? OBJECT_KEY];
}

/** The fields of a run that filters use. */
export type FilteredRun = RunContent &
  Pick<Run, "id" | "name" | "state" | "createdAtMs" | "heartbeatAtMs" | "sweepName" | "createdBy" | "exitCode"> & {
    readonly project: Pick<Run["project"], "name" | "entityName">;
  };

/**
 * Returns a lookup of the fields of a run by the names of `runFilterFields`; `config.lr` means the value of the key
 * `lr`.
 *
 * Times are in milliseconds, the duration in whole seconds. Config and summary are parsed once, on demand.
 *
 * @param wanted the only members to parse
 */
export function runLookup(run: FilteredRun, wanted: WantedMembers = ALL_MEMBERS): FieldLookup {
  const texts = textsOf(run);
  let config: Record<string, unknown> | undefined;
  let summary: Record<string, unknown> | undefined;
  return (path) => {
    const dot = path.indexOf(".");
    const [head, rest] = dot === -1 ? [path, undefined] : [path.slice(0, dot), path.slice(dot + 1)];
    if (head === "config") {
      config ??= membersOf(run.config, wanted.config);
      return rest === undefined ? unwrapped(config) : firstOf(config, configPaths(rest));
    }
    if (head === "summary_metrics") {
      summary ??= membersOf(run.summary, wanted.summary);
      return rest === undefined ? summary : (walk(summary, rest) ?? undefined);
    }
    return indexedRunFields.has(path) ? (texts[path] ?? undefined) : otherField(run, path);
  };
}

/** The keys of config and summary that a filter can use; undefined for all. */
export interface WantedMembers {
  readonly config: ReadonlySet<string> | undefined;
  readonly summary: ReadonlySet<string> | undefined;
}

const ALL_MEMBERS: WantedMembers = { config: undefined, summary: undefined };

/** Returns the members that lookups of some paths can use. */
export function wantedMembers(paths: readonly string[]): WantedMembers {
  const keysBelow = (head: string, spellings: (rest: string) => readonly string[]): ReadonlySet<string> | undefined => {
    if (paths.includes(head)) return undefined;
    const below = paths.flatMap((path) => (path.startsWith(`${head}.`) ? spellings(path.slice(head.length + 1)) : []));
    return new Set(below.flatMap(beginnings));
  };
  return {
    config: keysBelow("config", configPaths),
    summary: keysBelow("summary_metrics", (rest) => [rest]),
  };
}

/** Returns the keys that a dotted path can start with: those that `walk` tries. */
function beginnings(path: string): readonly string[] {
  const keys: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) keys.push(path.slice(0, end));
  return keys;
}

function membersOf(text: string, wanted: ReadonlySet<string> | undefined): Record<string, unknown> {
  if (wanted === undefined) return objectOf(text);
  return parsedMembers(findMembers(text, wanted));
}

function otherField(run: FilteredRun, path: string): unknown {
  switch (path) {
    case "id":
      return run.id;
    case "name":
      return run.name;
    case "state":
      return run.state;
    case "createdAt":
      return run.createdAtMs;
    case "heartbeatAt":
      return run.heartbeatAtMs;
    case "duration":
      return durationSeconds(run);
    case "username":
      return run.createdBy ?? undefined;
    case "entity":
      return run.project.entityName;
    case "project":
      return run.project.name;
    case "sweep":
      return run.sweepName ?? undefined;
    case "exitcode":
      return run.exitCode ?? undefined;
    default:
      return undefined;
  }
}

/** Returns the duration of a run until its last report, in whole seconds. */
function durationSeconds({ createdAtMs, heartbeatAtMs }: Pick<Run, "createdAtMs" | "heartbeatAtMs">): number {
  return Math.floor((heartbeatAtMs - createdAtMs) / 1000);
}

/**
 * Returns the index paths of a field; the first one that a run has is used.
 *
 * A config is stored as `{key: {value, desc}}`; users write `config.key.value` as well as `config.key`.
 */
export function indexedPaths(path: string): readonly string[] {
  const head = "config.";
  return path.startsWith(head) ? configPaths(path.slice(head.length)).map((rest) => head + rest) : [path];
}

/** Maximum number of `value` segments that are tried as a config wrapper. */
const MAX_VALUE_SEGMENTS = 4;

function configPaths(path: string): readonly string[] {
  const segments = path.split(".");
  const places = segments.flatMap((segment, at) => (segment === "value" && at > 0 ? [at] : []));
  const shorter = places.slice(0, MAX_VALUE_SEGMENTS).map((place) => segments.toSpliced(place, 1).join("."));
  return [...new Set([path, ...shorter])];
}

function firstOf(root: Record<string, unknown>, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = walk(root, path, valueOfEntry);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function unwrapped(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, entry]) => [key, valueOfEntry(entry)]));
}

function valueOfEntry(entry: unknown): unknown {
  return isObject(entry) && Object.hasOwn(entry, "value") ? entry["value"] : entry;
}

/**
 * Follows a dotted path. A key may itself contain dots, as in `val/loss.mean`: of several matches, the longest key is
 * used; a match that ends in a missing value or null is skipped.
 *
 * @param open unwraps a value, at the first key
 */
export function walk(value: unknown, path: string, open = (held: unknown): unknown => held): unknown {
  if (!isObject(value)) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    const key = path.slice(0, end);
    if (!Object.hasOwn(value, key)) continue;
    const held = open(value[key]);
    const found = end === path.length ? held : walk(held, path.slice(end + 1));
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** Parses an object; any other text has no values and is reported when it is read. */
function objectOf(text: string): Record<string, unknown> {
  try {
    const value = parseExact(text, "the run");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
