import { checks } from "./run-check.ts";
import { vitestProjects } from "./run-vitest.ts";

/** What a run consists of. */
export interface Choice {
  readonly suites: ReadonlySet<string>;
  /** What stands after the options, for the one runner that was chosen: a file, `-t name`. */
  readonly args: readonly string[];
}

const groups: Readonly<Record<string, readonly string[]>> = {
  static: ["format", "lint", "types"],
  vitest: vitestProjects,
  pytest: ["wandb"],
};
const everySuite = [...Object.keys(checks), ...vitestProjects, "wandb"];
/** The lock check proves nothing right after an install, which is where the full run begins. */
const fullRun = everySuite.filter((suite) => suite !== "lock");

/** Reads `--only a,b` and what is passed on; without it everything runs. */
export function chooseSuites(argv: readonly string[]): Choice {
  const args = [...argv];
  const names: string[] = [];
  for (let at = args.indexOf("--only"); at !== -1; at = args.indexOf("--only")) {
    names.push(...(args.splice(at, 2)[1] ?? "").split(","));
  }
  const unknown = names.find((name) => !everySuite.includes(name) && groups[name] === undefined);
  if (unknown !== undefined) {
    const known = [...everySuite, ...Object.keys(groups)].join(", ");
    throw new Error(`Cannot run "${unknown}": there is no such suite, expected some of ${known}`);
  }
  const suites = new Set(names.length === 0 ? fullRun : names.flatMap((name) => groups[name] ?? [name]));
  if (args.length > 0 && suites.size > 1) {
    throw new Error(`Cannot pass on "${args.join(" ")}": several suites run, expected one suite in --only`);
  }
  return { suites, args };
}
