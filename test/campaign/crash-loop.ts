import { CrashLoop } from "../fault-loops/crash-loop.ts";
import { scenarios } from "../fault-loops/scenarios.ts";
import { makePlace } from "../simulation/place.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

/** After so many failures there is enough to look at. */
const ENOUGH_FAILURES = 20;

/** Every step of every scenario; `count` is the number of steps that are tried of each. */
export const crashLoop: Campaign = (setting) => crashAtSteps(setting, { oneIn: 1 });

/**
 * Runs each scenario again and again, with a crash after 0, 1, 2 … steps of I/O until it ends before the crash comes,
 * once for each way in which power can be lost. Of so many steps one is taken; the seed says which.
 */
export async function crashAtSteps(
  { seed, count = Number.POSITIVE_INFINITY, say }: CampaignSetting,
  { oneIn }: { readonly oneIn: number },
): Promise<CampaignResult> {
  const place = await makePlace();
  const counts: Record<string, number> = { crashes: 0 };
  const failures: string[] = [];
  try {
    for (const scenario of scenarios) {
      const loop = await CrashLoop.begin(place, scenario).catch((error: unknown) => {
        failures.push(`${scenario.name}, without a crash: ${String(error)}`);
      });
      const first = loop === undefined ? 0 : await firstStep(loop, seed % oneIn);
      let isOver = loop === undefined;
      for (let tried = 0; !isOver && tried < count && failures.length < ENOUGH_FAILURES; tried++) {
        for (const loss of ["all", "some"] as const) {
          const result = await loop!.crashAt({ steps: first + tried * oneIn, loss });
          failures.push(...result.failures);
          isOver = result.isOver;
          if (isOver) break;
          counts["crashes"]! += 1;
          counts[`in "${scenario.name}"`] = (counts[`in "${scenario.name}"`] ?? 0) + 1;
        }
      }
      say(`"${scenario.name}" is through, ${failures.length} failures`);
    }
  } finally {
    await place.remove();
  }
  return { counts, failures };
}

/** Of a script that is over before the step it would begin with the first one is taken. */
async function firstStep(loop: CrashLoop, steps: number): Promise<number> {
  return (await loop.crashAt({ steps, loss: "all" })).isOver ? 0 : steps;
}
