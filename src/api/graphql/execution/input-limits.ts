import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";
import {
  MAX_ADDRESS_CHARACTERS,
  MAX_ALIASES,
  MAX_FILE_ID_CHARACTERS,
  MAX_FILES_PER_CALL,
  MAX_GRAPHQL_BYTES,
  MAX_HISTORY_SPECS,
  MAX_ID_CHARACTERS,
  MAX_JSON_BYTES,
  MAX_LABEL_CHARACTERS,
  MAX_LIST_ITEMS,
  MAX_NAME_CHARACTERS,
  MAX_PARTS,
  MAX_PATH_BYTES,
  MAX_PROSE_CHARACTERS,
  MAX_SETTINGS_CHARACTERS,
  MAX_SWEEP_CONFIG_CHARACTERS,
  MAX_TAGS,
  MAX_VERSIONS_PER_REQUEST,
  StemmaError,
} from "../../../model/index.ts";

/** What a text or list may have at the most (in characters, items). */
interface InputLimit {
  readonly characters?: number;
  readonly items?: number;
}

const path: InputLimit = { characters: MAX_PATH_BYTES };
const paths: InputLimit = { characters: MAX_PATH_BYTES, items: MAX_FILES_PER_CALL };
const prose: InputLimit = { characters: MAX_PROSE_CHARACTERS };
const address: InputLimit = { characters: MAX_ADDRESS_CHARACTERS };
const tags: InputLimit = { characters: MAX_NAME_CHARACTERS, items: MAX_TAGS };
const aliases: InputLimit = { items: MAX_ALIASES };
const parts: InputLimit = { items: MAX_PARTS };
/** The verb says how many bytes it may have. */
const document: InputLimit = { characters: MAX_GRAPHQL_BYTES };
const keys: InputLimit = { items: MAX_FILES_PER_CALL };

/** By `Input.field` or `Type.field.argument`; for all others the limits of their type hold. */
const limits: Readonly<Record<string, InputLimit>> = {
  "AddAliasesInput.aliases": aliases,
  "Artifact.filesByManifestEntries.entries": { items: MAX_FILES_PER_CALL },
  "ArtifactCollectionMembership.files.names": paths,
  "ArtifactManifestEntryInput.name": path,
  "ArtifactManifestEntryInput.ref": { characters: MAX_JSON_BYTES },
  "CompleteMultipartUploadArtifactInput.completedParts": parts,
  "CompleteMultipartUploadArtifactInput.storagePath": address,
  "CreateArtifactCollectionTagAssignmentsInput.tags": tags,
  "CreateArtifactFileSpecInput.name": path,
  "CreateArtifactFileSpecInput.uploadPartsInput": parts,
  "CreateArtifactFilesInput.artifactFiles": { items: MAX_FILES_PER_CALL },
  "CreateArtifactInput.aliases": aliases,
  "CreateArtifactInput.description": prose,
  "CreateArtifactInput.metadata": document,
  "CreateArtifactInput.tags": tags,
  "CreateRunFilesInput.files": paths,
  "DeleteAliasesInput.aliases": aliases,
  "DeleteArtifactCollectionTagAssignmentsInput.tags": tags,
  "DeleteFilesInput.files": { characters: MAX_FILE_ID_CHARACTERS, items: MAX_FILES_PER_CALL },
  "LinkArtifactInput.aliases": aliases,
  "MarkRunFilesUploadedInput.files": paths,
  "Mutation.abandonDrafts.artifactIDs": { items: MAX_VERSIONS_PER_REQUEST },
  "Mutation.purgeArtifacts.artifactIDs": { items: MAX_VERSIONS_PER_REQUEST },
  "Mutation.undeleteArtifacts.artifactIDs": { items: MAX_VERSIONS_PER_REQUEST },
  // A client sends 10 MB of it to try the way.
  "Project.run.desc": { characters: MAX_GRAPHQL_BYTES },
  "Run.files.names": paths,
  "Run.files.pattern": path,
  "Run.parquetHistory.liveKeys": keys,
  "Run.sampledHistory.specs": { items: MAX_HISTORY_SPECS, characters: MAX_PROSE_CHARACTERS },
  "Run.wandbConfig.keys": keys,
  "UpdateArtifactInput.aliases": aliases,
  "UpdateArtifactInput.description": prose,
  "UpdateArtifactInput.metadata": document,
  "UpdateArtifactInput.tagsToAdd": tags,
  "UpdateArtifactInput.tagsToDelete": tags,
  "UpdateArtifactPortfolioInput.description": prose,
  "UpdateArtifactSequenceInput.description": prose,
  "UpsertBucketInput.config": document,
  "UpsertBucketInput.description": prose,
  // The verb says what a name for people may have.
  "UpsertBucketInput.displayName": address,
  "UpsertBucketInput.jobProgram": address,
  "UpsertBucketInput.jobRepo": address,
  "UpsertBucketInput.notes": prose,
  "UpsertBucketInput.summaryMetrics": document,
  "UpsertBucketInput.tags": tags,
  "UpsertModelInput.description": prose,
  "UpsertModelInput.repo": address,
  "UpsertSweepInput.config": { characters: MAX_SWEEP_CONFIG_CHARACTERS },
  "UpsertSweepInput.description": prose,
};

