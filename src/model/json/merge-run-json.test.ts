import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMembers, isSameJson, jsonMembers } from "./json-members.ts";
import { mergeConfig, mergeSummary } from "./merge-run-json.ts";

test("jsonMembers() keeps the texts of values: NaN, large integers, nested objects, odd keys", () => {
  const text =
    ' {"a" : NaN, "b":12345678901234567890 ,"c":{"x":"}\\"","y":[1,{"z":2}]}, "d\\"\\u00e9":-1.50e+3,"e":"" } ';
  expect([...jsonMembers(text)]).toEqual([
    ["a", "NaN"],
    ["b", "12345678901234567890"],
    ["c", '{"x":"}\\"","y":[1,{"z":2}]}'],
    ['d"é', "-1.50e+3"],
    ["e", '""'],
  ]);
  expect([jsonMembers("{}").size, jsonMembers("[1]").size, jsonMembers("null").size]).toEqual([0, 0, 0]);
});

describe("findMembers()", () => {
  test("takes the wanted members alone, as they stand last and however their keys are spelled", () => {
    const text = String.raw`{ "a" : 1, "ab": {"a": [2, "}"]}, "\u0061" : "x\\", "b":NaN , "__proto__":{"b":1}, "a":-3.5e2 }`;
    expect([...findMembers(text, ["a", "b", "__proto__", "missing"])]).toEqual([
      ["a", "-3.5e2"],
      ["b", "NaN"],
      ["__proto__", '{"b":1}'],
    ]);
    expect([...findMembers('[{"a":1}]', ["a"])]).toEqual([]);
  });

  test("finds what jsonMembers() finds, whatever the object", () => {
    const key = fc.constantFrom("a", "ab", "", ":", ",", ",a:", "true", "1", 'q"', "\\", "{", "]", "ä");
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>(1, true, null, "a", "{", '"', "}", "a:", ":"),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(key, tie("any"), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), fc.boolean(), (members, isWide) => {
        const text = `{${members.map(([name, held]) => `${JSON.stringify(name)}:${JSON.stringify(held, null, isWide ? 1 : 0)}`).join(",")}}`;
        const all = jsonMembers(text);
        const names = ["a", "ab", "", ":", ",", ",a:", "true", "1", 'q"', "\\", "{", "]", "ä", "none"];
        const wanted = names.filter((name) => all.has(name)).map((name) => [name, all.get(name)]);
        expect([...findMembers(text, names)]).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});

test("isSameJson() ignores the order of keys", () => {
  expect(isSameJson('{"a":1,"b":{"c":[1, 2],"d":null}}', '{ "b": {"d":null,"c":[1,2]}, "a": 1 }')).toBe(true);
  expect(isSameJson("[1,2]", "[2,1]")).toBe(false);
});

test("mergeConfig() merges by key, and an unchanged copy does not revert another writer's change", () => {
  const first = '{"lr":{"value":1},"a":{"value":NaN}}';
  const changed = mergeConfig(first, undefined, '{"lr":{"value":5},"b":{"value":2}}', false);
  expect(changed).toBe('{"lr":{"value":5},"a":{"value":NaN},"b":{"value":2}}');
  expect(mergeConfig(changed, first, '{"a":{"value":NaN},"lr":{"value":1},"c":{"value":3}}', false)).toBe(
    '{"lr":{"value":5},"a":{"value":NaN},"b":{"value":2},"c":{"value":3}}',
  );
});

test("mergeConfig() merges inside _wandb at every level, and an empty list removes nothing", () => {
  const stored = '{"_wandb":{"value":{"e":{"w1":{"host":"a"}},"m":[{"1":"loss"}],"t":{"5":"0.31.0"}}}}';
  const sent = '{"_wandb":{"value":{"e":{"w2":{"host":"b"}},"m":[],"t":{"4":"3.11"}}}}';
  expect(mergeConfig(stored, undefined, sent, false)).toBe(
    '{"_wandb":{"value":{"e":{"w1":{"host":"a"},"w2":{"host":"b"}},"m":[{"1":"loss"}],"t":{"5":"0.31.0","4":"3.11"}}}}',
  );
});

test("mergeConfig() removes keys that a single writer removed, unless another writer changed them", () => {
  const base = '{"a":1,"b":2}';
  expect(mergeConfig('{"a":1,"b":9,"c":3}', base, "{}", true)).toBe('{"b":9,"c":3}');
  expect(mergeConfig('{"a":1,"b":9,"c":3}', base, "{}", false)).toBe('{"a":1,"b":9,"c":3}');
});

test("mergeSummary() lets the later post win, but keeps the highest _step, _runtime and _wandb.runtime", () => {
  const stored = '{"loss":1,"_step":9,"_runtime":5.5,"_wandb":{"runtime":5},"only":"one"}';
  expect(mergeSummary(stored, '{"loss":NaN,"_step":3,"_runtime":7,"_wandb":{"runtime":4},"more":2}')).toBe(
    '{"loss":NaN,"_step":9,"_runtime":7,"_wandb":{"runtime":5},"only":"one","more":2}',
  );
});
