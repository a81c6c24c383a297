/** Row ids are dense: an array needs four bytes an id, a map about fifty. */
const PAGE_IDS = 4096;

/** Counts by row id. An id can be present with a count of 0. */
export class IdCounts {
  /** Stores each count plus one; 0 means that the id is absent. */
  readonly #pages = new Map<number, Uint32Array>();

  add(id: number, count: number): void {
    const number = Math.floor(id / PAGE_IDS);
    let page = this.#pages.get(number);
    if (page === undefined) this.#pages.set(number, (page = new Uint32Array(PAGE_IDS)));
    const at = id - number * PAGE_IDS;
    page[at] = Math.max(page[at]!, 1) + count;
  }

  has(id: number): boolean {
    return this.#kept(id) > 0;
  }

  /** Returns 0 for an absent id. */
  get(id: number): number {
    return Math.max(this.#kept(id), 1) - 1;
  }

  /** Returns the ids in ascending order, in batches. */
  *batches(size: number): Iterable<number[]> {
    let batch: number[] = [];
    for (const number of [...this.#pages.keys()].sort((left, right) => left - right)) {
      for (const [at, kept] of this.#pages.get(number)!.entries()) {
        if (kept === 0) continue;
        batch.push(number * PAGE_IDS + at);
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  #kept(id: number): number {
    const number = Math.floor(id / PAGE_IDS);
    return this.#pages.get(number)?.[id - number * PAGE_IDS] ?? 0;
  }
}
