import { readFileSync } from "node:fs";
import {
  buildSchema as parseSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isScalarType,
} from "graphql";
import { rightOf } from "../permissions.ts";
import { requiredPermission } from "./field-permissions.ts";
import { apiKeyFields, entityFields, memberFields, organizationFields, userFields } from "./account-fields.ts";
import { artifactMutations } from "./artifact-mutations.ts";
import { collectionMutations } from "./collection-mutations.ts";
import { aliasFields, collectionFields, sequenceFields, tagFields } from "./collection-fields.ts";
import { damageFields } from "./damage-fields.ts";
import type { Field, Fields, GraphqlContext, RootField } from "./execution/graphql-context.ts";
import { guardObjects } from "./execution/guard-objects.ts";
import { deletedProjectFields, deletedRunFields, deletionMutations, deletionQueries } from "./deletion-fields.ts";
import { artifactTypeFields, projectFields } from "./project-fields.ts";
import { limitInputs } from "./execution/input-limits.ts";
import { jobFields, jobMutations } from "./job-fields.ts";
import { linkMutations } from "./link-mutations.ts";
import { meterFields } from "./execution/metered-fields.ts";
import { queries } from "./queries.ts";
import {
  deletedFields,
  matchedVersionFields,
  previewedVersionFields,
  retentionMutations,
  retentionQueries,
  setRulesFields,
  undeletedFields,
} from "./retention-fields.ts";
import { runFields } from "./run-fields.ts";
import { runMutations } from "./run-mutations.ts";
import { scalars } from "./execution/scalars.ts";
import { storageFields, storageMutations, storageQueries } from "./storage-fields.ts";
import { sweepAgentFields, sweepFields, sweepMutations } from "./sweep-fields.ts";
import { uploadMutations } from "./upload-mutations.ts";
import { draftFields, journalEntryFields, upkeepMutations, upkeepQueries } from "./upkeep-fields.ts";
import { linkFields, membershipFields, versionFields } from "./version-fields.ts";

/** The types with fields that are more than a property of their source. */
const typeFields: Readonly<Record<string, Fields<never>>> = {
  Agent: sweepAgentFields,
  ApiKey: apiKeyFields,
  Artifact: versionFields,
  ArtifactAlias: aliasFields,
  ArtifactCollectionMembership: membershipFields,
  ArtifactLink: linkFields,
  ArtifactPortfolio: collectionFields,
  ArtifactSequence: sequenceFields,
  ArtifactType: artifactTypeFields,
  Damage: damageFields,
  DeletedArtifact: deletedFields,
  DeletedProject: deletedProjectFields,
  DeletedRun: deletedRunFields,
  Entity: entityFields,
  JournalEntry: journalEntryFields,
  Job: jobFields,
  MeantArtifact: matchedVersionFields,
  Member: memberFields,
  OpenDraft: draftFields,
  Organization: organizationFields,
  PreviewedArtifact: previewedVersionFields,
  Project: projectFields,
  Run: runFields,
  SetRetentionRules: setRulesFields,
  Storage: storageFields,
  Sweep: sweepFields,
  Tag: tagFields,
  UndeletedArtifact: undeletedFields,
  User: userFields,
};

/**
 * Builds the schema of the wire and puts the resolvers on it.
 *
 * A root field without a resolver or without an entry in `field-permissions.ts`, and a resolver without a field, are faults
 * of the code: the server does not start. `onField` hears of each root field that was answered well. Whatever object a
 * field returns, its guard decides whether the caller sees it.
 */
export function buildSchema(onField: (field: string) => void): GraphQLSchema {
  const schema = parseSchema(readFileSync(new URL("../../wire/schema.graphql", import.meta.url), "utf8"));
  const roots = { ...queries, ...storageQueries, ...retentionQueries, ...deletionQueries, ...upkeepQueries };
  attachRoot(schema.getQueryType()!, roots, onField);
  const mutations = {
    ...artifactMutations,
    ...uploadMutations,
    ...collectionMutations,
    ...linkMutations,
    ...jobMutations,
    ...storageMutations,
    ...retentionMutations,
    ...deletionMutations,
    ...upkeepMutations,
    ...sweepMutations,
    ...runMutations,
  };
  attachRoot(schema.getMutationType()!, mutations, onField);
  for (const [name, fields] of Object.entries(typeFields))
    attachFields(schema.getType(name) as GraphQLObjectType, fields);
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

function attachRoot(
  type: GraphQLObjectType,
  fields: Readonly<Record<string, RootField>>,
  onField: (field: string) => void,
): void {
  const declared = type.getFields();
  for (const name of Object.keys(fields))
    if (declared[name] === undefined) throw new Error(`The resolver ${type.name}.${name} has no field in the schema`);
  for (const [name, field] of Object.entries(declared)) {
    const resolve = fields[name];
    if (resolve === undefined) throw new Error(`The field ${type.name}.${name} has no resolver`);
    const path = `${type.name}.${name}`;
    const right = rightOf(requiredPermission(path));
    field.resolve = async (_, args, context: GraphqlContext) => {
      const answer = await resolve(withoutNulls(args), context, { actor: context.actor, right });
      onField(path);
      return answer;
    };
  }
}

function attachFields(type: GraphQLObjectType, fields: Fields<never>): void {
  const declared = type.getFields();
  for (const [name, resolve] of Object.entries(fields)) {
    if (declared[name] === undefined) throw new Error(`The resolver ${type.name}.${name} has no field in the schema`);
    const field = resolve as Field<unknown>;
    declared[name].resolve = (source: unknown, args: object, context: GraphqlContext, info) =>
      field(source, withoutNulls(args), context, info);
  }
}

/** An argument that is null is as one that is left out: clients send null for all that they do not set. */
function withoutNulls<Args extends object>(args: Args): Args {
  for (const value of Object.values(args))
    if (value === null)
      return Object.fromEntries(Object.entries(args).filter(([, one]) => one !== null)) as unknown as Args;
  return args;
}

/** Collections know their kind; a creator is a run here, because a version without a run has no creator on record. */
function typeNameOf(source: object): string {
  if ("kind" in source) return source.kind === "source" ? "ArtifactSequence" : "ArtifactPortfolio";
  return "summary" in source ? "Run" : "User";
}
