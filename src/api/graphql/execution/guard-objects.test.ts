import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { guardObjects } from "./guard-objects.ts";

const guard = (text: string): void => guardObjects(buildSchema(text), () => "Run");

test("throws at startup for a type without a guard", () => {
  expect(() => guard("type Query { secret: Secret } type Secret { text: String }")).toThrow(
    "The type Secret has no guard: declare in src/api/graphql/execution/object-guards.ts which users may see its objects",
  );
  expect(() => guard("type Query { run: Run } type Run { text: String }")).not.toThrow();
});

test("throws at startup for a non-nullable field that a partial view hides", () => {
  const fields = "id: ID name: String createdAt: String";
  expect(() => guard(`type Query { type: ArtifactType } type ArtifactType { ${fields} secret: String! }`)).toThrow(
    "The field ArtifactType.secret cannot be hidden",
  );
  expect(() =>
    guard(`type Query { type: ArtifactType } type ArtifactType { ${fields} secrets: [String!]! }`),
  ).not.toThrow();
});

test("throws at startup for a guard that names an unknown field", () => {
  expect(() => guard("type Query { type: ArtifactType } type ArtifactType { id: ID name: String }")).toThrow(
    "The guard of ArtifactType lists the field createdAt",
  );
});