/** By the scalar of a text. */
const charactersOf: Readonly<Record<string, number>> = {
  DateTime: MAX_LABEL_CHARACTERS,
  ID: MAX_ID_CHARACTERS,
  JSONString: MAX_SETTINGS_CHARACTERS,
  String: MAX_LABEL_CHARACTERS,
};

type Check = (value: unknown) => void;
type Resolver = GraphQLFieldResolver<unknown, unknown>;

/**
 * Holds every text and every list that comes in to its limit, before anything is done with it.
 *
 * A limit for something that the schema does not have is a fault of the code: the server does not start.
 */
export function limitInputs(schema: GraphQLSchema): void {
  const used = new Set<string>();
  const checks = new InputChecks(used);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const check = checks.ofArguments(`${type.name}.${field.name}`, field.args);
      if (check === undefined) continue;
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context, info) => {
        check(args);
        return resolve(source, args, context, info);
      };
    }
  }
  for (const name of Object.keys(limits))
    if (!used.has(name)) throw new Error(`The limit of "${name}" has no input in the schema`);
}

class InputChecks {
  readonly #used: Set<string>;
  readonly #ofInputs = new Map<string, Check>();

  constructor(used: Set<string>) {
    this.#used = used;
  }

  /** Checks the members of an object; undefined where none has to be. */
  ofArguments(owner: string, members: readonly (GraphQLArgument | GraphQLInputField)[]): Check | undefined {
    const checks = members.flatMap(({ name, type }) => {
      const check = this.#ofInput(`${owner}.${name}`, name, type);
      return check === undefined ? [] : [{ name, check }];
    });
    if (checks.length === 0) return undefined;
    return (value) => {
      for (const { name, check } of checks) check((value as Record<string, unknown>)[name]);
    };
  }

  #ofInput(coordinate: string, name: string, type: GraphQLInputType): Check | undefined {
    const { characters, items = MAX_LIST_ITEMS } = limits[coordinate] ?? {};
    if (limits[coordinate] !== undefined) this.#used.add(coordinate);
    const check = this.#ofType(name, getNullableType(type), characters, items);
    return check && ((value) => (value === null || value === undefined ? undefined : check(value)));
  }

  #ofType(name: string, type: GraphQLInputType, characters: number | undefined, items: number): Check | undefined {
    if (isNonNullType(type)) return this.#ofType(name, type.ofType, characters, items);
    if (isListType(type)) {
      const item = this.#ofType(name, type.ofType, characters, items);
      return (value) => {
        const list = value as readonly unknown[];
        if (list.length > items) throw tooMuch(name, `${list.length} items`, `${items}`);
        if (item !== undefined) for (const member of list) if (member !== null && member !== undefined) item(member);
      };
    }
    if (isInputObjectType(type)) {
      const known = this.#ofInputs.get(type.name);
      if (known !== undefined) return known;
      const check = this.ofArguments(type.name, Object.values(type.getFields()));
      if (check !== undefined) this.#ofInputs.set(type.name, check);
      return check;
    }
    const most = characters ?? charactersOf[getNamedType(type).name];
    if (!isScalarType(type) || most === undefined) return undefined;
    return (value) => {
      if (typeof value === "string" && value.length > most)
        throw tooMuch(name, `${value.length} characters`, `${most}`);
    };
  }
}

function tooMuch(name: string, found: string, most: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot accept "${name}": it has ${found}, expected at most ${most}`);
}
