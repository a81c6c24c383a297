import { compareUtf8 } from "../utf8.ts";
import { wholeSeconds, wireTime } from "../time-text.ts";
import { keptText } from "./value-key.ts";

/** A test of the value of one field. */
export type ValueTest =
  | { readonly op: "eq"; readonly value: unknown }
  | { readonly op: "in"; readonly values: readonly unknown[] }
  | { readonly op: "gt" | "gte" | "lt" | "lte"; readonly value: unknown }
  | { readonly op: "exists"; readonly isThere: boolean }
  | { readonly op: "regex"; readonly isFound: (text: string) => boolean }
  | { readonly op: "contains"; readonly value: unknown }
  | { readonly op: "size"; readonly value: unknown }
  | { readonly op: "all"; readonly values: unknown }
  | { readonly op: "not"; readonly test: ValueTest }
  | { readonly op: "every"; readonly tests: readonly ValueTest[] };

/** Maximum length of the part of a value that patterns match: names and words are short. */
const MAX_SEARCHED_CHARACTERS = 2048;

/** Returns whether a value passes a test. */
export function meets(test: ValueTest, value: unknown): boolean {
  switch (test.op) {
    case "eq":
      return isEqual(value, test.value);
    case "in":
      return typeof value === "string"
        ? textsOf(test.values).has(keptText(value))
        : test.values.some((wanted) => isEqual(value, wanted));
    case "gt":
      return compare(value, test.value, (order) => order > 0);
    case "gte":
      return compare(value, test.value, (order) => order >= 0);
    case "lt":
      return compare(value, test.value, (order) => order < 0);
    case "lte":
      return compare(value, test.value, (order) => order <= 0);
    case "exists":
      return (value !== undefined && value !== null) === test.isThere;
    case "regex":
      return someText(value, (text) => test.isFound(text.slice(0, MAX_SEARCHED_CHARACTERS)));
    case "contains":
      return typeof value === "string"
        ? keptText(value).includes(keptText(String(test.value)))
        : Array.isArray(value) && value.some((item) => isEqual(item, test.value));
    case "size":
      return Array.isArray(value) && isSameScalar(value.length, test.value);
    case "all":
      return (
        Array.isArray(test.values) &&
        Array.isArray(value) &&
        test.values.every((wanted) => value.some((item) => isEqual(item, wanted)))
      );
    case "not":
      return !meets(test.test, value);
    case "every":
      return test.tests.every((part) => meets(part, value));
  }
}

/**
 * Like `meets`, for a time field: compares whole seconds, so that a formatted time finds its own row; patterns match
 * the formatted text (`ms` since 1970 UTC; the test has seconds).
 */
export function meetsTime(test: ValueTest, ms: unknown): boolean {
  if (test.op === "not") return !meetsTime(test.test, ms);
  if (test.op === "every") return test.tests.every((part) => meetsTime(part, ms));
  if (typeof ms !== "number") return meets(test, ms);
  return meets(test, test.op === "regex" || test.op === "contains" ? wireTime(ms) : wholeSeconds(ms));
}

const textSets = new WeakMap<readonly unknown[], ReadonlySet<string>>();

/** Returns the texts of a list as a set, created once for all rows. */
function textsOf(values: readonly unknown[]): ReadonlySet<string> {
  const known = textSets.get(values);
  if (known !== undefined) return known;
  const texts = new Set(values.filter((value) => typeof value === "string").map(keptText));
  textSets.set(values, texts);
  return texts;
}

function someText(value: unknown, isMet: (text: string) => boolean): boolean {
  if (typeof value === "string") return isMet(keptText(value));
  return Array.isArray(value) && value.some((item) => typeof item === "string" && isMet(keptText(item)));
}

/** Compares by value; a list also equals each of its items, as tags are filtered. */
function isEqual(value: unknown, wanted: unknown): boolean {
  if (wanted === null) return value === null || value === undefined;
  if (Array.isArray(value) && !Array.isArray(wanted)) return value.some((item) => isEqual(item, wanted));
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((item, at) => isSame(value[at], item))
    );
  if (isObject(wanted)) return isObject(value) && haveSameMembers(value, wanted);
  return isSameScalar(value, wanted);
}

function isSameScalar(value: unknown, wanted: unknown): boolean {
  if (typeof value === "string" && typeof wanted === "string") return keptText(value) === keptText(wanted);
  if (isNumeric(value) && isNumeric(wanted)) return compareNumbers(value, wanted) === 0;
  return value === wanted;
}

/** Compares as JSON; nested lists are compared as they are. */
function isSame(value: unknown, wanted: unknown): boolean {
  return Array.isArray(value) === Array.isArray(wanted) && isEqual(value, wanted);
}

function haveSameMembers(value: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  const keys = Object.keys(wanted);
  return (
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key) && isSame(value[key], wanted[key]))
  );
}

function compare(value: unknown, wanted: unknown, isMet: (order: number) => boolean): boolean {
  if (isNumeric(value) && isNumeric(wanted)) return isMet(compareNumbers(value, wanted));
  if (typeof value === "string" && typeof wanted === "string")
    return isMet(compareUtf8(keptText(value), keptText(wanted)));
  return false;
}

/** Returns NaN if either is NaN. Numbers and bigints are compared exactly. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return left <= right ? 0 : Number.NaN;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
