import {
  getNullableType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";
import { describe, expect, test } from "vitest";
import { buildSchema } from "../build-schema.ts";

const schema = buildSchema(() => undefined);
/** More than any text or list may have. */
const ENDLESS = { length: 21 * 1024 * 1024 };
const endlessText = "x".repeat(ENDLESS.length);
const endlessList: readonly unknown[] = Array.from({ length: 10_001 }, () => null);

/** Arguments that are too much in one place each, with the path of that place. */
function* tooMuch(path: string, type: GraphQLInputType, depth = 0): Iterable<readonly [path: string, value: unknown]> {
  const plain = getNullableType(type);
  if (isNonNullType(plain) || depth > 6) return;
  if (isListType(plain)) {
    yield [`${path}[]`, endlessList];
    for (const [at, value] of tooMuch(`${path}[0]`, plain.ofType, depth + 1)) yield [at, [value]];
  } else if (isInputObjectType(plain)) {
    for (const field of Object.values(plain.getFields()))
      for (const [at, value] of tooMuch(`${path}.${field.name}`, field.type, depth + 1))
        yield [at, { [field.name]: value }];
  } else if (isScalarType(plain) && ["String", "ID", "JSONString", "DateTime"].includes(plain.name)) {
    yield [path, endlessText];
  }
}

const cases = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith("__")
    ? Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((argument) =>
          [...tooMuch(`${type.name}.${field.name}.${argument.name}`, argument.type)].map(([path, value]) => ({
            path,
            resolve: field.resolve!,
            args: { [argument.name]: value },
          })),
        ),
      )
    : [],
);

describe("every input text and list has a limit", () => {
  test("there are many of them", () => expect(cases.length).toBeGreaterThan(150));

  test.each(cases)("$path", async ({ path, resolve, args }) => {
    const budget = { beginMutation: () => undefined, resolveField: () => undefined, yieldIfDue: () => undefined };
    const metering = { run: (_: unknown, work: () => unknown) => work() };
    const answer = async (): Promise<unknown> =>
      resolve({}, args, { budget, ports: { metering } } as never, {} as never);
    const name = path
      .replace(/\[\d*\]$/, "")
      .split(".")
      .at(-1)!
      .replace(/\[0\]/g, "");
    await expect(answer()).rejects.toThrow(
      new RegExp(`^Cannot accept "${name}": it has \\d+ (?:characters|items), expected`),
    );
  });
});
