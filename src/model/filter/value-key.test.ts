import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8 } from "../utf8.ts";
import { isCutKey, MAX_KEY_CHARACTERS, textOfKey, valueKey } from "./value-key.ts";

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).filter((value) => !Number.isSafeInteger(Number(value))),
  fc.constantFrom(0, -0, 1, -1, 10, 9, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, 2n ** 53n + 1n),
);

const sign = (value: number): number => Math.sign(value) + 0;

describe("valueKey()", () => {
  test("orders numbers as numbers, exactly", () => {
    fc.assert(
      fc.property(number, number, (left, right) => {
        const order = left < right ? -1 : left > right ? 1 : 0;
        expect(sign(compareUtf8(valueKey(left)!, valueKey(right)!))).toBe(order);
      }),
    );
  });

  test("orders texts by their UTF-8 bytes", () => {
    const text = fc.string({ unit: "binary", maxLength: 280 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const kept = (value: string): string => value.replaceAll("\0", "\ufffd");
        const [a, b] = [kept(left), kept(right)];
        if (a.length <= MAX_KEY_CHARACTERS || b.length <= MAX_KEY_CHARACTERS)
          expect(sign(compareUtf8(valueKey(left)!, valueKey(right)!))).toBe(sign(compareUtf8(a, b)));
      }),
    );
  });

  test("puts booleans before numbers and numbers before texts", () => {
    const keys = [false, true, Number.NEGATIVE_INFINITY, -1, 0, 1, Number.POSITIVE_INFINITY, "", "0"].map(valueKey);
    expect(keys.toSorted((left, right) => compareUtf8(left!, right!))).toEqual(keys);
  });

  test("distinguishes a truncated text from a whole one", () => {
    const [exact, long] = ["a".repeat(MAX_KEY_CHARACTERS), "a".repeat(MAX_KEY_CHARACTERS + 1)];
    const marked = `${"a".repeat(MAX_KEY_CHARACTERS - 2)}\u{10ffff}`;
    expect([exact, long, marked].map((text) => isCutKey(valueKey(text)!))).toEqual([false, true, false]);
    expect([exact, long, marked].map((text) => isCutKey(`xi${valueKey(text)!}`))).toEqual([false, true, false]);
    expect(textOfKey(valueKey(long)!)).toBe(exact);
    expect(textOfKey(valueKey(marked)!)).toBe(marked);
    const split = valueKey(`${"a".repeat(MAX_KEY_CHARACTERS - 1)}\u{1f600}`)!;
    expect([isCutKey(split), textOfKey(split)]).toEqual([true, "a".repeat(MAX_KEY_CHARACTERS - 1)]);
  });
});
