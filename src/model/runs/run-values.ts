import type { FieldLookup } from "../filter/filter.ts";
import { eachMember, findMembers } from "../json/json-members.ts";
import { parseExact } from "../json/json-text.ts";
import { MAX_INDEXED_VALUES } from "../limits.ts";
import type { Run } from "./run.ts";
import { ITEM_PREFIX, keptText, listKey, OBJECT_KEY, OPAQUE_LIST_KEY, valueKey } from "../filter/value-key.ts";

/** What of a run is looked up by value. */
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

/** The values of a run as the index holds them. */
export interface IndexedValues {
  /** Pairs of the path of a field and the key of a value; each pair once. */
  readonly rows: readonly (readonly [path: string, key: string])[];
  /** Whether all values are among them: a run can have more than the index holds. */
  readonly isWhole: boolean;
}

/** Longer paths are of no use to people, and an index of PostgreSQL does not take them. */
const MAX_PATH_CHARACTERS = 400;

/** Items of a list that are indexed one by one: tags, layers, devices. Longer lists are data, such as bins. */
const MAX_INDEXED_ITEMS = 32;

/** The entry of a config that the client keeps for itself: it changes often, and nobody filters by it. */
const CLIENT_ENTRY = "_wandb";

/** The fields a run has beside config and summary that the index holds, by the names of `runFilterFields`. */
function textsOf(run: RunContent): Readonly<Record<string, unknown>> {
  const { displayName, group, jobType, host, notes, description, program, commit, repo, tags } = run;
  return { displayName, group, jobType, host, notes, description, program, commit, repo, tags };
}

/** The fields of runs whose values are in the index, but for those below `config` and `summary_metrics`. */
export const indexedRunFields: ReadonlySet<string> = new Set(Object.keys(textsOf({} as RunContent)));

/** Whether a path can be in the index: it is short, and every engine keeps it as it is. */
export function isIndexable(path: string): boolean {
  return path.length <= MAX_PATH_CHARACTERS && path === keptText(path);
}

/** Whether the index holds the values of a field below `config` or `summary_metrics`. */
export function isIndexedPath(path: string): boolean {
  return path.includes(".") && !path.startsWith(`config.${CLIENT_ENTRY}`);
}

/** All values of a run that the index holds: fields first, then config, then summary. */
export function runValues(run: RunContent): IndexedValues {
  const rows = new ValueRows();
  for (const [field, value] of Object.entries(textsOf(run))) rows.add(field, value, Number.POSITIVE_INFINITY);
  rows.addAll("config", leadingMembers(run.config), (config) =>
    Object.fromEntries(Object.entries(unwrapped(config)).filter(([key]) => !key.startsWith(CLIENT_ENTRY))),
  );
  rows.addAll("summary_metrics", leadingMembers(run.summary));
  return { rows: rows.rows, isWhole: rows.isWhole };
}

/** Collects rows; what is one too many is left out. */
class ValueRows {
  readonly rows: [string, string][] = [];
  isWhole = true;

  /** All leaves of an object, each under the dotted path that a lookup takes to it. */
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
    // A list that does not fit is told apart from one that is not there.
    for (const key of keys.length > room ? [OPAQUE_LIST_KEY] : keys) this.rows.push([path, key]);
  }

  #descend(head: string, prefix: string, node: Record<string, unknown>, visit: (path: string) => void): void {
    for (const [key, value] of Object.entries(node)) {
      // Enough was seen, and the rest would only be counted.
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

/** What of an object is looked at for the index. */
interface LeadingMembers {
  readonly members: Record<string, unknown>;
  readonly areAll: boolean;
}

/** Texts up to this length are parsed as a whole; of a longer one as much is, member by member. */
const PARSED_CHARACTERS = 256 * 1024;

/** The members the index can hold: as many as it has room for, and those of reasonable length. */
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

/** What of a run its filter fields are made of. */
export type FilteredRun = RunContent &
  Pick<Run, "id" | "name" | "state" | "createdAtMs" | "heartbeatAtMs" | "sweepName" | "createdBy" | "exitCode"> & {
    readonly project: Pick<Run["project"], "name" | "entityName">;
  };

/**
 * Gives the fields of a run by the names of `runFilterFields`; `config.lr` means the value of the key `lr`.
 *
 * Times are in milliseconds, the duration in whole seconds. Config and summary are parsed once, when they are needed.
 *
 * @param wanted the members of them that are asked for: nothing else is parsed then
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

/** The keys of config and summary that a filter can look into; undefined for all. */
export interface WantedMembers {
  readonly config: ReadonlySet<string> | undefined;
  readonly summary: ReadonlySet<string> | undefined;
}

const ALL_MEMBERS: WantedMembers = { config: undefined, summary: undefined };

/** The members that lookups of some paths can look into. */
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

/** The keys a dotted path can begin with: those `walk` tries. */
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

/** How long a run went on, until it was last heard of (in whole seconds). */
function durationSeconds({ createdAtMs, heartbeatAtMs }: Pick<Run, "createdAtMs" | "heartbeatAtMs">): number {
  return Math.floor((heartbeatAtMs - createdAtMs) / 1000);
}

/**
 * The paths of the index a field can be under, the first one that a run has counts.
 *
 * A config is kept as `{key: {value, desc}}`, and people ask by `config.key.value` as well as by `config.key`.
 */
export function indexedPaths(path: string): readonly string[] {
  const head = "config.";
  return path.startsWith(head) ? configPaths(path.slice(head.length)).map((rest) => head + rest) : [path];
}

/** Segments named `value` that are taken for the one of a config's entry: beyond these a path is none of a person. */
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
 * Follows a dotted path. A key may itself hold dots, as in `val/loss.mean`: where several ways lead on, the longest key
 * counts; a way that ends in nothing or null is none.
 *
 * @param open takes the wrapper of a value away, at the first key
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

/** An object of its text. What is none has no values: it is for its reader to complain about. */
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
