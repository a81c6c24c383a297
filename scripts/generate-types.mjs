// Generates TypeScript types from src/wire/schema.graphql; with --check it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptResolvers from "@graphql-codegen/typescript-resolvers";
import { parse } from "graphql";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schema = parse(readFileSync(join(root, "src", "wire", "schema.graphql"), "utf8"));

/** Shared by all generated files. */
const shared = {
  scalars: {
    ID: "string",
    JSONString: "string",
    JSON: "unknown",
    DateTime: "string",
    Int64: "number",
    Duration: "number",
  },
  namingConvention: "keep",
  enumsAsTypes: true,
  skipTypename: true,
  useTypeImports: true,
  immutableTypes: true,
  maybeValue: "T | null",
  inputMaybeValue: "T | null | undefined",
  // Resolvers always receive a value for an input with a default.
  avoidOptionals: { defaultValue: true },
};

/** The type of src that the resolvers of a GraphQL type receive; other types are the objects of the schema itself. */
const sources = {
  "../../model/index.ts": {
    Agent: "SweepAgent",
    ApiKey: "ApiKey",
    Artifact: "Version",
    ArtifactAlias: "Alias",
    ArtifactCollection: "Collection",
    ArtifactCollectionMembership: "VersionMembership",
    ArtifactLink: "VersionMembership",
    ArtifactPortfolio: "Collection",
    ArtifactSequence: "Collection",
    Entity: "Entity",
    Job: "Job",
    JournalEntry: "JournalEntry",
    Organization: "Entity",
    Project: "Project",
    Run: "Run",
    Sweep: "Sweep",
    User: "User",
  },
  "../../core/ports/metadata.ts": {
    DeletedProject: "DeletedProject",
    DeletedRun: "DeletedRun",
    OpenDraft: "OpenDraft",
    SetRetentionRules: "SetRules",
  },
  "../../core/accounts/read-accounts.ts": { Member: "EntityMember" },
  "../../core/deletion/delete-by-filter.ts": { MeantArtifact: "MatchedVersion" },
  "../../core/deletion/undelete-versions.ts": { UndeletedArtifact: "Undeleted" },
  "../../core/operations/list-damage.ts": { Damage: "DamageWithDependents" },
  "../../core/retention/preview-retention.ts": { PreviewedArtifact: "PreviewedVersion" },
  "./sources.ts": { ArtifactType: "TypeInProject", DeletedArtifact: "ListedDeletion", Storage: "CountedStorage" },
};
const mappers = Object.fromEntries(
  Object.entries(sources).flatMap(([file, types]) =>
    Object.entries(types).map(([type, source]) => [type, `${file}#${source}`]),
  ),
);
mappers["Tag"] = "string";

const generated = {
  "src/wire/schema.generated.ts": await generate({ typescript }, shared),
  "src/api/graphql/resolvers.generated.ts": `import type * as Types from "../../wire/schema.generated.ts";\n${await generate(
    { "typescript-resolvers": typescriptResolvers },
    {
      ...shared,
      namespacedImportName: "Types",
      contextType: "./execution/graphql-context.ts#GraphqlContext",
      rootValueType: "../../core/accounts/access.ts#Access",
      makeResolverTypeCallable: true,
      mappers,
    },
  )}`,
};

for (const [path, text] of Object.entries(generated)) {
  const content = `// Generated from src/wire/schema.graphql by scripts/generate-types.mjs. Do not edit; run the script.\n\n${text}`;
  if (!process.argv.includes("--check")) {
    writeFileSync(join(root, path), content);
  } else if (readFileSync(join(root, path), "utf8") !== content) {
    console.error(
      `Cannot accept "${path}": it differs from what schema.graphql gives, expected the same; run node scripts/generate-types.mjs`,
    );
    process.exitCode = 1;
  }
}

function generate(pluginMap, config) {
  const [name] = Object.keys(pluginMap);
  return codegen({
    filename: "generated.ts",
    schema,
    documents: [],
    config: {},
    plugins: [{ [name]: config }],
    pluginMap,
  });
}
