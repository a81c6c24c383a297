import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { SeededRandom } from "./seeded-random.ts";

/** Names and ids that lead somewhere. */
export interface KnownValues {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

/** A request that was made up. */
export interface RandomDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_DEPTH = 14;
/** Fields of one document: some have a handful, some the maximum of a request. */
const FIELDS: readonly number[] = [5, 20, 60, 200, 990];
const PAGES: readonly (number | null)[] = [0, 1, 2, 5, 20, 50, 100, 500, 5000, 2 ** 31 - 1, -1, null];
const FILTERS: readonly string[] = [
  "{}",
  "null",
  "[",
  '{"state":"running"}',
  '{"$or":[{"name":{"$regex":"run.*"}},{"display_name":{"$regex":"(a*)*b"}}]}',
  '{"config.lr.value":{"$gt":0.5}}',
  '{"config.text":{"$regex":"(x*x*x*)*y"}}',
  '{"summary_metrics.loss":{"$exists":true}}',
  '{"nothing":1}',
  JSON.stringify({ name: { $in: Array.from({ length: 2000 }, (_, index) => `run-${index}`) } }),
  JSON.stringify({ $and: Array.from({ length: 400 }, (_, index) => ({ name: { $ne: `run-${index}` } })) }),
];
const ORDERS: readonly string[] = [
  "+created_at",
  "-created_at",
  "-config.lr.value",
  "summary_metrics.loss",
  "name",
  "x",
];
const SPECS: readonly string[] = [
  '{"keys":["loss"],"samples":100}',
  '{"keys":[],"samples":100000}',
  '{"keys":["_step","loss"],"samples":2,"minStep":1,"maxStep":9}',
  "{}",
  "7",
];

/** Generates documents over a schema, deterministically for a seed. */
export class RandomDocuments {
  readonly #schema: GraphQLSchema;
  readonly #random: SeededRandom;
  readonly #known: KnownValues;
  #fieldsLeft = 0;
  #aliases = 0;
  #definitions: string[] = [];
  #variables: Record<string, unknown> = {};

  constructor(schema: GraphQLSchema, random: SeededRandom, known: KnownValues) {
    this.#schema = schema;
    this.#random = random;
    this.#known = known;
  }

  /** Returns the next document; one in thirty is a mutation. */
  next(): RandomDocument {
    this.#fieldsLeft = this.#random.pick(FIELDS);
    this.#aliases = 0;
    this.#definitions = [];
    this.#variables = {};
    const isMutation = this.#random.below(30) === 0;
    const root = isMutation ? this.#schema.getMutationType()! : this.#schema.getQueryType()!;
    const selection = this.#selection(root, 1, isMutation ? 2 : 6);
    const definitions = this.#definitions.length === 0 ? "" : `(${this.#definitions.join(", ")})`;
    return {
      query: `${isMutation ? "mutation" : "query"} Random${definitions} ${selection}`,
      variables: this.#variables,
    };
  }

  #selection(type: GraphQLObjectType, depth: number, most: number): string {
    const fields = Object.values(type.getFields());
    const count = 1 + this.#random.below(most);
    const chosen = Array.from({ length: count }, () => this.#random.pick(fields));
    // The same field many times under different aliases, which budgets per field miss.
    const repeats = this.#random.below(25) === 0 ? 1 + this.#random.below(100) : 1;
    const texts = chosen.flatMap((field) =>
      Array.from({ length: repeats }, () => (this.#fieldsLeft > 0 ? this.#field(field, depth) : undefined)),
    );
    const known = texts.filter((text) => text !== undefined);
    return `{ ${known.length === 0 ? "__typename" : known.join(" ")} }`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string | undefined {
    const type = getNamedType(field.type);
    const isObject = isObjectType(type) || isAbstractType(type);
    if (isObject && depth >= MAX_DEPTH) return undefined;
    this.#fieldsLeft -= 1;
    const given = field.args.flatMap((argument) => {
      if (!isNonNullType(argument.type) && this.#random.below(3) === 0) return [];
      return [`${argument.name}: ${this.#argument(argument)}`];
    });
    const call = given.length === 0 ? field.name : `${field.name}(${given.join(", ")})`;
    return `f${this.#aliases++}: ${call}${isObject ? ` ${this.#below(type, depth)}` : ""}`;
  }

  #below(type: GraphQLNamedType, depth: number): string {
    if (isObjectType(type)) return this.#selection(type, depth + 1, this.#random.below(4) === 0 ? 8 : 3);
    if (!isInterfaceType(type) && !isAbstractType(type)) return "{ __typename }";
    const parts = this.#schema
      .getPossibleTypes(type)
      .map((possible) => `... on ${possible.name} ${this.#selection(possible, depth + 1, 2)}`);
    return `{ __typename ${parts.join(" ")} }`;
  }

  /** Passes the value as a variable, so that it needs no literal in the document. */
  #argument({ name, type }: GraphQLArgument): string {
    const variable = `v${this.#definitions.length}`;
    this.#definitions.push(`$${variable}: ${String(type)}`);
    this.#variables[variable] = this.#value(name, type, 0);
    return `$${variable}`;
  }

  #value(name: string, type: GraphQLInputType, depth: number): unknown {
    if (!isNonNullType(type) && this.#random.below(8) === 0) return null;
    const plain = getNullableType(type);
    if (isListType(plain)) {
      const length = this.#random.below(20) === 0 ? 300 : this.#random.below(4);
      return Array.from({ length }, () => this.#value(name, plain.ofType, depth + 1));
    }
    if (isEnumType(plain)) return this.#random.pick(plain.getValues()).name;
    if (isInputObjectType(plain)) {
      const fields = Object.values(plain.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth < 3 && this.#random.below(3) === 0),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.name, field.type, depth + 1)]));
    }
    return this.#scalar(name, getNamedType(plain).name);
  }

  #scalar(name: string, type: string): unknown {
    switch (type) {
      case "Boolean":
        return this.#random.below(2) === 0;
      case "Int":
      case "Int64":
      case "Duration":
        return this.#random.pick(PAGES) ?? 3;
      case "Float":
        return this.#random.fraction();
      case "ID":
        return this.#random.pick([...this.#known.ids, "nonsense"]);
      case "JSONString":
        return this.#random.pick(name === "specs" ? SPECS : FILTERS);
      case "JSON":
        return {};
      case "DateTime":
        return "2026-01-01T00:00:00Z";
      default:
        if (name === "order") return this.#random.pick(ORDERS);
        if (name === "after") return this.#random.pick(["", "nonsense", btoa("row:1")]);
        return this.#random.pick(this.#known.names);
    }
  }
}
