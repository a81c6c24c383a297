import { expect, test } from "vitest";
import { chooseSuites } from "../../scripts/suites/choose-suites.ts";
import { readJunit } from "../../scripts/suites/read-junit.ts";

test("everything runs unless --only names less", () => {
  expect([...chooseSuites([]).suites]).toEqual([
    "format",
    "lint",
    "types",
    "unit",
    "house",
    "conformance",
    "e2e",
    "wandb",
  ]);
  expect([...chooseSuites(["--only", "static,pytest"]).suites]).toEqual(["format", "lint", "types", "wandb"]);
  expect(chooseSuites(["--only", "unit", "-t", "name"]).args).toEqual(["-t", "name"]);
});

test("a wrong choice is refused instead of running nothing", () => {
  expect(() => chooseSuites(["--only", "untit"])).toThrow(/Cannot run "untit": .+ expected some of lock, format/);
  expect(() => chooseSuites(["--only"])).toThrow(/Cannot run ""/);
  expect(() => chooseSuites(["-t", "name"])).toThrow(/Cannot pass on "-t name"/);
});

test("every outcome of a pytest report is counted, with its reason", () => {
  const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4">
    <testcase classname="test.a" name="test_one[x&gt;&quot;y&quot;]" time="1.250" />
    <testcase classname="test.a" name="test_two" time="0.5"><failure message="assert 1 == 2&#10;more">text</failure></testcase>
    <testcase classname="" name="test.b" time="0"><error message="collection failure">text</error></testcase>
    <testcase classname="test.a" name="test_three" time="0"><skipped type="pytest.skip" message="no disk">x</skipped></testcase>
    <testcase classname="test.a" name="test_four" time="0"><system-out>seen</system-out></testcase>
  </testsuite></testsuites>`;
  expect(readJunit("wandb", xml)).toEqual([
    { suite: "wandb", name: `test.a > test_one[x>"y"]`, outcome: "passed", seconds: 1.25 },
    { suite: "wandb", name: "test.a > test_two", outcome: "failed", seconds: 0.5, reason: "assert 1 == 2" },
    { suite: "wandb", name: "test.b", outcome: "failed", seconds: 0, reason: "collection failure" },
    { suite: "wandb", name: "test.a > test_three", outcome: "skipped", seconds: 0, reason: "no disk" },
    { suite: "wandb", name: "test.a > test_four", outcome: "passed", seconds: 0 },
  ]);
});
