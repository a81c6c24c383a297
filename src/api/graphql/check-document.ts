import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";
import { MAX_QUERY_DEPTH, MAX_QUERY_FIELDS, StemmaError } from "../../model/index.ts";

/**
 * Refuses a document that would cost more than any real one: too deep, or with too many fields once its fragments are
 * put in. The bounds admit every operation of the official client, which a test holds.
 *
 * **Errors** `invalid_input`
 */
export function checkDocument(document: DocumentNode): void {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const cost = { fields: 0 };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, 1, new Set(), fragments, cost);
  }
}

function visit(
  set: SelectionSetNode,
  depth: number,
  open: ReadonlySet<string>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  cost: { fields: number },
): void {
  if (depth > MAX_QUERY_DEPTH) throw refused(`it is nested deeper than ${MAX_QUERY_DEPTH}`);
  for (const selection of set.selections) {
    cost.fields += 1;
    if (cost.fields > MAX_QUERY_FIELDS) throw refused(`it selects more than ${MAX_QUERY_FIELDS} fields`);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      // A cycle or an unknown name is for validation to tell.
      if (fragment !== undefined && !open.has(name))
        visit(fragment.selectionSet, depth, new Set([...open, name]), fragments, cost);
    } else if (selection.selectionSet !== undefined) {
      visit(selection.selectionSet, selection.kind === Kind.FIELD ? depth + 1 : depth, open, fragments, cost);
    }
  }
}

function refused(why: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot answer the query: ${why}`);
}
