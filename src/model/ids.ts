/** A number that identifies one kind of row. */
type Id<Kind extends string> = number & { readonly __kind: Kind };

/** The row of an entity: a user's personal space, a team or an organization. */
export type EntityId = Id<"entity">;
/** The row of a user (a person or a service). */
export type UserId = Id<"user">;
/** The row of an API key. */
export type KeyId = Id<"key">;
/** The row of a project. */
export type ProjectId = Id<"project">;
/** The row of a run. */
export type RunId = Id<"run">;
/** Owner of the lines of a run: the run's own row, or another one after the run was replaced. */
export type LinesId = Id<"lines">;
/** The row of an artifact type inside a project. */
export type TypeId = Id<"type">;
/** The row of a collection: all versions under one name. */
export type CollectionId = Id<"collection">;
/** The row of a version, draft or committed. */
export type ArtifactId = Id<"artifact">;
/** The row of a version's membership in a collection (its own, or one it is linked to). */
export type MembershipId = Id<"membership">;
/** The row of an alias. */
export type AliasId = Id<"alias">;
/** The row of a manifest of a draft or a version. */
export type ManifestId = Id<"manifest">;
/** The row of stored content. */
export type BlobId = Id<"blob">;
/** The row of a job. */
export type JobId = Id<"job">;
/** The row of a damaged chunk. */
export type DamageId = Id<"damage">;
/** The row of a sweep. */
export type SweepId = Id<"sweep">;
/** The row of an agent of a sweep. */
export type AgentId = Id<"agent">;
/** The row of a multipart upload. */
export type UploadId = Id<"upload">;
/** The row of the retention rules of a scope, as set at one time. */
export type RetentionRulesId = Id<"retention rules">;
/** The row of an entry in the storage journal. */
export type JournalId = Id<"journal entry">;
