import type { Meter } from "../../../core/ports/metering.ts";
import type { Clock, EventLoop } from "../../../core/ports/ports.ts";
import {
  type FieldTable,
  type Filter,
  filterBudget,
  MAX_ANSWER_BYTES,
  MAX_FILTER_STEPS,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_FIELDS,
  MAX_REQUEST_MUTATIONS,
  MAX_REQUEST_OBJECTS,
  MAX_REQUEST_ROWS,
  QUERY_PATIENCE_MS,
  readFilter,
  StemmaError,
  SLICE_MS,
} from "../../../model/index.ts";

/** What a request has taken so far (in counts; bytes where the name says so). */
export interface RequestCost {
  readonly objects: number;
  readonly fields: number;
  readonly rows: number;
  readonly loadedBytes: number;
  readonly answerBytes: number;
  readonly filterSteps: number;
}

/** Fields that go on before the clock is looked at again, and the microtasks in which they do. */
const FIELDS_PER_BATCH = 16;
const TICKS_PER_BATCH = 8;
/** Fields that have gone on and are still in the list of those that wait. */
const MAX_WOKEN = 1000;

const NEXT_STEP = "ask for smaller pages, fewer fields or a narrower filter";

/**
 * What one GraphQL request may take, whichever of its fields takes it.
 *
 * Queries have an end in time too, and end when their client goes. A mutation runs to its end once it has begun; what is
 * selected of its answer is charged like any query.
 */
export class RequestBudget implements Meter {
  /** Rejects when the request has to end. */
  readonly ended: Promise<never>;
  readonly #clock: Clock;
  readonly #eventLoop: EventLoop;
  readonly #filters = new Map<FieldTable, Map<string | null | undefined, Filter>>();
  readonly #steps = filterBudget();
  readonly #taken = { objects: 0, fields: 0, rows: 0, loadedBytes: 0, answerBytes: 0, mutations: 0 };
  #reject: (reason: StemmaError) => void = () => undefined;
  #reason: StemmaError | undefined;
  #turnBeganAtMs: number;
  readonly #waiting: { readonly resolve: () => void; readonly reject: (reason: StemmaError) => void }[] = [];
  #isDraining = false;
  #heavyWork: Promise<unknown> = Promise.resolve();
  #deadline: NodeJS.Timeout | undefined;
  #isQuery = true;

