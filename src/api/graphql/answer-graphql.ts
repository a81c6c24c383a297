import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from "graphql";
import { MAX_CACHED_DOCUMENTS, MAX_DOCUMENT_CHARACTERS, StemmaError } from "../../model/index.ts";
import { type PublicError, publicError } from "../error-table.ts";
import { notOfferedOperations, notOfferedProduct } from "../../wire/not-offered.ts";
import { checkDocument } from "./check-document.ts";
import type { ApiParts } from "../request-context.ts";
import type { GraphqlContext } from "./graphql-context.ts";

/** What a client posts. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** What it gets back: 200, or the status of the first error, because clients show the message alone then. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers GraphQL requests; documents are parsed and validated once, as clients send the same some ninety. */
export class GraphqlAnswerer {
  readonly #schema: GraphQLSchema;
  readonly #documents = new Map<string, DocumentNode>();
  readonly #parts: Pick<ApiParts, "log" | "state">;

  constructor(schema: GraphQLSchema, parts: Pick<ApiParts, "log" | "state">) {
    this.#schema = schema;
    this.#parts = parts;
  }

  /** **Errors** `invalid_input`, `not_offered` for documents this server cannot answer */
  async answer(request: GraphqlRequest, context: GraphqlContext, requestId: string): Promise<GraphqlAnswer> {
    const result = await execute({
      schema: this.#schema,
      document: this.#document(request.query),
      variableValues: request.variables,
      contextValue: context,
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    });
    if (result.errors === undefined) return { status: 200, headers: {}, body: result };
    const errors = result.errors.map((error) => ({ path: error.path, ...this.#public(error, requestId) }));
    const { status, headers } = errors[0]!;
    return {
      status,
      headers,
      body: {
        data: result.data ?? null,
        errors: errors.map(({ message, path, code }) => ({ message, path, extensions: { code } })),
      },
    };
  }

  #document(query: string): DocumentNode {
    const known = this.#documents.get(query);
    if (known !== undefined) return known;
    const document = readDocument(this.#schema, query);
    if (this.#documents.size >= MAX_CACHED_DOCUMENTS) this.#documents.delete(this.#documents.keys().next().value!);
    this.#documents.set(query, document);
    return document;
  }

  #public(error: GraphQLError, requestId: string): PublicError {
    const cause = error.originalError;
    // An error of the request itself (a variable of the wrong type) has no cause of ours.
    if (cause === undefined || cause === null || cause instanceof GraphQLError)
      return publicError(new StemmaError("invalid_input", error.message), requestId);
    const known = publicError(cause, requestId, this.#parts.state.outageRetrySeconds);
    if (known.status >= 500) this.#parts.log.fault(cause, requestId);
    return known;
  }
}

/** **Errors** `invalid_input`, `not_offered`, `too_large` */
export function readDocument(schema: GraphQLSchema, query: string): DocumentNode {
  if (query.length > MAX_DOCUMENT_CHARACTERS) {
    throw new StemmaError(
      "too_large",
      `Cannot read the query: it has ${query.length} characters, expected at most ${MAX_DOCUMENT_CHARACTERS}`,
    );
  }
  const document = parseDocument(query);
  checkDocument(document);
  const [fault] = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (fault === undefined) return document;
  const product =
    rootFieldNames(document)
      .map(notOfferedProduct)
      .find((name) => name !== undefined) ??
    operationNames(document)
      .map((name) => notOfferedOperations.get(name))
      .find((name) => name !== undefined);
  if (product !== undefined) throw new StemmaError("not_offered", `Stemma does not offer ${product}`);
  throw new StemmaError("invalid_input", `Cannot answer the query: ${fault.message.replace(/\.$/, "")}`);
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MAX_DOCUMENT_CHARACTERS });
  } catch (cause) {
    const message = cause instanceof GraphQLError ? cause.message.replace(/\.$/, "") : "it nests too deep";
    throw new StemmaError("invalid_input", `Cannot read the query: ${message}`, { cause });
  }
}

function rootFieldNames(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === "OperationDefinition"
      ? definition.selectionSet.selections.flatMap((selection) =>
          selection.kind === "Field" ? [selection.name.value] : [],
        )
      : [],
  );
}

function operationNames(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === "OperationDefinition" ? (definition.name?.value ?? []) : [],
  );
}
