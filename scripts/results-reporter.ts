import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** The outcome of one test, whichever runner ran it. */
export interface TestResult {
  /** unit, house, conformance, e2e, wandb, or the name of a static check. */
  readonly suite: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** Why it was skipped, or the first line of its error. */
  readonly reason?: string;
}

type Errors = readonly { readonly message: string }[];

/** A vitest reporter that writes the outcome of every test, and every error outside a test, to STEMMA_RESULTS_FILE. */
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

/** Files that do not load and failing hooks fail no test, so they count as failures of their own. */
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
