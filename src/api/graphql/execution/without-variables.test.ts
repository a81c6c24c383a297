import { expect, test } from "vitest";
import { withoutVariables } from "./without-variables.ts";

const LONG = "a text that is too long to be shown whole";

test.each<[string, object, string]>([
  ['Cannot find the project "alice/secret"', { name: "secret" }, 'Cannot find the project "alice/…"'],
  [
    `Cannot filter by "{"a"b": it is not valid JSON`,
    { filters: `{"a"b` },
    'Cannot filter by "…": it is not valid JSON',
  ],
  [`Cannot use "${LONG.slice(0, 20)}…": expected less`, { in: [{ text: LONG }] }, 'Cannot use "……": expected less'],
  ['Cannot query field "runz" on type "Project"', { name: "secret" }, 'Cannot query field "runz" on type "Project"'],
  ['Cannot use "a": expected another', { text: "a", empty: "" }, 'Cannot use "…": expected another'],
])("of %s with %j %s is logged", (message, variables, logged) => {
  expect(withoutVariables(message, variables)).toBe(logged);
});
