import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";
import { MAX_QUERY_DEPTH, MAX_QUERY_FIELDS, MAX_REPEATED_FIELDS, StemmaError } from "../../../model/index.ts";

/**
 * Refuses a document that would cost more than any real one: too deep, or with too many fields once its fragments are
 * put in. The bounds admit every operation of the official client, which a test holds.
 *
 * @throws `invalid_input`
 */
export function checkDocument(document: DocumentNode): void {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const cost = { fields: 0 };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      visit(definition.selectionSet, { depth: 1, names: new Map() }, new Set(), fragments, cost);
  }
}

/** Where a selection stands; fragments add to the names of the place they are put in. */
interface Place {
  readonly depth: number;
  /** How often each name of the answer is selected there. */
  readonly names: Map<string, number>;
}

function visit(
  set: SelectionSetNode,
  place: Place,
  open: ReadonlySet<string>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  cost: { fields: number },
): void {
  if (place.depth > MAX_QUERY_DEPTH) throw refused(`it is nested deeper than ${MAX_QUERY_DEPTH}`);
  for (const selection of set.selections) {
    cost.fields += 1;
    if (cost.fields > MAX_QUERY_FIELDS) throw refused(`it selects more than ${MAX_QUERY_FIELDS} fields`);
    if (selection.kind === Kind.FIELD) countName((selection.alias ?? selection.name).value, place);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      // A cycle or an unknown name is for validation to tell.
      if (fragment !== undefined && !open.has(name))
        visit(fragment.selectionSet, place, new Set([...open, name]), fragments, cost);
    } else if (selection.selectionSet !== undefined) {
      const below = selection.kind === Kind.FIELD ? { depth: place.depth + 1, names: new Map() } : place;
      visit(selection.selectionSet, below, open, fragments, cost);
    }
  }
}

function countName(name: string, { names }: Place): void {
  const count = (names.get(name) ?? 0) + 1;
  if (count > MAX_REPEATED_FIELDS) throw refused(`it selects "${name}" more than ${MAX_REPEATED_FIELDS} times`);
  names.set(name, count);
}

function refused(why: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot answer the query: ${why}`);
}
