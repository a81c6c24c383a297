import { parseArgs } from "node:util";

/** The options of the command line. */
export interface BenchOptions {
  readonly isQuick: boolean;
  /** Names of benchmarks; empty for all. */
  readonly only: readonly string[];
  readonly repeat: number;
  readonly isWritten: boolean;
}

/** The text of `--help`. */
export const benchHelp = `npm run bench -- [--quick] [--only NAME[,NAME]] [--repeat N] [--write]

  --quick        small sizes, to see that all works; its figures are no result
  --only NAME    these benchmarks alone
  --repeat N     everything N times, in turns; the table then shows the median (least-most)
  --write        puts the tables into docs/internals/performance.md`;

/**
 * Parses the command line. Throws on unknown options.
 *
 * @returns "help" for `--help`
 */
export function readOptions(args: readonly string[], names: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      repeat: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const only = values.only.flatMap((list) => list.split(","));
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`Cannot run "${unknown}": expected one of ${names.join(", ")}`);
  const repeat = Number(values.repeat);
  if (!Number.isInteger(repeat) || repeat < 1)
    throw new Error(`Cannot repeat "${values.repeat}" times: expected a whole number from 1 on`);
  return { isQuick: values.quick, only, repeat, isWritten: values.write };
}
