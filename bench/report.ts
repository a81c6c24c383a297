import type { Benchmark, Check, Outcome, Step } from "./benchmark.ts";
import { median } from "./median.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** All runs of one benchmark. */
export interface Measured {
  readonly benchmark: Benchmark;
  readonly place: string;
  readonly outcomes: readonly Outcome[];
}

/** Writes the results as Markdown: a table for each benchmark, then the budgets. */
export function report(head: readonly string[], measured: readonly Measured[], isQuick: boolean): string {
  return [
    head.map((line) => `- ${line}`).join("\n"),
    ...measured.flatMap(({ benchmark, place, outcomes }) => [
      `**${benchmark.name}**: ${benchmark.about(isQuick)}; ${place}`,
      stepTable(outcomes.map(({ steps }) => steps)),
    ]),
    "**Budgets**",
    budgetTable(measured.flatMap(({ outcomes }) => checksOf(outcomes))),
  ].join("\n\n");
}

function stepTable(runs: readonly (readonly Step[])[]): string {
  const heads = ["work", "wall s", "x floor", "server CPU s", "CPU ms each", "peak RSS MiB", "added KiB"];
  const rows = runs[0]!.map(({ work }, at) => {
    const steps = runs.map((steps) => steps[at]!);
    const cell = (value: (step: Step, run: readonly Step[]) => number | undefined): string =>
      spread(steps.flatMap((step, run) => value(step, runs[run]!) ?? []));
    return [
      work,
      cell(({ wallSeconds }) => wallSeconds),
      cell(timesFloor),
      cell(({ serverCpuSeconds }) => serverCpuSeconds),
      cell(({ serverCpuSeconds, items }) => divided(serverCpuSeconds, items && items / 1000)),
      cell(({ peakRssBytes }) => divided(peakRssBytes, MIB)),
      cell(({ addedBytes }) => divided(addedBytes, KIB)),
    ];
  });
  return table(heads, rows);
}

function timesFloor({ wallSeconds, floor }: Step, run: readonly Step[]): number | undefined {
  return divided(wallSeconds, run.find(({ work }) => work === floor)?.wallSeconds);
}

function divided(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined ? undefined : value / by;
}

function budgetTable(checks: readonly (readonly Check[])[]): string {
  const rows = checks.map((runs) => {
    const { what, atMost, unit } = runs[0]!;
    const values = runs.map(({ value }) => value);
    return [what, `<= ${atMost} ${unit}`, spread(values), median(values) <= atMost ? "met" : "**missed**"];
  });
  return table(["what", "budget", "measured", ""], rows);
}

/** Groups the checks of all runs by budget. */
function checksOf(outcomes: readonly Outcome[]): Check[][] {
  return outcomes[0]!.checks.map((_, at) => outcomes.map(({ checks }) => checks[at]!));
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return "";
  const middle = short(median(values));
  return values.length === 1 ? middle : `${middle} (${short(Math.min(...values))}-${short(Math.max(...values))})`;
}

/** Formats a value with three significant digits, the precision of the measurement. */
function short(value: number): string {
  if (value === 0) return "0";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) => Math.max(3, head.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
