import { plantedBugs } from "../planted-bugs/bugs.ts";
import type { Catcher, PlantedBug } from "../planted-bugs/planted-bug.ts";
import { copySources, plant, runSuite } from "../planted-bugs/run-planted.ts";
import type { Campaign } from "./campaign.ts";

/** What a loop meets depends on its seed, as it takes some steps of all: every run of it has another one. */
const SEEDS_A_SUITE = 3;

/**
 * Plants one bug after the other in a copy of the sources and runs the suites that have to find it. A bug counts as
 * caught when a test fails that says so; every suite passes without a bug. `count` is the number of bugs.
 */
export const plantedBugsCampaign: Campaign = async ({ seed, count = plantedBugs.length, folder, say }) => {
  copySources(folder);
  const counts = { bugs: 0, caught: 0, suites: 0 };
  const failures: string[] = [];
  const bugs = plantedBugs.slice(0, count);
  for (const suite of suitesOf(bugs)) {
    const { failed, broken } = await runSuite(folder, suite, seed);
    counts.suites += 1;
    if (broken !== undefined) failures.push(`${suite.file}, without a bug: it cannot be run: ${broken}`);
    for (const failure of failed) failures.push(`${suite.file}, without a bug: ${failure}`);
  }
  for (const bug of bugs) {
    const missing = await findBug(folder, bug, seed);
    counts.bugs += 1;
    if (missing.length === 0) counts.caught += 1;
    failures.push(...missing);
    say(`${missing.length === 0 ? "caught" : "NOT caught"}: ${bug.name}`);
  }
  return { counts, failures };
};

/** Each file once, whole. */
function suitesOf(bugs: readonly PlantedBug[]): Pick<Catcher, "project" | "file">[] {
  const suites = bugs.flatMap(({ caughtBy }) => caughtBy.map(({ project, file }) => ({ project, file })));
  return [...new Map(suites.map((suite) => [suite.file, suite])).values()];
}

/** Every suite that has to find the bug and did not. */
async function findBug(folder: string, { name, breaks, edits, caughtBy }: PlantedBug, seed: number): Promise<string[]> {
  const undo = plant(folder, edits);
  const missing: string[] = [];
  for (const suite of caughtBy) {
    let said = "";
    let isFound = false;
    for (let tried = 0; !isFound && tried < SEEDS_A_SUITE; tried++) {
      const { failed, broken } = await runSuite(folder, suite, seed + tried);
      isFound = failed.some((failure) => suite.sign.test(failure));
      said = failed.map((failure) => failure.slice(0, 500)).join("\n") || broken || "nothing";
    }
    if (!isFound) missing.push(`"${name}" (${breaks}) is not found by ${suite.file}, which says: ${said}`);
  }
  undo();
  return missing;
}
