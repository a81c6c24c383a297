import type {
  VersionMembership,
  Alias,
  Collection,
  Entity,
  EntityId,
  Project,
  Run,
  Sweep,
  User,
  Version,
} from "../../../model/index.ts";
import type { Owned, TypeInProject } from "../sources.ts";
import type { Visibility } from "../../../core/accounts/visibility.ts";

type Answer = boolean | Promise<boolean>;

/** Who may see an object of a type, wherever in an answer it turns up. */
export interface Guard<Source> {
  /** Whether the caller may see the object at all; otherwise it is null, and lists leave it out. */
  isVisible(source: Source, visibility: Visibility): Answer;
  /** For types of which some callers see a part. */
  readonly part?: {
    /** Whether the caller sees every field. */
    isWhole(source: Source, visibility: Visibility): Answer;
    /** What the others see; all other fields are empty for them. */
    readonly fields: ReadonlySet<string>;
    /** Fields among these whose objects are shown to them without being asked about: they are seen in part in turn. */
    readonly leadsTo?: ReadonlySet<string>;
  };
}

const ofEntity = <Source>(owner: (source: Source) => EntityId): Guard<Source> => ({
  isVisible: (source, visibility) => visibility.reads(owner(source)),
});

/** The collection a linked version was logged to: readers of the link see its name alone. */
const collectionGuard: Guard<Collection> = {
  isVisible: ({ project }, visibility) => visibility.reads(project.entityId),
  part: {
    isWhole: ({ project }, visibility) => visibility.reads(project.entityId),
    fields: new Set(["id", "name", "state", "createdAt", "defaultArtifactType"]),
    leadsTo: new Set(["defaultArtifactType"]),
  },
};

const siteAdminGuard: Guard<unknown> = { isVisible: (_, { isSiteAdmin }) => isSiteAdmin };

/**
 * The types whose objects belong to somebody. `guard-objects.ts` puts these guards on every field that returns one of
 * them, so that no resolver can forget to ask.
 */
export const guards: Readonly<Record<string, Guard<never>>> = {
  Artifact: {
    isVisible: (version, visibility) => visibility.seesVersion(version),
    part: {
      isWhole: ({ collection }, visibility) => visibility.reads(collection.project.entityId),
      fields: new Set([
        "id",
        "artifactSequence",
        "artifactType",
        "versionIndex",
        "state",
        "digest",
        "digestAlgorithm",
        "commitHash",
        "description",
        "metadata",
        "size",
        "fileCount",
        "ttlDurationSeconds",
        "ttlIsInherited",
        "createdAt",
        "updatedAt",
        // These show what the caller may see of them: the aliases of the link, runs of their own team.
        "aliases",
        "artifactMemberships",
        "usedBy",
        "createdBy",
      ]),
      leadsTo: new Set(["artifactSequence", "artifactType"]),
    },
  } satisfies Guard<Version>,
  ArtifactAlias: ofEntity<Alias>(({ entityId }) => entityId),
  ArtifactCollectionMembership: ofEntity<VersionMembership>(({ collection }) => collection.project.entityId),
  ArtifactManifest: ofEntity<Owned>(({ ownerId }) => ownerId),
  ArtifactPortfolio: collectionGuard,
  ArtifactSequence: collectionGuard,
  ArtifactType: {
    isVisible: ({ project }, visibility) => visibility.reads(project.entityId),
    part: {
      isWhole: ({ project }, visibility) => visibility.reads(project.entityId),
      fields: new Set(["id", "name", "createdAt"]),
    },
  } satisfies Guard<TypeInProject>,
  Damage: siteAdminGuard,
  Entity: ofEntity<Entity>(({ id }) => id),
  File: ofEntity<Owned>(({ ownerId }) => ownerId),
  Job: siteAdminGuard,
  Member: ofEntity<{ entityId: EntityId }>(({ entityId }) => entityId),
  Organization: {
    isVisible: ({ id, name }, visibility) => visibility.reads(id) || visibility.belongsTo(name),
    part: { isWhole: ({ id }, visibility) => visibility.reads(id), fields: new Set(["id", "name"]) },
  } satisfies Guard<Entity>,
  Project: ofEntity<Project>(({ entityId }) => entityId),
  Run: ofEntity<Run>(({ project }) => project.entityId),
  Sweep: ofEntity<Sweep>(({ project }) => project.entityId),
  // Those who may see a run or project may see who made it.
  User: {
    isVisible: () => true,
    part: {
      isWhole: ({ id }, visibility) => visibility.knows(id),
      fields: new Set(["id", "name", "username", "entity", "deletedAt"]),
    },
  } satisfies Guard<User>,
};

/**
 * The types that are no objects of anybody: values inside of the object that holds them, or answers to a request that
 * was authorized as such. A type of the schema that stands neither here nor above ends the start of the server.
 */
export const unguarded: ReadonlySet<string> = new Set([
  // Reached only through their sweep, or by an id that its verb checks.
  "Agent",
  // A user's own, which the field itself sees to.
  "ApiKey",
  "ArtifactCollection",
  "ArtifactCreator",
  // Given to admins of the version's own entity alone, which the field itself sees to.
  "ArtifactLink",
  "ArtifactReferrer",
  "BestBy",
  "ClientIDMapping",
  "DamageNeed",
  "DeletedArtifact",
  "DeletedProject",
  "DeletedRun",
  "JournalEntry",
  "LocalVersionInfo",
  "LogLine",
  "MeantArtifact",
  "OpenDraft",
  "PageInfo",
  "ParquetHistory",
  "PreviewedArtifact",
  "RetentionPreview",
  "RetentionRule",
  "ServerFeature",
  "ServerInfo",
  "ServerMessage",
  "ServerSettings",
  "SetRetentionRules",
  "Storage",
  "StorageGrowth",
  "StoreBytes",
  "Tag",
  "UndeletedArtifact",
  "UploadMultipartUrls",
  "UploadUrlPart",
]);
