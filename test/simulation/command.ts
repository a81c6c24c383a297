import type { Model } from "./model.ts";
import type { Observed } from "./observed.ts";
import type { World } from "./world.ts";

/** One call of a verb, with what it means to the pure model. */
export interface Command {
  /** How a report calls it. */
  readonly label: string;
  /** Calls the verb; gives what can be compared of its answer. */
  run(world: World): Promise<unknown>;
  /**
   * What it does to the model, in the steps others may come between. The last one gives the answer that is expected;
   * any may refuse.
   */
  readonly effects: readonly Effect[];
  readonly isCollector?: boolean;
  /** What it calls bytes by, where that matters. */
  readonly digests?: readonly string[];
}

/**
 * @throws `Refused`, `Mismatch`
 */
type Effect = (model: Model, told: Told) => unknown;

/** What is known of a call besides the model. */
export interface Told {
  /** The answer the client got; undefined where it got none. */
  readonly answer: unknown;
  /** The code it was refused with. */
  readonly refusal: string | undefined;
  /** The id of a row that the call made, which the model does not know yet. */
  newId(kind: keyof Observed["ids"]): number;
  readonly observed: Observed;
  /** Whether the collector runs at the same time. */
  readonly isCollecting: boolean;
}

/** How a call ended: `lost` where the power was cut before its answer. */
export type Outcome =
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "fault"; readonly error: unknown }
  | { readonly kind: "lost" };

/** The model expects that the call is refused. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** An answer before the last step. */
export class Finished {
  readonly answer: unknown;

  constructor(answer: unknown) {
    this.answer = answer;
  }
}

/** What happened cannot have come about in the way that is tried. */
export class Mismatch extends Error {}
