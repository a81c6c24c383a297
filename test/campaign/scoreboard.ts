import { execFileSync } from "node:child_process";
import { availableParallelism, release, totalmem, type } from "node:os";

/** What a campaign left on the scoreboard. */
export interface Line {
  readonly name: string;
  readonly seed: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly minutes: number;
  readonly failures: number;
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
}

const BEGIN = "<!-- scoreboard: written by npm run campaign -->";
const END = "<!-- end of scoreboard -->";
const HEAD = [
  "| campaign | failures | what was done and seen | seed | minutes | date | commit | machine |",
  "|---|---|---|---|---|---|---|---|",
];
const GIB = 1024 ** 3;

/** When, on which commit and on which machine a campaign runs. */
export function describeRun(root: string): Pick<Line, "date" | "commit" | "machine"> {
  const git = (...args: string[]): string =>
    execFileSync("git", ["--no-optional-locks", ...args], { cwd: root, encoding: "utf8" }).trim();
  const isChanged = git("status", "--porcelain", "--", "src").length > 0;
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: git("rev-parse", "--short", "HEAD") + (isChanged ? " with changes" : ""),
    machine: `${availableParallelism()} cores, ${Math.round(totalmem() / GIB)} GiB, ${type()} ${release()}, Node ${process.versions.node}`,
  };
}

/** The lines as a table. */
export function scoreboard(lines: readonly Line[]): string {
  return [...HEAD, ...lines.map(writeLine)].join("\n");
}

/** Puts lines into the scoreboard of a page: each takes the place of its campaign's last one. */
export function putLines(page: string, lines: readonly Line[]): string {
  const [before, rest] = page.split(BEGIN);
  const [board, after] = (rest ?? "").split(END);
  if (before === undefined || board === undefined || after === undefined)
    throw new Error(`Cannot write the scoreboard: the page has no "${BEGIN}" and "${END}"`);
  const rows = new Map(
    board
      .split("\n")
      .filter((row) => row.startsWith("| ") && !HEAD.includes(row))
      .map((row) => [row.split("|")[1]!.trim(), row]),
  );
  for (const line of lines) rows.set(line.name, writeLine(line));
  return `${before}${BEGIN}\n\n${[...HEAD, ...rows.values()].join("\n")}\n\n${END}${after}`;
}

function writeLine({ name, failures, counts, seed, minutes, date, commit, machine }: Line): string {
  const seen = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return `| ${[name, failures, seen.join(" · "), seed, minutes.toFixed(1), date, commit, machine].join(" | ")} |`;
}
