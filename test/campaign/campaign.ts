/** What a campaign is given. */
export interface CampaignSetting {
  readonly seed: number;
  /** How many of the campaign's unit (kills, flips, …) to do; its long form where it is left out. */
  readonly count?: number | undefined;
  /** An empty folder of its own, removed afterwards unless something was found. */
  readonly folder: string;
  /** Tells how it goes. */
  readonly say: (text: string) => void;
}

/** What a campaign brings home. */
export interface CampaignResult {
  /** What was done and seen, in the words of the scoreboard. */
  readonly counts: Readonly<Record<string, number>>;
  /** One sentence for each broken promise; none is what is wanted. */
  readonly failures: readonly string[];
}

/** A long run that can be repeated by its seed. */
export type Campaign = (setting: CampaignSetting) => Promise<CampaignResult>;
