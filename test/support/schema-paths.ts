import { readFileSync } from "node:fs";
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

type AnyField = GraphQLField<unknown, unknown>;

/** Arguments as written in a document, by `Type.field`. */
export type PathArguments = Readonly<Record<string, string>>;

/**
 * Returns selections of an object type that together contain every path of the schema below it to a depth of 4: each
 * selects three steps to an object and all of its values. The `edges` and `node` of a connection count as one step with
 * it.
 *
 * @throws for a field with required arguments that are missing from `given`, so that no field is skipped silently
 */
export function selectionsFrom(typeName: string, given: PathArguments): string[] {
  const schema = buildSchema(readFileSync(new URL("../../src/wire/schema.graphql", import.meta.url), "utf8"));
  return below({ schema, given }, schema.getType(typeName) as GraphQLObjectType, 3);
}

/** Returns all values of a type, and the selections below each of its object fields. */
function below(paths: Paths, type: GraphQLObjectType, steps: number): string[] {
  const here = `{ __typename ${values(paths, type).join(" ")} }`;
  if (steps === 0) return [here];
  const there = objectFields(type).flatMap((field) =>
    targets(paths, field).flatMap((target) =>
      below(paths, target, steps - 1).map(
        (selection) => `{ ${step(paths, type, field, `{ ... on ${target.name} ${selection} }`)} }`,
      ),
    ),
  );
  return [here, ...there];
}

interface Paths {
  readonly schema: GraphQLSchema;
  readonly given: PathArguments;
}

function values(paths: Paths, type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter((field) => !isCompositeType(getNamedType(field.type)))
    .map((field) => call(paths, type, field));
}

/** Returns a field with a selection of its type. */
function step(paths: Paths, type: GraphQLObjectType, field: AnyField, selection: string): string {
  const isConnection = getNamedType(field.type).name.endsWith("Connection");
  return `${call(paths, type, field)} ${isConnection ? `{ edges { node ${selection} } }` : selection}`;
}

function call({ given }: Paths, type: GraphQLObjectType, field: AnyField): string {
  const name = `${type.name}.${field.name}`;
  const values = given[name];
  if (values !== undefined) return `${field.name}(${values})`;
  const missing = field.args.filter(isRequiredArgument).map((argument) => argument.name);
  if (missing.length > 0) throw new Error(`No values for the arguments ${missing.join(", ")} of ${name}: name them`);
  // Short pages, because the number of requested objects is limited.
  return field.args.some((argument) => argument.name === "first") ? `${field.name}(first: 3)` : field.name;
}

function objectFields(type: GraphQLObjectType): AnyField[] {
  return Object.values(type.getFields()).filter((field) => isCompositeType(getNamedType(field.type)));
}

/** Returns the object types of a field, behind the steps of a connection. */
function targets({ schema }: Paths, field: AnyField): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  const target = type.name.endsWith("Connection") ? behind(behind(type, "edges"), "node") : type;
  return isAbstractType(target) ? schema.getPossibleTypes(target) : [target as GraphQLObjectType];
}

function behind(type: GraphQLNamedType, name: string): GraphQLNamedType {
  if (!isObjectType(type)) throw new Error(`${type.name} has no fields`);
  return getNamedType(type.getFields()[name]!.type);
}
