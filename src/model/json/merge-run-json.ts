import { isJsonObject, isSameJson, jsonMembers, writeMembers } from "./json-members.ts";
import type { JsonText } from "./json-text.ts";

/** The client's own section of a config; merged at every level. */
const CLIENT_KEY = "_wandb";

/** Summary keys that only increase: the highest value of all writers is kept. */
const RISING_KEYS: ReadonlySet<string> = new Set(["_step", "_runtime"]);

/**
 * Merges the config that one writer of a run sends into the stored one, by key and inside `_wandb` at every level.
 *
 * @param base the last config this writer sent; a key it has not changed since keeps the stored value
 * @param areMissingRemoved whether a key that the writer sent before and does not send any more is removed, unless another
 *   writer changed it
 */
export function mergeConfig(
  stored: JsonText,
  base: JsonText | undefined,
  sent: JsonText,
  areMissingRemoved: boolean,
): JsonText {
  const merged = jsonMembers(stored);
  const before = base === undefined ? new Map<string, JsonText>() : jsonMembers(base);
  const members = jsonMembers(sent);
  for (const [key, value] of members) {
    const next =
      key === CLIENT_KEY
        ? mergeDeep(merged.get(key), before.get(key), value)
        : changedValue(merged.get(key), before.get(key), value);
    if (next !== undefined) merged.set(key, next);
  }
  if (areMissingRemoved)
    for (const [key, value] of before)
      if (!members.has(key) && merged.has(key) && isSameJson(merged.get(key)!, value)) merged.delete(key);
  return writeMembers(merged);
}

/** Merges the summary of one writer into the stored one by key: the later report wins. */
export function mergeSummary(stored: JsonText, sent: JsonText): JsonText {
  const merged = jsonMembers(stored);
  for (const [key, value] of jsonMembers(sent)) {
    const old = merged.get(key);
    if (RISING_KEYS.has(key)) merged.set(key, higher(old, value));
    else if (key === CLIENT_KEY) merged.set(key, mergeClientSummary(old, value));
    else merged.set(key, value);
  }
  return writeMembers(merged);
}

function mergeClientSummary(stored: JsonText | undefined, sent: JsonText): JsonText {
  if (stored === undefined || !isJsonObject(stored) || !isJsonObject(sent)) return sent;
  const merged = jsonMembers(stored);
  for (const [key, value] of jsonMembers(sent))
    merged.set(key, key === "runtime" ? higher(merged.get(key), value) : value);
  return writeMembers(merged);
}

function higher(stored: JsonText | undefined, sent: JsonText): JsonText {
  return stored !== undefined && Number(stored) > Number(sent) ? stored : sent;
}

function changedValue(stored: JsonText | undefined, base: JsonText | undefined, sent: JsonText): JsonText | undefined {
  return base !== undefined && isSameJson(base, sent) ? stored : sent;
}

function mergeDeep(stored: JsonText | undefined, base: JsonText | undefined, sent: JsonText): JsonText | undefined {
  if (base !== undefined && isSameJson(base, sent)) return stored;
  if (stored === undefined) return sent;
  // An empty first config of a writer removes nothing.
  if (base === undefined && /^\s*(?:\[\s*\]|\{\s*\}|null)\s*$/.test(sent)) return stored;
  if (!isJsonObject(stored) || !isJsonObject(sent)) return sent;
  const merged = jsonMembers(stored);
  const before = base === undefined ? new Map<string, JsonText>() : jsonMembers(base);
  for (const [key, value] of jsonMembers(sent)) {
    const next = mergeDeep(merged.get(key), before.get(key), value);
    if (next !== undefined) merged.set(key, next);
  }
  return writeMembers(merged);
}
