import { isDeepStrictEqual } from "node:util";
import { compareBytes } from "./compare-bytes.ts";
import { type Command, Finished, Mismatch, type Outcome, Refused, type CallContext } from "./command.ts";
import { cloneModel, type Model, referred } from "./model.ts";
import { differences, modelFacts } from "./model-facts.ts";
import type { Observed } from "./observed.ts";

/** A call and its outcome. */
interface Call {
  readonly command: Command;
  readonly outcome: Outcome;
}

/** Concurrent calls and the rows they left. */
export interface Batch {
  readonly calls: readonly Call[];
  readonly observed: Observed;
  readonly isCollecting: boolean;
  /** Whether the garbage collector completed and nothing else ran. */
  readonly isAlone: boolean;
}

/**
 * Searches for an order in which the calls, one after the other, return the observed answers and leave the observed
 * rows. A call without an answer may have completed, in whole, in part or not at all.
 *
 * @returns the model after them, or why there is no such order
 */
export function linearise(model: Model, batch: Batch): { model: Model } | { failure: readonly string[] } {
  const search = new Search(batch);
  const begin = cloneModel(model);
  // An interrupted garbage collector may have removed bytes although no known row shows it.
  if (batch.isCollecting) noteUncertain(begin);
  const found = search.from(
    begin,
    batch.calls.map(() => 0),
  );
  return found === undefined ? { failure: search.nearest } : { model: found };
}

class Search {
  readonly #batch: Batch;
  /** The faults of the order that came furthest. */
  nearest: readonly string[] = ["no order was tried"];
  #furthest = -1;

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  /** `done` counts the completed steps of each call; a rejected or finished call has completed all. */
  from(model: Model, done: readonly number[]): Model | undefined {
    const { calls, observed } = this.#batch;
    const isOpen = (index: number): boolean => done[index]! < calls[index]!.command.effects.length;
    if (calls.every(({ outcome }, index) => outcome.kind === "lost" || !isOpen(index))) {
      const wrong = [...differences(modelFacts(model), observed.facts), ...compareBytes(model, observed, this.#batch)];
      if (wrong.length === 0) return model;
      this.#note(1000 - wrong.length, wrong);
    }
    for (const [index, call] of calls.entries()) {
      if (!isOpen(index)) continue;
      for (const next of this.#step(model, call, done[index]!)) {
        const found = this.from(
          next.model,
          done.map((count, at) => (at === index ? next.done : count)),
        );
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** Returns the possible results of the next step of a call; none if it contradicts the outcome. */
  #step(before: Model, { command, outcome }: Call, done: number): { model: Model; done: number }[] {
    const { isCollecting } = this.#batch;
    const count = command.effects.length;
    if (isCollecting && outcome.kind === "refused" && outcome.code === "unavailable" && done === 0)
      return [{ model: before, done: count }];
    const model = cloneModel(before);
    if (isCollecting) noteUncertain(model);
    try {
      const result = command.effects[done]!(model, this.#context(model, outcome));
      if (isCollecting) noteUncertain(model);
      const isLast = result instanceof Finished || done + 1 === count;
      if (outcome.kind === "lost" || !isLast) return [{ model, done: isLast ? count : done + 1 }];
      const answer = result instanceof Finished ? result.answer : result;
      if (outcome.kind === "answered" && isDeepStrictEqual(answer, outcome.answer)) return [{ model, done: count }];
      const said = outcome.kind === "answered" ? JSON.stringify(outcome.answer) : outcomeText(outcome);
      this.#note(done, [`${command.label}: ended with ${said}, expected ${JSON.stringify(answer)}`]);
    } catch (error) {
      if (error instanceof Refused) {
        if (outcome.kind === "lost" || (outcome.kind === "refused" && outcome.code === error.code))
          return [{ model: before, done: count }];
        this.#note(done, [
          `${command.label}: ended with ${outcomeText(outcome)}, expected it refused as ${error.code}`,
        ]);
      } else if (error instanceof Mismatch) this.#note(done, [`${command.label}: ${error.message}`]);
      else throw error;
    }
    return [];
  }

  #context(model: Model, outcome: Outcome): CallContext {
    const { observed, isCollecting } = this.#batch;
    const answer = outcome.kind === "answered" ? outcome.answer : undefined;
    return {
      answer,
      refusal: outcome.kind === "refused" ? outcome.code : undefined,
      observed,
      isCollecting,
      newId(kind) {
        const known: { has(id: number): boolean } = model[`${kind}s`];
        const isKnown = (id: number): boolean => known.has(id) || (kind === "artifact" && model.dropped.has(id));
        const id = answer === undefined ? observed.ids[kind].find((id) => !isKnown(id)) : (answer as { id: number }).id;
        if (id === undefined) throw new Mismatch(`made no ${kind}`);
        if (isKnown(id)) throw new Mismatch(`gave the ${kind} ${id}, expected a new one`);
        return id;
      },
    };
  }

  #note(distance: number, texts: readonly string[]): void {
    if (distance <= this.#furthest) return;
    this.#furthest = distance;
    this.nearest = texts;
  }
}

function noteUncertain(model: Model): void {
  const live = referred(model);
  for (const { hash } of [...model.claims.values()].flat()) if (!live.has(hash)) model.uncertain.add(hash);
}

/** Formats an outcome for a report. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === "answered") return `the answer ${JSON.stringify(outcome.answer)}`;
  if (outcome.kind === "refused") return `the refusal ${outcome.code}`;
  return outcome.kind === "lost"
    ? "no answer"
    : `the fault ${String((outcome.error as Error)?.stack ?? outcome.error)}`;
}
