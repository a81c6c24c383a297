/** Row ids are dense: a page of counts costs four bytes an id, where a map would cost some fifty. */
const PAGE_IDS = 4096;

/** Counts for row ids; an id can be in it with a count of 0. */
export class IdCounts {
  /** A count is kept one higher than it is: 0 says that the id is not in it. */
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

  /** 0 too where the id is not in it. */
  get(id: number): number {
    return Math.max(this.#kept(id), 1) - 1;
  }

  /** The ids in order, so many at a time. */
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
