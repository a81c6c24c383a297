import { describe, expect, test } from "vitest";
import { runFilterFields } from "./filter-fields.ts";
import { readOrder } from "./list-order.ts";

describe("readOrder()", () => {
  test.each<[string | null | undefined, object | undefined]>([
    ["+created_at", { path: "createdAt", isDescending: false }],
    ["-summary_metrics.loss", { path: "summary_metrics.loss", isDescending: true }],
    ["name", { path: "name", isDescending: false }],
    [" -name , +other", { path: "name", isDescending: true }],
    ["-config.lr.value", { path: "config.lr.value", isDescending: true }],
    ["heartbeat_at", { path: "heartbeatAt", isDescending: false }],
    ["", undefined],
    [" ", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("reads %j", (text, order) => {
    expect(readOrder(text, runFilterFields)).toEqual(order);
  });

  test("names the most similar field for an unknown name", () => {
    expect(() => readOrder("-heartbeet_at", runFilterFields)).toThrow(/did you mean "heartbeat_at"/);
  });
});
