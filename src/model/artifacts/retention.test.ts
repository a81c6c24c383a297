import { expect, test } from "vitest";
import type { ArtifactId } from "../ids.ts";
import { MAX_RETENTION_RULES } from "../limits.ts";
import {
  checkRetentionRules,
  versionsToExpire,
  type RetentionCandidate,
  type RetentionRule,
  ruleFor,
} from "./retention.ts";
import { DAY_MS } from "../operations/storage.ts";

const NOW_MS = 100 * DAY_MS;

/** A rule that keeps nothing. */
const nothing: RetentionRule = {
  types: [],
  afterDays: 0,
  keepLast: 0,
  keepAliased: false,
  keepTagged: false,
  keepLinked: false,
  keepUsed: false,
  keepBest: null,
};

function version(versionIndex: number, facts: Partial<RetentionCandidate> = {}): RetentionCandidate {
  const plain = { isAliased: false, isTagged: false, isLinked: false, isUsed: false, metadata: null };
  return { id: versionIndex as ArtifactId, versionIndex, createdAtMs: versionIndex * DAY_MS, ...plain, ...facts };
}

function givenUp(rule: Partial<RetentionRule>, versions: readonly RetentionCandidate[]): number[] {
  return versionsToExpire({ ...nothing, ...rule }, versions, NOW_MS).map(({ versionIndex }) => versionIndex);
}

test("versionsToExpire() returns every version, oldest first, when nothing is kept", () => {
  expect(givenUp({}, [version(2), version(0), version(1)])).toEqual([0, 1, 2]);
});

test("versionsToExpire() keeps the newest by index, not by input order", () => {
  expect(givenUp({ keepLast: 2 }, [version(2), version(0), version(3), version(1)])).toEqual([0, 1]);
  expect(givenUp({ keepLast: 9 }, [version(0)])).toEqual([]);
});

test("versionsToExpire() keeps versions younger than the limit, to the millisecond", () => {
  const old = version(0, { createdAtMs: NOW_MS - 30 * DAY_MS });
  const young = version(1, { createdAtMs: NOW_MS - 30 * DAY_MS + 1 });
  expect(givenUp({ afterDays: 30 }, [old, young])).toEqual([0]);
});

test("versionsToExpire() keeps versions with an alias, a tag, a link or a user, each only if the rule says so", () => {
  const versions = [
    version(0, { isAliased: true }),
    version(1, { isTagged: true }),
    version(2, { isLinked: true }),
    version(3, { isUsed: true }),
  ];
  expect(givenUp({ keepAliased: true }, versions)).toEqual([1, 2, 3]);
  expect(givenUp({ keepTagged: true }, versions)).toEqual([0, 2, 3]);
  expect(givenUp({ keepLinked: true }, versions)).toEqual([0, 1, 3]);
  expect(givenUp({ keepUsed: true }, versions)).toEqual([0, 1, 2]);
});

test("versionsToExpire() keeps the best by a metadata number, and the newer of two equal ones", () => {
  const scored = (index: number, metadata: string) => version(index, { metadata });
  const versions = [
    scored(0, '{"val": {"acc": 0.7}}'),
    scored(1, '{"val": {"acc": 0.9}}'),
    scored(2, '{"val": {"acc": 0.9}}'),
    scored(3, '{"val": {"acc": "0.99"}}'),
    scored(4, '{"val": {"acc": NaN}}'),
    version(5),
  ];
  const best = (order: "MAX" | "MIN", count: number) =>
    givenUp({ keepBest: { metadata: "val.acc", order, count } }, versions);
  expect(best("MAX", 1)).toEqual([0, 1, 3, 4, 5]);
  expect(best("MAX", 2)).toEqual([0, 3, 4, 5]);
  expect(best("MIN", 1)).toEqual([1, 2, 3, 4, 5]);
});

test("ruleFor() returns the first rule for the type", () => {
  const [tables, all] = [
    { ...nothing, types: ["run_table", "code"] },
    { ...nothing, afterDays: 9 },
  ];
  expect(ruleFor([tables, all], "code")).toBe(tables);
  expect(ruleFor([tables, all], "model")).toBe(all);
  expect(ruleFor([tables], "model")).toBeUndefined();
});

test.each([
  [{ afterDays: -1 }, /afterDays is -1, expected 0 days or more/],
  [{ afterDays: Number.NaN }, /afterDays is NaN/],
  [{ keepLast: 1.5 }, /keepLast is 1.5/],
  [{ types: [""] }, /type/],
  [{ keepBest: { metadata: "acc", order: "MAX" as const, count: 0 } }, /keepBest.count is 0/],
  [{ keepBest: { metadata: "", order: "MAX" as const, count: 1 } }, /keepBest.metadata is empty/],
])("checkRetentionRules() refuses %o with a sentence", (wrong, sentence) => {
  expect(() => checkRetentionRules([{ ...nothing, ...wrong }])).toThrow(sentence);
});

test("checkRetentionRules() limits the rules of a scope", () => {
  const many = Array.from({ length: MAX_RETENTION_RULES + 1 }, () => nothing);
  expect(() => checkRetentionRules(many)).toThrow(/there are 51, expected at most 50/);
  expect(checkRetentionRules(many.slice(1))).toHaveLength(MAX_RETENTION_RULES);
});
