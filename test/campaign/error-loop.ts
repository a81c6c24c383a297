import { ErrorLoop } from "../fault-loops/error-loop.ts";
import { scenarios } from "../fault-loops/scenarios.ts";
import { type FaultKind, faultKinds } from "../fault-loops/step-faults.ts";
import { makePlace } from "../simulation/place.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

/** After so many failures there is enough to look at. */
const ENOUGH_FAILURES = 20;

/** Every step of every scenario, for every kind of fault; `count` is the number of steps that are tried of each. */
export const errorLoop: Campaign = (setting) => failSteps(setting, { oneIn: 1 });

/**
 * Runs each scenario again and again, with a fault of each kind at the 1st, 2nd, 3rd … step of I/O until it ends without
 * meeting one, once for a fault that passes at once and once for one that lasts. Of so many steps one is taken; the seed
 * says which.
 */
export async function failSteps(
  { seed, count = Number.POSITIVE_INFINITY, say }: CampaignSetting,
  { oneIn }: { readonly oneIn: number },
): Promise<CampaignResult> {
  const place = await makePlace();
  const counts: Record<string, number> = { faults: 0 };
  const failures: string[] = [];
  const kinds = Object.keys(faultKinds) as FaultKind[];
  const variants = kinds.flatMap((kind) => [true, false].map((lasts) => ({ kind, lasts })));
  try {
    for (const scenario of scenarios) {
      const loop = await ErrorLoop.begin(place, scenario).catch((error: unknown) => {
        failures.push(`${scenario.name}, without a fault: ${String(error)}`);
      });
      // Of a short script one step at least is taken.
      const stride = Math.max(1, Math.min(oneIn, loop?.steps ?? 1));
      for (const [index, variant] of variants.entries()) {
        let isOver = loop === undefined;
        for (let tried = 0; !isOver && tried < count && failures.length < ENOUGH_FAILURES; tried++) {
          const result = await loop!.failAt({ ...variant, after: ((seed + index) % stride) + tried * stride });
          failures.push(...result.failures);
          isOver = result.isOver;
          if (isOver) break;
          counts["faults"]! += 1;
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
