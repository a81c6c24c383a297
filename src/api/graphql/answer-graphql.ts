import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { isStemmaError, MAX_DOCUMENT_CHARACTERS, StemmaError } from "../../model/index.ts";
import { type PublicError, publicError } from "../answer-error.ts";
import { refusalOfOldClient, requireKnownClient } from "../../wire/client-version.ts";
import { notOfferedOperations, notOfferedProduct } from "../../wire/not-offered.ts";
import { checkDocument } from "./execution/check-document.ts";
import { createDocumentCache } from "./execution/document-cache.ts";
import { withoutVariables } from "./execution/without-variables.ts";
import { checkPlannedObjects } from "./execution/planned-objects.ts";
import type { RequestBudget } from "./execution/request-budget.ts";
import { writeAnswer } from "./execution/write-answer.ts";
import type { ApiParts } from "../api-parts.ts";
import type { GraphqlContext } from "./execution/graphql-context.ts";

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
  /** JSON, in pieces. */
  readonly body: readonly Uint8Array[];
}

/** Characters of a message that the log keeps: a message may quote what the caller sent. */
const MAX_LOGGED_CHARACTERS = 500;

/** Errors that an answer names: of a list whose rows all fail the first ones say it. */
const MAX_ANSWERED_ERRORS = 100;

/** Answers GraphQL requests; documents are parsed and validated once, as clients send the same some ninety. */
export class GraphqlAnswerer {
  readonly #schema: GraphQLSchema;
  readonly #documents = createDocumentCache();
  readonly #parts: Pick<ApiParts, "log" | "state">;

  constructor(schema: GraphQLSchema, parts: Pick<ApiParts, "log" | "state">) {
    this.#schema = schema;
    this.#parts = parts;
  }

  /**
   * @throws `invalid_input`, `not_offered` for documents this server cannot answer; `over_budget`
   */
  async answer(
    request: GraphqlRequest,
    context: GraphqlContext,
    { requestId, userAgent }: { readonly requestId: string; readonly userAgent: string | undefined },
  ): Promise<GraphqlAnswer> {
    try {
      requireKnownClient(userAgent);
      const document = this.#document(request.query, userAgent);
      this.#parts.log.note({ operation: operationOf(document, request.operationName)?.name?.value }, requestId);
      return await this.#execute(document, request, context, requestId);
    } catch (error) {
      this.#noteRefusal(publicError(error, requestId), request, requestId);
      throw error;
    } finally {
      this.#parts.log.note({ cost: context.budget.cost }, requestId);
    }
  }

  async #execute(
    document: DocumentNode,
    request: GraphqlRequest,
    context: GraphqlContext,
    requestId: string,
  ): Promise<GraphqlAnswer> {
    const { budget, ports } = context;
    const { operationName, variables } = request;
    checkPlannedObjects(this.#schema, document, operationName, variables);
    if (operationOf(document, operationName)?.operation === "query") budget.startClock();
    else budget.keepsGoing();
    try {
      const work = ports.metering.run(budget, async () =>
        this.#write(
          await execute({
            schema: this.#schema,
            document,
            variableValues: variables,
            contextValue: context,
            ...(operationName === undefined ? {} : { operationName }),
          }),
          request,
          budget,
          requestId,
        ),
      );
      return await Promise.race([work, budget.ended]);
    } finally {
      budget.stopClock();
    }
  }

  async #write(
    result: ExecutionResult,
    request: GraphqlRequest,
    budget: RequestBudget,
    requestId: string,
  ): Promise<GraphqlAnswer> {
    // What was answered until then would look like an answer.
    if (budget.reason !== undefined) throw budget.reason;
    if (result.errors === undefined)
      return { status: 200, headers: {}, body: await writeAnswer({ data: result.data }, budget) };
    const errors = result.errors
      .slice(0, MAX_ANSWERED_ERRORS)
      .map((error) => ({ path: error.path, ...this.#public(error, requestId) }));
    const { status, headers } = errors[0]!;
    this.#noteRefusal(errors[0]!, request, requestId);
    return {
      status,
      headers,
      body: await writeAnswer(
        {
          data: result.data ?? null,
          errors: errors.map(({ message, path, code }) => ({ message, path, extensions: { code } })),
        },
        budget,
      ),
    };
  }

  #noteRefusal(
    { code, message }: Pick<PublicError, "code" | "message">,
    { variables }: GraphqlRequest,
    requestId: string,
  ): void {
    const said = withoutVariables(message.slice(0, MAX_LOGGED_CHARACTERS), variables);
    this.#parts.log.note({ code, message: said }, requestId);
  }

  #document(query: string, userAgent: string | undefined): DocumentNode {
    const known = this.#documents.get(query);
    if (known !== undefined) return known;
    try {
      const document = readDocument(this.#schema, query);
      this.#documents.set(query, document);
      return document;
    } catch (error) {
      throw (isStemmaError(error, "invalid_input") ? refusalOfOldClient(userAgent, query) : undefined) ?? error;
    }
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

/**
 * @throws `invalid_input`, `not_offered`, `too_large`
 */
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
    return parse(query, { maxTokens: MAX_DOCUMENT_CHARACTERS, noLocation: true });
  } catch (cause) {
    const message = cause instanceof GraphQLError ? cause.message.replace(/\.$/, "") : "it is nested too deeply";
    throw new StemmaError("invalid_input", `Cannot read the query: ${message}`, { cause });
  }
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  return document.definitions.find(
    (definition) =>
      definition.kind === "OperationDefinition" && (name === undefined || definition.name?.value === name),
  ) as OperationDefinitionNode | undefined;
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