  constructor({ clock, eventLoop }: { readonly clock: Clock; readonly eventLoop: EventLoop }) {
    this.#clock = clock;
    this.#eventLoop = eventLoop;
    this.#turnBeganAtMs = clock.nowMs();
    this.ended = new Promise((_, reject) => (this.#reject = reject));
    // It may end when nobody waits for its answer any more.
    this.ended.catch(() => undefined);
  }

  get cost(): RequestCost {
    const { mutations: _, ...taken } = this.#taken;
    return { ...taken, filterSteps: MAX_FILTER_STEPS - Math.max(this.#steps.steps, 0) };
  }

  /** Why the request had to end, if it had to. */
  get reason(): StemmaError | undefined {
    return this.#reason;
  }

  /** Starts the clock of a query. */
  startClock(): void {
    this.#deadline = setTimeout(
      () => this.end(overBudget(`it took more than ${QUERY_PATIENCE_MS / 1000} s`)),
      QUERY_PATIENCE_MS,
    );
  }

  /** For a mutation: neither time nor a client that goes ends it. */
  keepsGoing(): void {
    this.#isQuery = false;
  }

  /** The client is gone: a query ends. */
  clientLeft(): void {
    if (this.#isQuery) this.end(new StemmaError("invalid_input", "Cannot answer the query: the client disconnected"));
  }

  stopClock(): void {
    clearTimeout(this.#deadline);
  }

  /** Ends the request: whatever it asks for from now on is refused. */
  end(reason: StemmaError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#reject(reason);
  }

  loaded(rows: number, bytes: number): void {
    this.#take("rows", rows, MAX_REQUEST_ROWS, "rows");
    this.#take("loadedBytes", bytes, MAX_REQUEST_BYTES, "bytes of stored data");
  }

  /**
   * @throws `over_budget`
   */
  resolveField(): void {
    this.#take("fields", 1, MAX_REQUEST_FIELDS, "fields");
  }

  /**
   * @throws `over_budget`
   */
  listObjects(count: number): void {
    this.#take("objects", count, MAX_REQUEST_OBJECTS, "objects");
  }

  /**
   * @throws `over_budget`
   */
  answerText(bytes: number): void {
    this.#take("answerBytes", bytes, MAX_ANSWER_BYTES, "bytes in the answer");
  }

  /**
   * @throws `over_budget`
   */
  beginMutation(): void {
    this.#take("mutations", 1, MAX_REQUEST_MUTATIONS, "mutations");
  }

  /**
   * Reads a filter; the same text is read once for all fields that name it.
   *
   * @throws `invalid_input`; `over_budget`, from the filter
   */
  readFilter(text: string | null | undefined, table: FieldTable): Filter {
    const known = this.#filters.get(table)?.get(text);
    if (known !== undefined) return known;
    const filter = readFilter(text, table, this.#steps);
    const ofTable = this.#filters.get(table) ?? new Map<string | null | undefined, Filter>();
    this.#filters.set(table, ofTable.set(text, filter));
    return filter;
  }

  yieldIfDue(): Promise<void> | undefined {
    if (this.#reason !== undefined) throw this.#reason;
    return this.#clock.nowMs() - this.#turnBeganAtMs < SLICE_MS ? undefined : this.#afterOthers();
  }

  /**
   * Does work of another thread, one piece after the other: a request that asks for many never has more than one in line.
   *
   * @throws `over_budget`
   */
  heavy<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#heavyWork.then(() => {
      if (this.#reason !== undefined) throw this.#reason;
      return work();
    });
    this.#heavyWork = result.catch(() => undefined);
    return result;
  }

  #afterOthers(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ resolve, reject });
    if (!this.#isDraining) {
      this.#isDraining = true;
      void this.#drain();
    }
    return promise;
  }

  /**
   * Lets the fields that wait go on in their order, a few at a time, as long as the turn lasts; then others go first. To
   * wake all of them in each turn would take longer than the turn.
   */
  async #drain(): Promise<void> {
    for (let next = 0; next < this.#waiting.length;) {
      await this.#eventLoop.yieldToOthers();
      this.#turnBeganAtMs = this.#clock.nowMs();
      while (next < this.#waiting.length && this.#clock.nowMs() - this.#turnBeganAtMs < SLICE_MS) {
        for (const end = Math.min(next + FIELDS_PER_BATCH, this.#waiting.length); next < end; next++) {
          const { resolve, reject } = this.#waiting[next]!;
          if (this.#reason === undefined) resolve();
          else reject(this.#reason);
        }
        // What they go on with is done in the meantime.
        for (let tick = 0; tick < TICKS_PER_BATCH; tick++) await undefined;
      }
      if (next > MAX_WOKEN) next -= this.#waiting.splice(0, next).length;
    }
    this.#waiting.length = 0;
    this.#isDraining = false;
  }

  #take(what: keyof RequestBudget["cost"] | "mutations", count: number, most: number, name: string): void {
    if (this.#reason !== undefined) throw this.#reason;
    const taken = this.#taken as Record<string, number>;
    taken[what]! += count;
    if (taken[what]! <= most) return;
    const reason = overBudget(`it needs more than ${most.toLocaleString("en")} ${name}`);
    this.end(reason);
    throw reason;
  }
}

/** The refusal of what takes more than one request may. */
export function overBudget(reason: string): StemmaError {
  return new StemmaError("over_budget", `Cannot answer the query: ${reason}; ${NEXT_STEP}`);
}
