import { describe, expect, test } from "vitest";
import { MAX_REQUEST_ROWS, runFilterFields, StemmaError, SLICE_MS } from "../../../model/index.ts";
import { RequestBudget } from "./request-budget.ts";

/** A budget over a clock that is set by hand, and a count of the turns that others had. */
function world() {
  const seen = { nowMs: 0, waits: 0 };
  const budget = new RequestBudget({
    clock: { nowMs: () => seen.nowMs },
    eventLoop: {
      yieldToOthers: async () => {
        seen.waits += 1;
      },
    },
  });
  return { seen, budget };
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof StemmaError ? `${error.code}: ${error.message}` : String(error);
  }
  return "none";
};

describe("RequestBudget", () => {
  test("rejects everything once a count is used up, pending work included", async () => {
    const { budget } = world();
    budget.loaded(MAX_REQUEST_ROWS, 0);
    expect(refusal(() => budget.loaded(1, 0))).toMatch(/^over_budget: Cannot answer the query: .* rows; /);
    expect(refusal(() => budget.resolveField())).toMatch(/rows/);
    expect(refusal(() => budget.yieldIfDue())).toMatch(/rows/);
    await expect(budget.ended).rejects.toThrow(/rows/);
    await expect(budget.heavy(async () => "done")).rejects.toThrow(/rows/);
  });

  test("yields to other requests once its time slice is used up", async () => {
    const { seen, budget } = world();
    expect(budget.yieldIfDue()).toBeUndefined();
    seen.nowMs = SLICE_MS;
    await Promise.all([budget.yieldIfDue(), budget.yieldIfDue(), budget.yieldIfDue()]);
    expect(seen.waits).toBe(1);
    expect(budget.yieldIfDue()).toBeUndefined();
  });

  test("cancels a query whose client disconnected, but no mutation", () => {
    const query = world().budget;
    query.clientLeft();
    expect(refusal(() => query.resolveField())).toMatch(/the client disconnected/);
    const mutation = world().budget;
    mutation.keepsGoing();
    mutation.clientLeft();
    expect(refusal(() => mutation.resolveField())).toBe("none");
  });

  test("runs heavy work one piece at a time", async () => {
    const { budget } = world();
    const seen = { underWay: 0, most: 0 };
    const work = async (): Promise<void> => {
      seen.most = Math.max(seen.most, (seen.underWay += 1));
      await Promise.resolve();
      seen.underWay -= 1;
    };
    await Promise.all([budget.heavy(work), budget.heavy(work), budget.heavy(work)]);
    expect(seen.most).toBe(1);
  });

  test("parses the same filter once and shares one step budget between filters", () => {
    const { budget } = world();
    const read = (filter: object) => budget.readFilter(JSON.stringify(filter), runFilterFields);
    expect(read({ name: "a" })).toBe(read({ name: "a" }));
    read({ name: "a" })(() => "a");
    const { filterSteps } = budget.cost;
    expect(filterSteps).toBeGreaterThan(0);
    read({ state: "running" })(() => "a");
    expect(budget.cost.filterSteps).toBe(2 * filterSteps);
  });
});
