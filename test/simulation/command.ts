import type { Model } from "./model.ts";
import type { Observed } from "./observed.ts";
import type { World } from "./world.ts";

/** A call of a verb, with its effect on the pure model. */
export interface Command {
  /** Its label in reports. */
  readonly label: string;
  /** Calls the verb and returns the comparable part of its answer. */
  run(world: World): Promise<unknown>;
  /**
   * The effect on the model, in steps between which other calls may run. The last one returns the expected answer; any
   * may refuse.
   */
  readonly effects: readonly Effect[];
  readonly isCollector?: boolean;
  /** The digests it uses, if they matter. */
  readonly digests?: readonly string[];
}

/**
 * @throws `Refused`, `Mismatch`
 */
type Effect = (model: Model, context: CallContext) => unknown;

/** The facts about a call that the model does not have. */
export interface CallContext {
  /** The answer that the client received; undefined if none. */
  readonly answer: unknown;
  /** The error code of a rejected call. */
  readonly refusal: string | undefined;
  /** Returns the id of a row that the call created and the model does not know yet. */
  newId(kind: keyof Observed["ids"]): number;
  readonly observed: Observed;
  /** Whether the garbage collector runs at the same time. */
  readonly isCollecting: boolean;
}

/** The outcome of a call: `lost` if the power was cut before its answer. */
export type Outcome =
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "fault"; readonly error: unknown }
  | { readonly kind: "lost" };

/** The model expects that the call is rejected. */
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

/** The outcome is impossible in the order that is tried. */
export class Mismatch extends Error {}
