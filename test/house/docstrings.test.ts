import { expect, test } from "vitest";
import { undocumentedExports } from "./docstrings.ts";

const names = (text: string): string[] => undocumentedExports(text).map(({ name }) => name);

test("a docstring counts only directly above its export", () => {
  expect(names("/** One. */\nexport function a() {}\n")).toEqual([]);
  expect(names("/** One. */\n\nexport function a() {}\n")).toEqual(["a"]);
  expect(names("// One.\nexport interface A {}\n")).toEqual(["A"]);
  expect(names("/* One. */\nexport class A {}\n")).toEqual(["A"]);
  expect(names("/** One. */\nconst a = 1;\nexport const b = 2;\n")).toEqual(["b"]);
  expect(names("export default function () {}\n")).toEqual(["its default"]);
});

test("constants of one block and overloads share a docstring", () => {
  expect(names("/** Both. */\nexport const a = 1;\nexport const b = 2;\n\nexport const c = 3;\n")).toEqual(["c"]);
  expect(names("/** Both. */\nexport function a(b: 1): 1;\nexport function a(b: unknown) {\n  return b;\n}\n")).toEqual(
    [],
  );
  expect(names("/** One. */\nexport function a() {}\nexport function b() {}\n")).toEqual(["b"]);
});

test("types and re-exports need none", () => {
  expect(names(`export type A = 1;\nexport * from "./a.ts";\nexport { b } from "./b.ts";\n`)).toEqual([]);
});
