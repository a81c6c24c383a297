import { parseArgs } from "node:util";

/** What `npm run campaign` is asked for. */
export interface CampaignOptions {
  readonly names: readonly string[];
  readonly seed: number | undefined;
  readonly count: number | undefined;
}

/** Reads the arguments; without `--only` every campaign is run. */
export function readOptions(args: readonly string[], known: readonly string[]): CampaignOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: "string" }, seed: { type: "string" }, count: { type: "string" } },
  });
  const names = values.only?.split(",") ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`Cannot run "${unknown}": there is no such campaign, expected some of ${known.join(", ")}`);
  return { names, seed: readNumber("seed", values.seed), count: readNumber("count", values.count) };
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`Cannot use the ${name} "${text}": expected a whole number from 0 up`);
  return Number(text);
}
