import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import type { TestResult } from "./test-result.ts";

type Errors = readonly { readonly message: string }[];

/** A vitest reporter that writes every test, and everything that broke outside a test, to STEMMA_RESULTS_FILE. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: Errors): void {
    const results = modules.flatMap(resultsOfModule);
    results.push(...brokenResults("vitest", "an error outside every test", unhandled));
    writeFileSync(process.env["STEMMA_RESULTS_FILE"]!, JSON.stringify(results, undefined, 1));
  }
}

function resultsOfModule(module: TestModule): TestResult[] {
  const suite = module.project.name;
  const results = brokenResults(suite, module.relativeModuleId, module.errors());
  for (const part of module.children.allSuites()) {
    results.push(...brokenResults(suite, `${module.relativeModuleId} > ${part.fullName}`, part.errors()));
  }
  return [...results, ...[...module.children.allTests()].map((test) => resultOfTest(suite, test))];
}

/** A file that does not load and a failing beforeAll fail no test: they are counted as failures of their own. */
function brokenResults(suite: string, name: string, errors: Errors): TestResult[] {
  return errors.map(({ message }) => ({ suite, name, outcome: "failed", seconds: 0, reason: firstLine(message) }));
}

function resultOfTest(suite: string, test: TestCase): TestResult {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const seconds = (test.diagnostic()?.duration ?? 0) / 1000;
  const result = test.result();
  switch (result.state) {
    case "passed":
      return { suite, name, outcome: "passed", seconds };
    case "failed":
      return { suite, name, outcome: "failed", seconds, reason: firstLine(result.errors[0]?.message ?? "") };
    case "skipped":
      return { suite, name, outcome: "skipped", seconds, reason: result.note ?? reasonOfSkip(test) };
    case "pending":
      return { suite, name, outcome: "failed", seconds, reason: "the run ended before the test did" };
  }
}

function reasonOfSkip(test: TestCase): string {
  if (hasBrokenParent(test.parent)) return "its suite is broken, see the failures";
  return test.options.mode === "todo" ? "still to be written" : "no reason given";
}

function hasBrokenParent(parent: TestSuite | TestModule): boolean {
  return parent.errors().length > 0 || (parent.type === "suite" && hasBrokenParent(parent.parent));
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}
