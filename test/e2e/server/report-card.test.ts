/**
 * The report card: every operation the installed wandb client can send, held against the schema.
 *
 * An operation the schema refuses must stand in the table of what is not offered, under its product, and the other way
 * round; so an operation that a new client brings, or that a change of ours breaks, fails here with its name.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, Kind, parse, validate } from "graphql";
import type { FieldNode, OperationDefinitionNode, SelectionSetNode } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { testPython } from "../../../scripts/python-environment.ts";
import { checkDocument } from "../../../src/api/graphql/execution/check-document.ts";
import { checkPlannedObjects } from "../../../src/api/graphql/execution/planned-objects.ts";
import { MAX_DOCUMENT_CHARACTERS, MAX_PAGE_ROWS } from "../../../src/model/limits.ts";
import { notOfferedOperations, notOfferedProduct } from "../../../src/wire/not-offered.ts";

interface Operation {
  readonly name: string;
  readonly source: string;
  readonly document: string;
}

const root = join(import.meta.dirname, "..", "..", "..");
const schema = buildSchema(readFileSync(join(root, "src", "wire", "schema.graphql"), "utf8"));
let operations: Operation[] = [];
let clientVersion = "";

beforeAll(() => {
  const python = testPython();
  const run = (...args: string[]) => execFileSync(python, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  operations = JSON.parse(run(join(root, "test", "wandb", "extract_operations.py"))) as Operation[];
  clientVersion = run("-c", "from importlib.metadata import version; print(version('wandb'))").trim();
});

/** What the schema says against the document: messages, or none when it is offered. */
function complaints(operation: Operation): string[] {
  try {
    return validate(schema, parse(operation.document)).map((error) => error.message);
  } catch (error) {
    return [String(error)];
  }
}

function fieldsOf(selection: SelectionSetNode | undefined): FieldNode[] {
  return (selection?.selections ?? []).filter((node) => node.kind === Kind.FIELD);
}

function rootFieldsOf(operation: Operation): FieldNode[] {
  const [definition] = parse(operation.document).definitions;
  return fieldsOf((definition as OperationDefinitionNode).selectionSet);
}

/** The group of the report card an offered operation counts in: told by its root field and the fields under that. */
function groupOf(operation: Operation): string {
  const rootFields = rootFieldsOf(operation);
  const names = [...rootFields, ...rootFields.flatMap((field) => fieldsOf(field.selectionSet))].map(
    (field) => field.name.value,
  );
  const group = [
    { name: "sweeps", fields: /sweep|createAgent|agentHeartbeat/i },
    { name: "artifacts", fields: /artifact|alias|clientIDMapping/i },
    { name: "runs", fields: /run|bucket|files/i },
    { name: "projects", fields: /^(project|models?|upsertModel)$/ },
    { name: "server", fields: /^serverInfo$/ },
  ].find(({ fields }) => names.some((name) => fields.test(name)));
  return group?.name ?? "people and organizations";
}

describe("the schema and the wandb client's operations", () => {
  test("every operation is supported in all its documents, or listed as part of another product", () => {
    const refused: Record<string, string> = {};
    const offered = new Set<string>();
    for (const operation of operations) {
      const messages = complaints(operation);
      if (messages.length === 0) offered.add(operation.name);
      else refused[operation.name] = notOfferedOperations.get(operation.name) ?? `${operation.source}: ${messages[0]}`;
    }
    expect(refused).toEqual(Object.fromEntries(notOfferedOperations));
    expect(Object.keys(refused).filter((name) => offered.has(name))).toEqual([]);
  });

  test("the root fields listed as part of another product are exactly those missing from the schema", () => {
    const known = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    for (const operation of operations) {
      for (const { name } of rootFieldsOf(operation)) {
        const expected = known.includes(name.value) ? undefined : notOfferedOperations.get(operation.name);
        expect(notOfferedProduct(name.value), `${operation.name} asks for ${name.value}`).toBe(expected);
      }
    }
  });

  test("the limits of the server admit every operation", () => {
    for (const { name, document } of operations) expect(() => checkDocument(parse(document)), name).not.toThrow();
    // Whatever the page size is called: the client asks for 5,000 at the most.
    const pages = { first: MAX_PAGE_ROWS, perPage: MAX_PAGE_ROWS, per_page: MAX_PAGE_ROWS, limit: MAX_PAGE_ROWS };
    for (const { name, document } of operations)
      expect(() => checkPlannedObjects(schema, parse(document), undefined, pages), name).not.toThrow();
    expect(Math.max(...operations.map(({ document }) => document.length))).toBeLessThan(MAX_DOCUMENT_CHARACTERS);
  });

  test("the report card counts operations by product", () => {
    const card = new Map<string, { offered: Set<string>; all: Set<string> }>();
    for (const operation of operations) {
      const product = notOfferedOperations.get(operation.name);
      const group = product ?? groupOf(operation);
      const row = card.get(group) ?? { offered: new Set(), all: new Set() };
      row.all.add(operation.name);
      if (product === undefined) row.offered.add(operation.name);
      card.set(group, row);
    }
    const rows = [...card].sort(([, a], [, b]) => b.offered.size - a.offered.size || b.all.size - a.all.size);
    const counts = rows.map(([group, { offered, all }]) => `${group} ${offered.size}/${all.size}`);
    console.log(`Report card, wandb ${clientVersion}: ${counts.join(" · ")}`);
    expect(rows.filter(([, { offered }]) => offered.size > 0).map(([group]) => group)).toEqual(
      expect.arrayContaining(["artifacts", "runs", "projects", "people and organizations", "server"]),
    );
  });
});
