import { LRUCache } from "lru-cache";

const MAX_KEYS = 10_000;

/** Keeps answers for a short time, so that ten thousand requests in a row do not repeat the same query. */
export class TtlCache<Value> {
  readonly #answers: LRUCache<string, Promise<Value>>;

  /** The age of an entry is measured by the monotonic clock, so that setting the clock back keeps none alive. */
  constructor(ttlMs: number) {
    this.#answers = new LRUCache({ max: MAX_KEYS, ttl: ttlMs });
  }

  /** Returns the cached answer, or calls `find` once for all who ask meanwhile. A failed answer is not kept. */
  get(key: string, find: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const value = find();
    this.#answers.set(key, value);
    value.catch(() => this.#answers.delete(key));
    return value;
  }
}
