/** Keys beyond this number are forgotten together: the memory is short anyway. */
const MAX_KEYS = 10_000;

/** Remembers answers for a short time, so that ten thousand requests in a row do not ask the same of the database. */
export class TtlCache<Value> {
  readonly #lifeMs: number;
  readonly #nowMs: () => number;
  readonly #answers = new Map<string, { value: Promise<Value>; untilMs: number }>();

  constructor(lifeMs: number, nowMs: () => number) {
    this.#lifeMs = lifeMs;
    this.#nowMs = nowMs;
  }

  get(key: string, find: () => Promise<Value>): Promise<Value> {
    const now = this.#nowMs();
    const known = this.#answers.get(key);
    // A clock that was set back must not keep an answer alive.
    if (known !== undefined && known.untilMs > now && known.untilMs <= now + this.#lifeMs) return known.value;
    if (this.#answers.size >= MAX_KEYS) this.#answers.clear();
    const value = find();
    this.#answers.set(key, { value, untilMs: now + this.#lifeMs });
    value.catch(() => this.#answers.delete(key));
    return value;
  }
}
