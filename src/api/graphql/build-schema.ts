import { readFileSync } from "node:fs";
import {
  buildSchema as parseSchema,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
} from "graphql";
import type { Access } from "../../core/accounts/access.ts";
import { rightOf } from "../permissions.ts";
import type { GraphqlContext } from "./execution/graphql-context.ts";
import { guardObjects } from "./execution/guard-objects.ts";
import { limitInputs } from "./execution/input-limits.ts";
import { meterFields } from "./execution/metered-fields.ts";
import { scalars } from "./execution/scalars.ts";
import { requiredPermission } from "./field-permissions.ts";
import { accounts } from "./resolvers/accounts.ts";
import { collections } from "./resolvers/collections.ts";
import { damage } from "./resolvers/damage.ts";
import { deletion } from "./resolvers/deletion.ts";
import { drafts } from "./resolvers/drafts.ts";
import { jobs } from "./resolvers/jobs.ts";
import { journal } from "./resolvers/journal.ts";
import { links } from "./resolvers/links.ts";
import { projects } from "./resolvers/projects.ts";
import { retention } from "./resolvers/retention.ts";
import { runFiles } from "./resolvers/run-files.ts";
import { runHistory } from "./resolvers/run-history.ts";
import { runs } from "./resolvers/runs.ts";
import { server } from "./resolvers/server.ts";
import { storage } from "./resolvers/storage.ts";
import { sweeps } from "./resolvers/sweeps.ts";
import { uploads } from "./resolvers/uploads.ts";
import { versions } from "./resolvers/versions.ts";
import type { Resolvers } from "./resolvers.generated.ts";

/** The resolvers, by noun; fields without one are properties of their source. */
const nouns: readonly Resolvers[] = [
  accounts,
  collections,
  damage,
  deletion,
  drafts,
  jobs,
  journal,
  links,
  projects,
  retention,
  runFiles,
  runHistory,
  runs,
  server,
  storage,
  sweeps,
  uploads,
  versions,
];

/** A resolver of the generated types, as the schema calls it. */
type Resolver = (source: unknown, args: object, context: GraphqlContext, info: GraphQLResolveInfo) => unknown;

/**
 * Builds the schema of the wire and attaches the resolvers. Whatever object a field returns, the guard of its type decides
 * what the caller sees of it.
 *
 * @param onField called with each root field that was answered without an error
 * @throws for a fault of the code: a root field without a resolver or permission, a resolver without a field, two
 *   resolvers for one field, a type without a guard
 */
export function buildSchema(onField: (field: string) => void): GraphQLSchema {
  const schema = parseSchema(readFileSync(new URL("../../wire/schema.graphql", import.meta.url), "utf8"));
  const roots = new Set([schema.getQueryType()!, schema.getMutationType()!]);
  for (const [name, resolvers] of resolversByType()) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`The resolvers of ${name} have no object type in the schema`);
    for (const [field, resolve] of resolvers)
      attach(type, field, roots.has(type) ? asRoot(type, field, resolve, onField) : resolve);
  }
  for (const root of roots)
    for (const [name, { resolve }] of Object.entries(root.getFields()))
      if (resolve === undefined) throw new Error(`The field ${root.name}.${name} has no resolver`);
  for (const type of Object.values(schema.getTypeMap())) {
    const scalar = isScalarType(type) ? scalars[type.name] : undefined;
    if (scalar !== undefined) Object.assign(type, scalar);
    if (isAbstractType(type)) type.resolveType = typeNameOf;
  }
  guardObjects(schema, typeNameOf);
  limitInputs(schema);
  meterFields(schema);
  return schema;
}

/** All resolvers of each type, whichever nouns they belong to. */
function resolversByType(): Map<string, Map<string, Resolver>> {
  const byType = new Map<string, Map<string, Resolver>>();
  for (const noun of nouns)
    for (const [type, fields] of Object.entries(noun) as [string, Readonly<Record<string, Resolver>>][]) {
      const ofType = byType.get(type) ?? new Map<string, Resolver>();
      byType.set(type, ofType);
      for (const [field, resolve] of Object.entries(fields)) {
        if (ofType.has(field)) throw new Error(`The field ${type}.${field} has two resolvers`);
        ofType.set(field, resolve);
      }
    }
  return byType;
}

function attach(type: GraphQLObjectType, field: string, resolve: Resolver): void {
  const declared = type.getFields()[field];
  if (declared === undefined) throw new Error(`The resolver ${type.name}.${field} has no field in the schema`);
  declared.resolve = resolve;
}

/** A resolver of a root field receives the access that its permission gives the caller. */
function asRoot(type: GraphQLObjectType, field: string, resolve: Resolver, onField: (field: string) => void): Resolver {
  const path = `${type.name}.${field}`;
  const right = rightOf(requiredPermission(path));
  return async (_, args, context, info) => {
    const access: Access = { actor: context.actor, right };
    const answer = await resolve(access, args, context, info);
    onField(path);
    return answer;
  };
}

/** Collections know their kind; a creator is a run here, because a version without a run has no creator on record. */
function typeNameOf(source: object): string {
  if ("kind" in source) return source.kind === "source" ? "ArtifactSequence" : "ArtifactPortfolio";
  return "summary" in source ? "Run" : "User";
}
