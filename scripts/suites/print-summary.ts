import type { TestResult } from "./test-result.ts";

const SLOWEST_COUNT = 10;

/** Prints what a person wants after a long run; the last line is "N passed, N failed" for whoever counts. */
export function printSummary(results: readonly TestResult[]): void {
  const of = (outcome: TestResult["outcome"]): TestResult[] => results.filter((result) => result.outcome === outcome);
  const slowest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_COUNT);
  const width = Math.max(0, ...results.map((result) => result.suite.length));

  console.log("\nThe ten slowest tests:");
  for (const { seconds, suite, name } of slowest) {
    console.log(`${seconds.toFixed(2).padStart(8)} s  ${suite.padEnd(width)}  ${name}`);
  }
  printReasons("Failed:", of("failed"), width);
  printReasons("Skipped:", of("skipped"), width);
  if (of("skipped").length > 0) console.log(`\n${of("skipped").length} skipped`);
  console.log(`${of("passed").length} passed, ${of("failed").length} failed`);
}

function printReasons(title: string, results: readonly TestResult[], width: number): void {
  if (results.length === 0) return;
  console.log(`\n${title}`);
  for (const { suite, name, reason } of results) console.log(`  ${suite.padEnd(width)}  ${name}: ${reason}`);
}
