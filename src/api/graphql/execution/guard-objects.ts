import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Visibility } from "../../../core/accounts/visibility.ts";
import type { GraphqlContext } from "./graphql-context.ts";
import { type Guard, guards, unguarded } from "./object-guards.ts";

type AnyGuard = Guard<unknown>;
type Check = (value: unknown, visibility: Visibility) => boolean | Promise<boolean>;

/**
 * Puts the guard of its type on every field that returns an object: what the caller may not see is null, and lists and
 * connections leave it out.
 *
 * A type without an entry in `object-guards.ts` is a fault of the code: the server does not start.
 */
export function guardObjects(schema: GraphQLSchema, typeNameOf: (source: object) => string): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__") || roots.has(type)) continue;
    requireEntry(type);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) guardField(type, field, typeNameOf);
  }
}

function requireEntry(type: GraphQLObjectType): void {
  const isWrapper = /(?:Connection|Edge|Payload)$/.test(type.name);
  if (!isWrapper && guards[type.name] === undefined && !unguarded.has(type.name))
    throw new Error(
      `The type ${type.name} has no guard: declare in src/api/graphql/execution/object-guards.ts which users may see its objects, or that they have no owner`,
    );
  const part = guards[type.name]?.part;
  for (const name of part?.fields ?? [])
    if (type.getFields()[name] === undefined)
      throw new Error(`The guard of ${type.name} lists the field ${name}, which is not in the schema`);
  if (part === undefined) return;
  for (const { name, type: returned } of Object.values(type.getFields()))
    if (!part.fields.has(name) && emptyValue(returned) === undefined)
      throw new Error(
        `The field ${type.name}.${name} cannot be hidden: make it nullable, or add it to the fields of the partial view`,
      );
}

function guardField(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, GraphqlContext>,
  typeNameOf: (source: object) => string,
): void {
  const part = (guards[type.name] as AnyGuard | undefined)?.part;
  if (part?.leadsTo?.has(field.name) === true) return;
  const resolve = checkedResolver(field, typeNameOf);
  if (part === undefined || part.fields.has(field.name)) {
    if (resolve !== undefined) field.resolve = resolve;
    return;
  }
  const whole = resolve ?? field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const isWhole = part.isWhole(source, context.visibility);
    const answer = (settled: boolean): unknown =>
      settled ? whole(source, args, context, info) : emptyValue(field.type);
    return isWhole instanceof Promise ? isWhole.then(answer) : answer(isWhole);
  };
}

/** The resolver of a field with its answer checked; undefined where it returns nothing that belongs to somebody. */
function checkedResolver(
  field: GraphQLField<unknown, GraphqlContext>,
  typeNameOf: (source: object) => string,
): GraphQLField<unknown, GraphqlContext>["resolve"] {
  const check = checkOf(getNamedType(field.type), typeNameOf);
  if (check === undefined) return undefined;
  const inner = field.resolve ?? defaultFieldResolver;
  return (source, args, context, info) => {
    const value = inner(source, args, context, info);
    return value instanceof Promise
      ? value.then((settled: unknown) => visibleOnly(settled, check, context.visibility))
      : visibleOnly(value, check, context.visibility);
  };
}

/** How values of a type are checked: by its own guard, by that of the object it turns out to be, or by an edge's node. */
function checkOf(type: ReturnType<typeof getNamedType>, typeNameOf: (source: object) => string): Check | undefined {
  if (isAbstractType(type))
    return (value, visibility) =>
      (guards[typeNameOf(value as object)] as AnyGuard | undefined)?.isVisible(value, visibility) ?? true;
  if (!isObjectType(type)) return undefined;
  const guard = guards[type.name] as AnyGuard | undefined;
  if (guard !== undefined) return (value, visibility) => guard.isVisible(value, visibility);
  const node = type.name.endsWith("Edge") ? type.getFields()["node"] : undefined;
  const ofNode = node === undefined ? undefined : checkOf(getNamedType(node.type), typeNameOf);
  if (ofNode === undefined) return undefined;
  return (edge, visibility) => {
    const value = (edge as { node?: unknown }).node;
    return value === null || value === undefined || ofNode(value, visibility);
  };
}

/** A value or a list, without what the caller may not see. */
function visibleOnly(value: unknown, check: Check, visibility: Visibility): unknown {
  if (value === null || value === undefined) return value;
  if (!Array.isArray(value)) {
    const answer = check(value, visibility);
    return answer instanceof Promise ? answer.then((isVisible) => (isVisible ? value : null)) : answer ? value : null;
  }
  const answers = value.map((item: unknown) => item === null || item === undefined || check(item, visibility));
  const kept = (settled: readonly boolean[]): unknown[] => value.filter((_, index) => settled[index]);
  return answers.some((answer) => answer instanceof Promise)
    ? Promise.all(answers).then(kept)
    : kept(answers as boolean[]);
}

/** What a field gives of which nothing is shown; undefined where the schema insists on a value. */
function emptyValue(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  const inner: GraphQLOutputType = type.ofType;
  if (isListType(inner)) return [];
  const fields = isObjectType(inner) && inner.name.endsWith("Connection") ? inner.getFields() : undefined;
  if (fields === undefined) return undefined;
  return { edges: [], totalCount: 0, pageInfo: { endCursor: null, hasNextPage: false } };
}
