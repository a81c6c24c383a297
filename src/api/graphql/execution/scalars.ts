import { GraphQLError, Kind, type ValueNode, valueFromASTUntyped } from "graphql";

/** How a scalar of the wire is written and read. */
interface ScalarRules {
  serialize?(value: unknown): unknown;
  coerceOutputValue?(value: unknown): unknown;
  parseValue?(value: unknown): unknown;
  coerceInputValue?(value: unknown): unknown;
  parseLiteral?(node: ValueNode): unknown;
  coerceInputLiteral?(node: ValueNode): unknown;
}

function rules(read: (value: unknown) => unknown): ScalarRules {
  const fromLiteral = (node: ValueNode): unknown =>
    read(node.kind === Kind.INT ? Number(node.value) : valueFromASTUntyped(node));
  const write = (value: unknown): unknown => value;
  return {
    serialize: write,
    coerceOutputValue: write,
    parseValue: read,
    coerceInputValue: read,
    parseLiteral: fromLiteral,
    coerceInputLiteral: fromLiteral,
  };
}

function readText(value: unknown): string {
  if (typeof value !== "string") throw new GraphQLError(`expected JSON as a string, found ${typeof value}`);
  return value;
}

function readInteger(value: unknown): number {
  if (!Number.isSafeInteger(value))
    throw new GraphQLError(`expected a whole number, found ${JSON.stringify(value)?.slice(0, 40)}`);
  return value as number;
}

/** The scalars of the wire beside those of GraphQL. */
export const scalars: Readonly<Record<string, ScalarRules>> = {
  JSONString: rules(readText),
  JSON: rules((value) => value),
  DateTime: rules(readText),
  Int64: rules(readInteger),
  Duration: rules(readInteger),
};
