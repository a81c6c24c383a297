import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { MAX_PAGE_ROWS, MAX_REQUEST_OBJECTS } from "../../../model/index.ts";
import { DEFAULT_PAGE_ROWS, wholeLists } from "../format/connection.ts";
import { overBudget } from "./request-budget.ts";

/** About how many objects the lists of the schema's own description hold, each under one of its parent. */
const INTROSPECTION_ROWS: Readonly<Record<string, number>> = {
  types: 250,
  fields: 8,
  inputFields: 2,
  args: 1,
  enumValues: 1,
  interfaces: 1,
  possibleTypes: 1,
  directives: 8,
};

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  objects: number;
}

/**
 * Refuses an operation whose pages, multiplied down the tree, hold more objects than one answer may, before it is executed.
 *
 * A page counts with the size that is asked for, at most the size that is given. Lists without pages count once here, and
 * with what they hold when they are resolved.
 *
 * @throws `over_budget`
 */
export function checkPlannedObjects(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): void {
  const operation = document.definitions.find(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      (operationName === undefined || definition.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const root = schema.getRootType(operation.operation);
  if (!root) return;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, literal(defaultValue, {})]],
  );
  const walk = { schema, fragments, variables: { ...Object.fromEntries(defaults), ...variables }, objects: 0 };
  visit(operation.selectionSet, root, 1, walk);
}

function visit(set: SelectionSetNode, type: GraphQLNamedType, parents: number, walk: Walk): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) visitField(selection, type, parents, walk);
    else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const narrowed = fragment.typeCondition && walk.schema.getType(fragment.typeCondition.name.value);
      visit(fragment.selectionSet, narrowed ?? type, parents, walk);
    }
  }
}

function visitField(node: FieldNode, parent: GraphQLNamedType, parents: number, walk: Walk): void {
  if (node.selectionSet === undefined) return;
  const field =
    isObjectType(parent) || isInterfaceType(parent) ? walk.schema.getField(parent, node.name.value) : undefined;
  if (field === undefined) return;
  const rows = rowsOf(node, field, `${parent.name}.${field.name}`, walk.variables);
  const objects = parents * (rows ?? 1);
  if (rows !== undefined) {
    walk.objects += objects;
    if (walk.objects > MAX_REQUEST_OBJECTS)
      throw overBudget(
        `its pages can return up to ${objects.toLocaleString("en")} of "${node.name.value}", expected at most ${MAX_REQUEST_OBJECTS.toLocaleString("en")} objects in all`,
      );
  }
  visit(node.selectionSet, getNamedType(field.type), objects, walk);
}

/** The rows of a page; undefined for what is no page. */
function rowsOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  path: string,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const named = getNamedType(field.type);
  if (named.name.startsWith("__"))
    return isListType(getNullableType(field.type)) ? (INTROSPECTION_ROWS[field.name] ?? 1) : undefined;
  if (!named.name.endsWith("Connection")) return undefined;
  const isPaged = field.args.some(({ name }) => name === "first");
  const entries = argument(node, "entries", variables);
  if (Array.isArray(entries)) return entries.length;
  if (!isPaged) return undefined;
  const asked = argument(node, "first", variables) ?? argument(node, "last", variables);
  if (typeof asked === "number") return Math.min(Math.max(asked, 0), MAX_PAGE_ROWS);
  return wholeLists.has(path) ? undefined : DEFAULT_PAGE_ROWS;
}

function argument(node: FieldNode, name: string, variables: Readonly<Record<string, unknown>>): unknown {
  const given: ArgumentNode | undefined = node.arguments?.find((candidate) => candidate.name.value === name);
  return given === undefined ? undefined : literal(given.value, variables);
}

/** Numbers, and lists for their length; anything else counts as not given. */
function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.LIST) return node.values;
  return undefined;
}
