import {
  type ArtifactId,
  type FieldTable,
  type Filter,
  type ListOrder,
  readOrder,
  wireTime,
} from "../../../model/index.ts";
import type { PageRequest } from "../../../core/ports/metadata.ts";
import type { ArtifactCollectionAliasInput, TagInput } from "../../../wire/schema.generated.ts";
import { type PageArguments, readPage } from "./connection.ts";
import { requireNodeId } from "./node-id.ts";

/** A moment in a field of the official client: whole seconds, because public scripts parse exactly that. */
export function isoTime(ms: number): string {
  return wireTime(ms);
}

/** A moment in a field of Stemma's own, to the millisecond. */
export function preciseTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Returns `preciseTime` of a moment, or null. */
export function preciseTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : preciseTime(ms);
}

/** Hex of the UTF-8 bytes of a text, which ids contain. */
export function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

/** The arguments of lists that can be filtered and sorted. */
export type QueryArguments = PageArguments & {
  readonly filters?: string | null | undefined;
  readonly order?: string | null | undefined;
};

/** Reads filters within the budget of a request. */
interface FilterReader {
  readFilter(text: string | null | undefined, table: FieldTable): Filter;
}

/**
 * Reads filter, order and page of a list.
 *
 * @param table the fields of its rows
 * @throws `invalid_input`, `over_budget`
 */
export function readQuery(
  args: QueryArguments,
  table: FieldTable,
  budget: FilterReader,
): { filter: Filter; order: ListOrder | undefined; page: PageRequest } {
  return { filter: budget.readFilter(args.filters, table), order: readOrder(args.order, table), page: readPage(args) };
}

/** The names of a list of tags; none if there is no list. */
export function tagNames(tags: readonly TagInput[] | null | undefined): string[] {
  return (tags ?? []).map(({ tagName }) => tagName);
}

/** The full name of a collection. */
export function collectionName(
  wire: Pick<ArtifactCollectionAliasInput, "entityName" | "projectName" | "artifactCollectionName">,
) {
  return { entity: wire.entityName, project: wire.projectName, collection: wire.artifactCollectionName };
}

/**
 * The id of a version that an input names.
 *
 * @throws `not_found`
 */
export function requireArtifactId(id: string): ArtifactId {
  return requireNodeId<ArtifactId>(id, "artifact", "Artifact");
}

/** The scope that arguments name: the fewer names, the wider. */
export function scopeName({ entityName, projectName, artifactCollectionName }: ScopeArguments) {
  return { entity: entityName ?? null, project: projectName ?? null, collection: artifactCollectionName ?? null };
}

interface ScopeArguments {
  readonly entityName?: string | null | undefined;
  readonly projectName?: string | null | undefined;
  readonly artifactCollectionName?: string | null | undefined;
}
