// Generated from src/wire/schema.graphql by scripts/generate-types.mjs. Do not edit; run the script.

import type * as Types from "../../wire/schema.generated.ts";
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { SweepAgent, ApiKey, Version, Alias, Collection, VersionMembership, Entity, Job, JournalEntry, Project, Run, Sweep, User } from '../../model/index.ts';
import type { DeletedProject, DeletedRun, OpenDraft, SetRules } from '../../core/ports/metadata.ts';
import type { EntityMember } from '../../core/accounts/read-accounts.ts';
import type { MatchedVersion } from '../../core/deletion/delete-by-filter.ts';
import type { Undeleted } from '../../core/deletion/undelete-versions.ts';
import type { DamageWithDependents } from '../../core/operations/list-damage.ts';
import type { PreviewedVersion } from '../../core/retention/preview-retention.ts';
import type { TypeInProject, ListedDeletion, CountedStorage } from './sources.ts';
import type { GraphqlContext } from './execution/graphql-context.ts';
import type { Access } from '../../core/accounts/access.ts';
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };


export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Types.Maybe<TTypes> | Promise<Types.Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ArtifactCreator:
    | ( User )
    | ( Run )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  JSONString: ResolverTypeWrapper<Types.Scalars['JSONString']['output']>;
  JSON: ResolverTypeWrapper<Types.Scalars['JSON']['output']>;
  DateTime: ResolverTypeWrapper<Types.Scalars['DateTime']['output']>;
  Int64: ResolverTypeWrapper<Types.Scalars['Int64']['output']>;
  Duration: ResolverTypeWrapper<Types.Scalars['Duration']['output']>;
  Query: ResolverTypeWrapper<Access>;
  String: ResolverTypeWrapper<Types.Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Types.Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Types.Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Types.Scalars['Boolean']['output']>;
  Mutation: ResolverTypeWrapper<Access>;
  PageInfo: ResolverTypeWrapper<Types.PageInfo>;
  ServerInfo: ResolverTypeWrapper<Types.ServerInfo>;
  ServerFeature: ResolverTypeWrapper<Types.ServerFeature>;
  LocalVersionInfo: ResolverTypeWrapper<Types.LocalVersionInfo>;
  ServerSettings: ResolverTypeWrapper<Types.ServerSettings>;
  ServerMessage: ResolverTypeWrapper<Types.ServerMessage>;
  Organization: ResolverTypeWrapper<Entity>;
  Entity: ResolverTypeWrapper<Entity>;
  EntityConnection: ResolverTypeWrapper<Omit<Types.EntityConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['EntityEdge']> }>;
  EntityEdge: ResolverTypeWrapper<Omit<Types.EntityEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['Entity']> }>;
  Member: ResolverTypeWrapper<EntityMember>;
  User: ResolverTypeWrapper<User>;
  UserConnection: ResolverTypeWrapper<Omit<Types.UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<Types.UserEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['User']> }>;
  ApiKey: ResolverTypeWrapper<ApiKey>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<Types.ApiKeyConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ApiKeyEdge']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<Types.ApiKeyEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['ApiKey']> }>;
  Project: ResolverTypeWrapper<Project>;
  ProjectConnection: ResolverTypeWrapper<Omit<Types.ProjectConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ProjectEdge']> }>;
  ProjectEdge: ResolverTypeWrapper<Omit<Types.ProjectEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['Project']> }>;
  UpsertModelInput: Types.UpsertModelInput;
  UpsertModelPayload: ResolverTypeWrapper<Omit<Types.UpsertModelPayload, 'project' | 'model'> & { project?: Types.Maybe<ResolversTypes['Project']>, model?: Types.Maybe<ResolversTypes['Project']> }>;
  Run: ResolverTypeWrapper<Run>;
  RunConnection: ResolverTypeWrapper<Omit<Types.RunConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['RunEdge']> }>;
  RunEdge: ResolverTypeWrapper<Omit<Types.RunEdge, 'node'> & { node: ResolversTypes['Run'] }>;
  ParquetHistory: ResolverTypeWrapper<Types.ParquetHistory>;
  LogLineConnection: ResolverTypeWrapper<Types.LogLineConnection>;
  LogLineEdge: ResolverTypeWrapper<Types.LogLineEdge>;
  LogLine: ResolverTypeWrapper<Types.LogLine>;
  UpsertBucketInput: Types.UpsertBucketInput;
  UpsertBucketPayload: ResolverTypeWrapper<Omit<Types.UpsertBucketPayload, 'bucket'> & { bucket?: Types.Maybe<ResolversTypes['Run']> }>;
  UpdateRunStateInput: Types.UpdateRunStateInput;
  UpdateRunStatePayload: ResolverTypeWrapper<Types.UpdateRunStatePayload>;
  StopRunInput: Types.StopRunInput;
  StopRunPayload: ResolverTypeWrapper<Types.StopRunPayload>;
  DeleteRunInput: Types.DeleteRunInput;
  DeleteRunPayload: ResolverTypeWrapper<Types.DeleteRunPayload>;
  Sweep: ResolverTypeWrapper<Sweep>;
  Float: ResolverTypeWrapper<Types.Scalars['Float']['output']>;
  SweepConnection: ResolverTypeWrapper<Omit<Types.SweepConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SweepEdge']> }>;
  SweepEdge: ResolverTypeWrapper<Omit<Types.SweepEdge, 'node'> & { node: ResolversTypes['Sweep'] }>;
  Agent: ResolverTypeWrapper<SweepAgent>;
  AgentConnection: ResolverTypeWrapper<Omit<Types.AgentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AgentEdge']> }>;
  AgentEdge: ResolverTypeWrapper<Omit<Types.AgentEdge, 'node'> & { node: ResolversTypes['Agent'] }>;
  UpsertSweepInput: Types.UpsertSweepInput;
  UpsertSweepPayload: ResolverTypeWrapper<Omit<Types.UpsertSweepPayload, 'sweep'> & { sweep?: Types.Maybe<ResolversTypes['Sweep']> }>;
  DeleteSweepInput: Types.DeleteSweepInput;
  DeleteSweepPayload: ResolverTypeWrapper<Types.DeleteSweepPayload>;
  CreateAgentInput: Types.CreateAgentInput;
  CreateAgentPayload: ResolverTypeWrapper<Omit<Types.CreateAgentPayload, 'agent'> & { agent?: Types.Maybe<ResolversTypes['Agent']> }>;
  AgentHeartbeatInput: Types.AgentHeartbeatInput;
  AgentHeartbeatPayload: ResolverTypeWrapper<Omit<Types.AgentHeartbeatPayload, 'agent'> & { agent?: Types.Maybe<ResolversTypes['Agent']> }>;
  File: ResolverTypeWrapper<Omit<Types.File, 'artifact'> & { artifact?: Types.Maybe<ResolversTypes['Artifact']> }>;
  FileConnection: ResolverTypeWrapper<Omit<Types.FileConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['FileEdge']> }>;
  FileEdge: ResolverTypeWrapper<Omit<Types.FileEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['File']> }>;
  UploadMultipartUrls: ResolverTypeWrapper<Types.UploadMultipartUrls>;
  UploadUrlPart: ResolverTypeWrapper<Types.UploadUrlPart>;
  CreateRunFilesInput: Types.CreateRunFilesInput;
  CreateRunFilesPayload: ResolverTypeWrapper<Omit<Types.CreateRunFilesPayload, 'files'> & { files: ReadonlyArray<ResolversTypes['File']> }>;
  MarkRunFilesUploadedInput: Types.MarkRunFilesUploadedInput;
  MarkRunFilesUploadedPayload: ResolverTypeWrapper<Types.MarkRunFilesUploadedPayload>;
  DeleteFilesInput: Types.DeleteFilesInput;
  DeleteFilesPayload: ResolverTypeWrapper<Types.DeleteFilesPayload>;
  ArtifactType: ResolverTypeWrapper<TypeInProject>;
  ArtifactTypeConnection: ResolverTypeWrapper<Omit<Types.ArtifactTypeConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactTypeEdge']> }>;
  ArtifactTypeEdge: ResolverTypeWrapper<Omit<Types.ArtifactTypeEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['ArtifactType']> }>;
  ArtifactCollection: ResolverTypeWrapper<Collection>;
  ArtifactSequence: ResolverTypeWrapper<Collection>;
  ArtifactPortfolio: ResolverTypeWrapper<Collection>;
  ArtifactCollectionState: Types.ArtifactCollectionState;
  ArtifactCollectionConnection: ResolverTypeWrapper<Omit<Types.ArtifactCollectionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactCollectionEdge']> }>;
  ArtifactCollectionEdge: ResolverTypeWrapper<Omit<Types.ArtifactCollectionEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['ArtifactCollection']> }>;
  Tag: ResolverTypeWrapper<string>;
  TagConnection: ResolverTypeWrapper<Omit<Types.TagConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TagEdge']> }>;
  TagEdge: ResolverTypeWrapper<Omit<Types.TagEdge, 'node'> & { node: ResolversTypes['Tag'] }>;
  TagInput: Types.TagInput;
  UpdateArtifactSequenceInput: Types.UpdateArtifactSequenceInput;
  UpdateArtifactSequencePayload: ResolverTypeWrapper<Omit<Types.UpdateArtifactSequencePayload, 'artifactCollection'> & { artifactCollection: ResolversTypes['ArtifactCollection'] }>;
  MoveArtifactSequenceInput: Types.MoveArtifactSequenceInput;
  MoveArtifactSequencePayload: ResolverTypeWrapper<Omit<Types.MoveArtifactSequencePayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversTypes['ArtifactCollection']> }>;
  UpdateArtifactPortfolioInput: Types.UpdateArtifactPortfolioInput;
  UpdateArtifactPortfolioPayload: ResolverTypeWrapper<Omit<Types.UpdateArtifactPortfolioPayload, 'artifactCollection'> & { artifactCollection: ResolversTypes['ArtifactCollection'] }>;
  DeleteArtifactSequenceInput: Types.DeleteArtifactSequenceInput;
  DeleteArtifactSequencePayload: ResolverTypeWrapper<Omit<Types.DeleteArtifactSequencePayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversTypes['ArtifactCollection']> }>;
  DeleteArtifactPortfolioInput: Types.DeleteArtifactPortfolioInput;
  DeleteArtifactPortfolioPayload: ResolverTypeWrapper<Omit<Types.DeleteArtifactPortfolioPayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversTypes['ArtifactCollection']> }>;
  CreateArtifactCollectionTagAssignmentsInput: Types.CreateArtifactCollectionTagAssignmentsInput;
  CreateArtifactCollectionTagAssignmentsPayload: ResolverTypeWrapper<Omit<Types.CreateArtifactCollectionTagAssignmentsPayload, 'tags'> & { tags: ReadonlyArray<ResolversTypes['Tag']> }>;
  DeleteArtifactCollectionTagAssignmentsInput: Types.DeleteArtifactCollectionTagAssignmentsInput;
  DeleteArtifactCollectionTagAssignmentsPayload: ResolverTypeWrapper<Types.DeleteArtifactCollectionTagAssignmentsPayload>;
  Artifact: ResolverTypeWrapper<Version>;
  ArtifactReferrer: ResolverTypeWrapper<Types.ArtifactReferrer>;
  ArtifactLink: ResolverTypeWrapper<VersionMembership>;
  ArtifactCreator: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ArtifactCreator']>;
  ArtifactState: Types.ArtifactState;
  ArtifactDigestAlgorithm: Types.ArtifactDigestAlgorithm;
  ArtifactConnection: ResolverTypeWrapper<Omit<Types.ArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactEdge']> }>;
  VersionedArtifactConnection: ResolverTypeWrapper<Omit<Types.VersionedArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactEdge']> }>;
  InputArtifactConnection: ResolverTypeWrapper<Omit<Types.InputArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactEdge']> }>;
  ArtifactEdge: ResolverTypeWrapper<Omit<Types.ArtifactEdge, 'node'> & { node: ResolversTypes['Artifact'] }>;
  ArtifactCollectionMembership: ResolverTypeWrapper<VersionMembership>;
  ArtifactCollectionMembershipConnection: ResolverTypeWrapper<Omit<Types.ArtifactCollectionMembershipConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactCollectionMembershipEdge']> }>;
  ArtifactCollectionMembershipEdge: ResolverTypeWrapper<Omit<Types.ArtifactCollectionMembershipEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['ArtifactCollectionMembership']> }>;
  ArtifactAlias: ResolverTypeWrapper<Alias>;
  ArtifactAliasConnection: ResolverTypeWrapper<Omit<Types.ArtifactAliasConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ArtifactAliasEdge']> }>;
  ArtifactAliasEdge: ResolverTypeWrapper<Omit<Types.ArtifactAliasEdge, 'node'> & { node?: Types.Maybe<ResolversTypes['ArtifactAlias']> }>;
  ClientIDMapping: ResolverTypeWrapper<Types.ClientIDMapping>;
  ArtifactAliasInput: Types.ArtifactAliasInput;
  ArtifactCollectionAliasInput: Types.ArtifactCollectionAliasInput;
  CreateArtifactInput: Types.CreateArtifactInput;
  CreateArtifactPayload: ResolverTypeWrapper<Omit<Types.CreateArtifactPayload, 'artifact'> & { artifact: ResolversTypes['Artifact'] }>;
  CommitArtifactInput: Types.CommitArtifactInput;
  CommitArtifactPayload: ResolverTypeWrapper<Omit<Types.CommitArtifactPayload, 'artifact'> & { artifact: ResolversTypes['Artifact'] }>;
  UseArtifactInput: Types.UseArtifactInput;
  UseArtifactPayload: ResolverTypeWrapper<Omit<Types.UseArtifactPayload, 'artifact'> & { artifact?: Types.Maybe<ResolversTypes['Artifact']> }>;
  UpdateArtifactInput: Types.UpdateArtifactInput;
  UpdateArtifactPayload: ResolverTypeWrapper<Omit<Types.UpdateArtifactPayload, 'artifact'> & { artifact: ResolversTypes['Artifact'] }>;
  AddAliasesInput: Types.AddAliasesInput;
  AddAliasesPayload: ResolverTypeWrapper<Types.AddAliasesPayload>;
  DeleteAliasesInput: Types.DeleteAliasesInput;
  DeleteAliasesPayload: ResolverTypeWrapper<Types.DeleteAliasesPayload>;
  DeleteArtifactInput: Types.DeleteArtifactInput;
  DeleteArtifactPayload: ResolverTypeWrapper<Omit<Types.DeleteArtifactPayload, 'artifact'> & { artifact: ResolversTypes['Artifact'] }>;
  LinkArtifactInput: Types.LinkArtifactInput;
  LinkArtifactPayload: ResolverTypeWrapper<Omit<Types.LinkArtifactPayload, 'artifactMembership'> & { artifactMembership?: Types.Maybe<ResolversTypes['ArtifactCollectionMembership']> }>;
  UnlinkArtifactInput: Types.UnlinkArtifactInput;
  UnlinkArtifactPayload: ResolverTypeWrapper<Types.UnlinkArtifactPayload>;
  ArtifactManifest: ResolverTypeWrapper<Omit<Types.ArtifactManifest, 'file'> & { file: ResolversTypes['File'] }>;
  ArtifactManifestType: Types.ArtifactManifestType;
  ArtifactManifestEntryInput: Types.ArtifactManifestEntryInput;
  CreateArtifactManifestInput: Types.CreateArtifactManifestInput;
  CreateArtifactManifestPayload: ResolverTypeWrapper<Omit<Types.CreateArtifactManifestPayload, 'artifactManifest'> & { artifactManifest: ResolversTypes['ArtifactManifest'] }>;
  UpdateArtifactManifestInput: Types.UpdateArtifactManifestInput;
  UpdateArtifactManifestPayload: ResolverTypeWrapper<Omit<Types.UpdateArtifactManifestPayload, 'artifactManifest'> & { artifactManifest: ResolversTypes['ArtifactManifest'] }>;
  ArtifactStorageLayout: Types.ArtifactStorageLayout;
  CreateArtifactFilesInput: Types.CreateArtifactFilesInput;
  CreateArtifactFileSpecInput: Types.CreateArtifactFileSpecInput;
  UploadPartsInput: Types.UploadPartsInput;
  CreateArtifactFilesPayload: ResolverTypeWrapper<Omit<Types.CreateArtifactFilesPayload, 'files'> & { files: ResolversTypes['FileConnection'] }>;
  CompleteMultipartAction: Types.CompleteMultipartAction;
  CompleteMultipartUploadArtifactInput: Types.CompleteMultipartUploadArtifactInput;
  CompleteMultipartUploadArtifactPayload: ResolverTypeWrapper<Types.CompleteMultipartUploadArtifactPayload>;
  JobKind: Types.JobKind;
  JobState: Types.JobState;
  Job: ResolverTypeWrapper<Job>;
  DamageConnection: ResolverTypeWrapper<Omit<Types.DamageConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DamageEdge']> }>;
  DamageEdge: ResolverTypeWrapper<Omit<Types.DamageEdge, 'node'> & { node: ResolversTypes['Damage'] }>;
  Damage: ResolverTypeWrapper<DamageWithDependents>;
  DamageNeed: ResolverTypeWrapper<Types.DamageNeed>;
  Storage: ResolverTypeWrapper<CountedStorage>;
  StorageGrowth: ResolverTypeWrapper<Types.StorageGrowth>;
  StoreBytes: ResolverTypeWrapper<Types.StoreBytes>;
  DeleteArtifactsInput: Types.DeleteArtifactsInput;
  DeleteArtifactsPayload: ResolverTypeWrapper<Omit<Types.DeleteArtifactsPayload, 'versions'> & { versions: ReadonlyArray<ResolversTypes['MeantArtifact']> }>;
  MeantArtifact: ResolverTypeWrapper<MatchedVersion>;
  DeletedArtifact: ResolverTypeWrapper<ListedDeletion>;
  DeletedRun: ResolverTypeWrapper<DeletedRun>;
  DeletedRunConnection: ResolverTypeWrapper<Omit<Types.DeletedRunConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeletedRunEdge']> }>;
  DeletedRunEdge: ResolverTypeWrapper<Omit<Types.DeletedRunEdge, 'node'> & { node: ResolversTypes['DeletedRun'] }>;
  DeletedProject: ResolverTypeWrapper<DeletedProject>;
  DeletedProjectConnection: ResolverTypeWrapper<Omit<Types.DeletedProjectConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeletedProjectEdge']> }>;
  DeletedProjectEdge: ResolverTypeWrapper<Omit<Types.DeletedProjectEdge, 'node'> & { node: ResolversTypes['DeletedProject'] }>;
  DeleteProjectPayload: ResolverTypeWrapper<Types.DeleteProjectPayload>;
  DeletedArtifactConnection: ResolverTypeWrapper<Omit<Types.DeletedArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeletedArtifactEdge']> }>;
  DeletedArtifactEdge: ResolverTypeWrapper<Omit<Types.DeletedArtifactEdge, 'node'> & { node: ResolversTypes['DeletedArtifact'] }>;
  UndeletedArtifact: ResolverTypeWrapper<Undeleted>;
  PurgeArtifactsPayload: ResolverTypeWrapper<Types.PurgeArtifactsPayload>;
  RetentionRule: ResolverTypeWrapper<Types.RetentionRule>;
  RetentionRuleInput: Types.RetentionRuleInput;
  BestBy: ResolverTypeWrapper<Types.BestBy>;
  BestByInput: Types.BestByInput;
  BestOrder: Types.BestOrder;
  SetRetentionRules: ResolverTypeWrapper<SetRules>;
  RetentionRulesConnection: ResolverTypeWrapper<Omit<Types.RetentionRulesConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['RetentionRulesEdge']> }>;
  RetentionRulesEdge: ResolverTypeWrapper<Omit<Types.RetentionRulesEdge, 'node'> & { node: ResolversTypes['SetRetentionRules'] }>;
  SetRetentionRulesInput: Types.SetRetentionRulesInput;
  RetentionPreview: ResolverTypeWrapper<Omit<Types.RetentionPreview, 'versions'> & { versions: ReadonlyArray<ResolversTypes['PreviewedArtifact']> }>;
  PreviewedArtifact: ResolverTypeWrapper<PreviewedVersion>;
  SetTimeToLiveInput: Types.SetTimeToLiveInput;
  SetTimeToLivePayload: ResolverTypeWrapper<Omit<Types.SetTimeToLivePayload, 'entity' | 'collection'> & { entity: ResolversTypes['Entity'], collection?: Types.Maybe<ResolversTypes['ArtifactCollection']> }>;
  JobConnection: ResolverTypeWrapper<Omit<Types.JobConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['JobEdge']> }>;
  JobEdge: ResolverTypeWrapper<Omit<Types.JobEdge, 'node'> & { node: ResolversTypes['Job'] }>;
  OpenDraft: ResolverTypeWrapper<OpenDraft>;
  OpenDraftConnection: ResolverTypeWrapper<Omit<Types.OpenDraftConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['OpenDraftEdge']> }>;
  OpenDraftEdge: ResolverTypeWrapper<Omit<Types.OpenDraftEdge, 'node'> & { node: ResolversTypes['OpenDraft'] }>;
  AbandonDraftsPayload: ResolverTypeWrapper<Types.AbandonDraftsPayload>;
  JournalAction: Types.JournalAction;
  JournalEntry: ResolverTypeWrapper<JournalEntry>;
  JournalConnection: ResolverTypeWrapper<Omit<Types.JournalConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['JournalEdge']> }>;
  JournalEdge: ResolverTypeWrapper<Omit<Types.JournalEdge, 'node'> & { node: ResolversTypes['JournalEntry'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  JSONString: Types.Scalars['JSONString']['output'];
  JSON: Types.Scalars['JSON']['output'];
  DateTime: Types.Scalars['DateTime']['output'];
  Int64: Types.Scalars['Int64']['output'];
  Duration: Types.Scalars['Duration']['output'];
  Query: Access;
  String: Types.Scalars['String']['output'];
  Int: Types.Scalars['Int']['output'];
  ID: Types.Scalars['ID']['output'];
  Boolean: Types.Scalars['Boolean']['output'];
  Mutation: Access;
  PageInfo: Types.PageInfo;
  ServerInfo: Types.ServerInfo;
  ServerFeature: Types.ServerFeature;
  LocalVersionInfo: Types.LocalVersionInfo;
  ServerSettings: Types.ServerSettings;
  ServerMessage: Types.ServerMessage;
  Organization: Entity;
  Entity: Entity;
  EntityConnection: Omit<Types.EntityConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['EntityEdge']> };
  EntityEdge: Omit<Types.EntityEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['Entity']> };
  Member: EntityMember;
  User: User;
  UserConnection: Omit<Types.UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<Types.UserEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['User']> };
  ApiKey: ApiKey;
  ApiKeyConnection: Omit<Types.ApiKeyConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ApiKeyEdge']> };
  ApiKeyEdge: Omit<Types.ApiKeyEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['ApiKey']> };
  Project: Project;
  ProjectConnection: Omit<Types.ProjectConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ProjectEdge']> };
  ProjectEdge: Omit<Types.ProjectEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['Project']> };
  UpsertModelInput: Types.UpsertModelInput;
  UpsertModelPayload: Omit<Types.UpsertModelPayload, 'project' | 'model'> & { project?: Types.Maybe<ResolversParentTypes['Project']>, model?: Types.Maybe<ResolversParentTypes['Project']> };
  Run: Run;
  RunConnection: Omit<Types.RunConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['RunEdge']> };
  RunEdge: Omit<Types.RunEdge, 'node'> & { node: ResolversParentTypes['Run'] };
  ParquetHistory: Types.ParquetHistory;
  LogLineConnection: Types.LogLineConnection;
  LogLineEdge: Types.LogLineEdge;
  LogLine: Types.LogLine;
  UpsertBucketInput: Types.UpsertBucketInput;
  UpsertBucketPayload: Omit<Types.UpsertBucketPayload, 'bucket'> & { bucket?: Types.Maybe<ResolversParentTypes['Run']> };
  UpdateRunStateInput: Types.UpdateRunStateInput;
  UpdateRunStatePayload: Types.UpdateRunStatePayload;
  StopRunInput: Types.StopRunInput;
  StopRunPayload: Types.StopRunPayload;
  DeleteRunInput: Types.DeleteRunInput;
  DeleteRunPayload: Types.DeleteRunPayload;
  Sweep: Sweep;
  Float: Types.Scalars['Float']['output'];
  SweepConnection: Omit<Types.SweepConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['SweepEdge']> };
  SweepEdge: Omit<Types.SweepEdge, 'node'> & { node: ResolversParentTypes['Sweep'] };
  Agent: SweepAgent;
  AgentConnection: Omit<Types.AgentConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['AgentEdge']> };
  AgentEdge: Omit<Types.AgentEdge, 'node'> & { node: ResolversParentTypes['Agent'] };
  UpsertSweepInput: Types.UpsertSweepInput;
  UpsertSweepPayload: Omit<Types.UpsertSweepPayload, 'sweep'> & { sweep?: Types.Maybe<ResolversParentTypes['Sweep']> };
  DeleteSweepInput: Types.DeleteSweepInput;
  DeleteSweepPayload: Types.DeleteSweepPayload;
  CreateAgentInput: Types.CreateAgentInput;
  CreateAgentPayload: Omit<Types.CreateAgentPayload, 'agent'> & { agent?: Types.Maybe<ResolversParentTypes['Agent']> };
  AgentHeartbeatInput: Types.AgentHeartbeatInput;
  AgentHeartbeatPayload: Omit<Types.AgentHeartbeatPayload, 'agent'> & { agent?: Types.Maybe<ResolversParentTypes['Agent']> };
  File: Omit<Types.File, 'artifact'> & { artifact?: Types.Maybe<ResolversParentTypes['Artifact']> };
  FileConnection: Omit<Types.FileConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['FileEdge']> };
  FileEdge: Omit<Types.FileEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['File']> };
  UploadMultipartUrls: Types.UploadMultipartUrls;
  UploadUrlPart: Types.UploadUrlPart;
  CreateRunFilesInput: Types.CreateRunFilesInput;
  CreateRunFilesPayload: Omit<Types.CreateRunFilesPayload, 'files'> & { files: ReadonlyArray<ResolversParentTypes['File']> };
  MarkRunFilesUploadedInput: Types.MarkRunFilesUploadedInput;
  MarkRunFilesUploadedPayload: Types.MarkRunFilesUploadedPayload;
  DeleteFilesInput: Types.DeleteFilesInput;
  DeleteFilesPayload: Types.DeleteFilesPayload;
  ArtifactType: TypeInProject;
  ArtifactTypeConnection: Omit<Types.ArtifactTypeConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactTypeEdge']> };
  ArtifactTypeEdge: Omit<Types.ArtifactTypeEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['ArtifactType']> };
  ArtifactCollection: Collection;
  ArtifactSequence: Collection;
  ArtifactPortfolio: Collection;
  ArtifactCollectionConnection: Omit<Types.ArtifactCollectionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactCollectionEdge']> };
  ArtifactCollectionEdge: Omit<Types.ArtifactCollectionEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['ArtifactCollection']> };
  Tag: string;
  TagConnection: Omit<Types.TagConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TagEdge']> };
  TagEdge: Omit<Types.TagEdge, 'node'> & { node: ResolversParentTypes['Tag'] };
  TagInput: Types.TagInput;
  UpdateArtifactSequenceInput: Types.UpdateArtifactSequenceInput;
  UpdateArtifactSequencePayload: Omit<Types.UpdateArtifactSequencePayload, 'artifactCollection'> & { artifactCollection: ResolversParentTypes['ArtifactCollection'] };
  MoveArtifactSequenceInput: Types.MoveArtifactSequenceInput;
  MoveArtifactSequencePayload: Omit<Types.MoveArtifactSequencePayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversParentTypes['ArtifactCollection']> };
  UpdateArtifactPortfolioInput: Types.UpdateArtifactPortfolioInput;
  UpdateArtifactPortfolioPayload: Omit<Types.UpdateArtifactPortfolioPayload, 'artifactCollection'> & { artifactCollection: ResolversParentTypes['ArtifactCollection'] };
  DeleteArtifactSequenceInput: Types.DeleteArtifactSequenceInput;
  DeleteArtifactSequencePayload: Omit<Types.DeleteArtifactSequencePayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversParentTypes['ArtifactCollection']> };
  DeleteArtifactPortfolioInput: Types.DeleteArtifactPortfolioInput;
  DeleteArtifactPortfolioPayload: Omit<Types.DeleteArtifactPortfolioPayload, 'artifactCollection'> & { artifactCollection?: Types.Maybe<ResolversParentTypes['ArtifactCollection']> };
  CreateArtifactCollectionTagAssignmentsInput: Types.CreateArtifactCollectionTagAssignmentsInput;
  CreateArtifactCollectionTagAssignmentsPayload: Omit<Types.CreateArtifactCollectionTagAssignmentsPayload, 'tags'> & { tags: ReadonlyArray<ResolversParentTypes['Tag']> };
  DeleteArtifactCollectionTagAssignmentsInput: Types.DeleteArtifactCollectionTagAssignmentsInput;
  DeleteArtifactCollectionTagAssignmentsPayload: Types.DeleteArtifactCollectionTagAssignmentsPayload;
  Artifact: Version;
  ArtifactReferrer: Types.ArtifactReferrer;
  ArtifactLink: VersionMembership;
  ArtifactCreator: ResolversUnionTypes<ResolversParentTypes>['ArtifactCreator'];
  ArtifactConnection: Omit<Types.ArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactEdge']> };
  VersionedArtifactConnection: Omit<Types.VersionedArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactEdge']> };
  InputArtifactConnection: Omit<Types.InputArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactEdge']> };
  ArtifactEdge: Omit<Types.ArtifactEdge, 'node'> & { node: ResolversParentTypes['Artifact'] };
  ArtifactCollectionMembership: VersionMembership;
  ArtifactCollectionMembershipConnection: Omit<Types.ArtifactCollectionMembershipConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactCollectionMembershipEdge']> };
  ArtifactCollectionMembershipEdge: Omit<Types.ArtifactCollectionMembershipEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['ArtifactCollectionMembership']> };
  ArtifactAlias: Alias;
  ArtifactAliasConnection: Omit<Types.ArtifactAliasConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ArtifactAliasEdge']> };
  ArtifactAliasEdge: Omit<Types.ArtifactAliasEdge, 'node'> & { node?: Types.Maybe<ResolversParentTypes['ArtifactAlias']> };
  ClientIDMapping: Types.ClientIDMapping;
  ArtifactAliasInput: Types.ArtifactAliasInput;
  ArtifactCollectionAliasInput: Types.ArtifactCollectionAliasInput;
  CreateArtifactInput: Types.CreateArtifactInput;
  CreateArtifactPayload: Omit<Types.CreateArtifactPayload, 'artifact'> & { artifact: ResolversParentTypes['Artifact'] };
  CommitArtifactInput: Types.CommitArtifactInput;
  CommitArtifactPayload: Omit<Types.CommitArtifactPayload, 'artifact'> & { artifact: ResolversParentTypes['Artifact'] };
  UseArtifactInput: Types.UseArtifactInput;
  UseArtifactPayload: Omit<Types.UseArtifactPayload, 'artifact'> & { artifact?: Types.Maybe<ResolversParentTypes['Artifact']> };
  UpdateArtifactInput: Types.UpdateArtifactInput;
  UpdateArtifactPayload: Omit<Types.UpdateArtifactPayload, 'artifact'> & { artifact: ResolversParentTypes['Artifact'] };
  AddAliasesInput: Types.AddAliasesInput;
  AddAliasesPayload: Types.AddAliasesPayload;
  DeleteAliasesInput: Types.DeleteAliasesInput;
  DeleteAliasesPayload: Types.DeleteAliasesPayload;
  DeleteArtifactInput: Types.DeleteArtifactInput;
  DeleteArtifactPayload: Omit<Types.DeleteArtifactPayload, 'artifact'> & { artifact: ResolversParentTypes['Artifact'] };
  LinkArtifactInput: Types.LinkArtifactInput;
  LinkArtifactPayload: Omit<Types.LinkArtifactPayload, 'artifactMembership'> & { artifactMembership?: Types.Maybe<ResolversParentTypes['ArtifactCollectionMembership']> };
  UnlinkArtifactInput: Types.UnlinkArtifactInput;
  UnlinkArtifactPayload: Types.UnlinkArtifactPayload;
  ArtifactManifest: Omit<Types.ArtifactManifest, 'file'> & { file: ResolversParentTypes['File'] };
  ArtifactManifestEntryInput: Types.ArtifactManifestEntryInput;
  CreateArtifactManifestInput: Types.CreateArtifactManifestInput;
  CreateArtifactManifestPayload: Omit<Types.CreateArtifactManifestPayload, 'artifactManifest'> & { artifactManifest: ResolversParentTypes['ArtifactManifest'] };
  UpdateArtifactManifestInput: Types.UpdateArtifactManifestInput;
  UpdateArtifactManifestPayload: Omit<Types.UpdateArtifactManifestPayload, 'artifactManifest'> & { artifactManifest: ResolversParentTypes['ArtifactManifest'] };
  CreateArtifactFilesInput: Types.CreateArtifactFilesInput;
  CreateArtifactFileSpecInput: Types.CreateArtifactFileSpecInput;
  UploadPartsInput: Types.UploadPartsInput;
  CreateArtifactFilesPayload: Omit<Types.CreateArtifactFilesPayload, 'files'> & { files: ResolversParentTypes['FileConnection'] };
  CompleteMultipartUploadArtifactInput: Types.CompleteMultipartUploadArtifactInput;
  CompleteMultipartUploadArtifactPayload: Types.CompleteMultipartUploadArtifactPayload;
  Job: Job;
  DamageConnection: Omit<Types.DamageConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DamageEdge']> };
  DamageEdge: Omit<Types.DamageEdge, 'node'> & { node: ResolversParentTypes['Damage'] };
  Damage: DamageWithDependents;
  DamageNeed: Types.DamageNeed;
  Storage: CountedStorage;
  StorageGrowth: Types.StorageGrowth;
  StoreBytes: Types.StoreBytes;
  DeleteArtifactsInput: Types.DeleteArtifactsInput;
  DeleteArtifactsPayload: Omit<Types.DeleteArtifactsPayload, 'versions'> & { versions: ReadonlyArray<ResolversParentTypes['MeantArtifact']> };
  MeantArtifact: MatchedVersion;
  DeletedArtifact: ListedDeletion;
  DeletedRun: DeletedRun;
  DeletedRunConnection: Omit<Types.DeletedRunConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeletedRunEdge']> };
  DeletedRunEdge: Omit<Types.DeletedRunEdge, 'node'> & { node: ResolversParentTypes['DeletedRun'] };
  DeletedProject: DeletedProject;
  DeletedProjectConnection: Omit<Types.DeletedProjectConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeletedProjectEdge']> };
  DeletedProjectEdge: Omit<Types.DeletedProjectEdge, 'node'> & { node: ResolversParentTypes['DeletedProject'] };
  DeleteProjectPayload: Types.DeleteProjectPayload;
  DeletedArtifactConnection: Omit<Types.DeletedArtifactConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeletedArtifactEdge']> };
  DeletedArtifactEdge: Omit<Types.DeletedArtifactEdge, 'node'> & { node: ResolversParentTypes['DeletedArtifact'] };
  UndeletedArtifact: Undeleted;
  PurgeArtifactsPayload: Types.PurgeArtifactsPayload;
  RetentionRule: Types.RetentionRule;
  RetentionRuleInput: Types.RetentionRuleInput;
  BestBy: Types.BestBy;
  BestByInput: Types.BestByInput;
  SetRetentionRules: SetRules;
  RetentionRulesConnection: Omit<Types.RetentionRulesConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['RetentionRulesEdge']> };
  RetentionRulesEdge: Omit<Types.RetentionRulesEdge, 'node'> & { node: ResolversParentTypes['SetRetentionRules'] };
  SetRetentionRulesInput: Types.SetRetentionRulesInput;
  RetentionPreview: Omit<Types.RetentionPreview, 'versions'> & { versions: ReadonlyArray<ResolversParentTypes['PreviewedArtifact']> };
  PreviewedArtifact: PreviewedVersion;
  SetTimeToLiveInput: Types.SetTimeToLiveInput;
  SetTimeToLivePayload: Omit<Types.SetTimeToLivePayload, 'entity' | 'collection'> & { entity: ResolversParentTypes['Entity'], collection?: Types.Maybe<ResolversParentTypes['ArtifactCollection']> };
  JobConnection: Omit<Types.JobConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['JobEdge']> };
  JobEdge: Omit<Types.JobEdge, 'node'> & { node: ResolversParentTypes['Job'] };
  OpenDraft: OpenDraft;
  OpenDraftConnection: Omit<Types.OpenDraftConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['OpenDraftEdge']> };
  OpenDraftEdge: Omit<Types.OpenDraftEdge, 'node'> & { node: ResolversParentTypes['OpenDraft'] };
  AbandonDraftsPayload: Types.AbandonDraftsPayload;
  JournalEntry: JournalEntry;
  JournalConnection: Omit<Types.JournalConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['JournalEdge']> };
  JournalEdge: Omit<Types.JournalEdge, 'node'> & { node: ResolversParentTypes['JournalEntry'] };
};

export interface JSONStringScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONString'], any> {
  name: 'JSONString';
}

export interface JSONScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface Int64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Int64'], any> {
  name: 'Int64';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  serverInfo?: Resolver<ResolversTypes['ServerInfo'], ParentType, ContextType>;
  organization?: Resolver<Types.Maybe<ResolversTypes['Organization']>, ParentType, ContextType, RequireFields<Types.QueryorganizationArgs, 'name'>>;
  entity?: Resolver<Types.Maybe<ResolversTypes['Entity']>, ParentType, ContextType, RequireFields<Types.QueryentityArgs, 'name'>>;
  users?: Resolver<Types.Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<Types.QueryusersArgs>>;
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType, Partial<Types.QueryprojectArgs>>;
  model?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType, Partial<Types.QuerymodelArgs>>;
  models?: Resolver<Types.Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, Partial<Types.QuerymodelsArgs>>;
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<Types.QueryartifactArgs, 'id'>>;
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType, RequireFields<Types.QueryartifactCollectionArgs, 'id'>>;
  clientIDMapping?: Resolver<Types.Maybe<ResolversTypes['ClientIDMapping']>, ParentType, ContextType, RequireFields<Types.QueryclientIDMappingArgs, 'clientID'>>;
  job?: Resolver<Types.Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<Types.QueryjobArgs, 'id'>>;
  damage?: Resolver<Types.Maybe<ResolversTypes['DamageConnection']>, ParentType, ContextType, Partial<Types.QuerydamageArgs>>;
  jobs?: Resolver<ResolversTypes['JobConnection'], ParentType, ContextType, Partial<Types.QueryjobsArgs>>;
  store?: Resolver<ResolversTypes['StoreBytes'], ParentType, ContextType>;
  drafts?: Resolver<Types.Maybe<ResolversTypes['OpenDraftConnection']>, ParentType, ContextType, Partial<Types.QuerydraftsArgs>>;
  storageJournal?: Resolver<Types.Maybe<ResolversTypes['JournalConnection']>, ParentType, ContextType, Partial<Types.QuerystorageJournalArgs>>;
  deletedArtifacts?: Resolver<Types.Maybe<ResolversTypes['DeletedArtifactConnection']>, ParentType, ContextType, RequireFields<Types.QuerydeletedArtifactsArgs, 'keptForOthers'>>;
  deletedRuns?: Resolver<Types.Maybe<ResolversTypes['DeletedRunConnection']>, ParentType, ContextType, Partial<Types.QuerydeletedRunsArgs>>;
  deletedProjects?: Resolver<Types.Maybe<ResolversTypes['DeletedProjectConnection']>, ParentType, ContextType, Partial<Types.QuerydeletedProjectsArgs>>;
  retentionRules?: Resolver<Types.Maybe<ResolversTypes['RetentionRulesConnection']>, ParentType, ContextType, Partial<Types.QueryretentionRulesArgs>>;
  previewRetention?: Resolver<Types.Maybe<ResolversTypes['RetentionPreview']>, ParentType, ContextType, Partial<Types.QuerypreviewRetentionArgs>>;
};

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  upsertModel?: Resolver<Types.Maybe<ResolversTypes['UpsertModelPayload']>, ParentType, ContextType, RequireFields<Types.MutationupsertModelArgs, 'input'>>;
  upsertBucket?: Resolver<Types.Maybe<ResolversTypes['UpsertBucketPayload']>, ParentType, ContextType, RequireFields<Types.MutationupsertBucketArgs, 'input'>>;
  updateRunState?: Resolver<Types.Maybe<ResolversTypes['UpdateRunStatePayload']>, ParentType, ContextType, RequireFields<Types.MutationupdateRunStateArgs, 'input'>>;
  stopRun?: Resolver<Types.Maybe<ResolversTypes['StopRunPayload']>, ParentType, ContextType, RequireFields<Types.MutationstopRunArgs, 'input'>>;
  deleteRun?: Resolver<Types.Maybe<ResolversTypes['DeleteRunPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteRunArgs, 'input'>>;
  upsertSweep?: Resolver<Types.Maybe<ResolversTypes['UpsertSweepPayload']>, ParentType, ContextType, RequireFields<Types.MutationupsertSweepArgs, 'input'>>;
  deleteSweep?: Resolver<Types.Maybe<ResolversTypes['DeleteSweepPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteSweepArgs, 'input'>>;
  createAgent?: Resolver<Types.Maybe<ResolversTypes['CreateAgentPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateAgentArgs, 'input'>>;
  agentHeartbeat?: Resolver<Types.Maybe<ResolversTypes['AgentHeartbeatPayload']>, ParentType, ContextType, RequireFields<Types.MutationagentHeartbeatArgs, 'input'>>;
  createRunFiles?: Resolver<Types.Maybe<ResolversTypes['CreateRunFilesPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateRunFilesArgs, 'input'>>;
  markRunFilesUploaded?: Resolver<Types.Maybe<ResolversTypes['MarkRunFilesUploadedPayload']>, ParentType, ContextType, RequireFields<Types.MutationmarkRunFilesUploadedArgs, 'input'>>;
  deleteFiles?: Resolver<Types.Maybe<ResolversTypes['DeleteFilesPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteFilesArgs, 'input'>>;
  createArtifact?: Resolver<Types.Maybe<ResolversTypes['CreateArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateArtifactArgs, 'input'>>;
  createArtifactManifest?: Resolver<Types.Maybe<ResolversTypes['CreateArtifactManifestPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateArtifactManifestArgs, 'input'>>;
  updateArtifactManifest?: Resolver<Types.Maybe<ResolversTypes['UpdateArtifactManifestPayload']>, ParentType, ContextType, RequireFields<Types.MutationupdateArtifactManifestArgs, 'input'>>;
  createArtifactFiles?: Resolver<Types.Maybe<ResolversTypes['CreateArtifactFilesPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateArtifactFilesArgs, 'input'>>;
  completeMultipartUploadArtifact?: Resolver<Types.Maybe<ResolversTypes['CompleteMultipartUploadArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationcompleteMultipartUploadArtifactArgs, 'input'>>;
  commitArtifact?: Resolver<Types.Maybe<ResolversTypes['CommitArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationcommitArtifactArgs, 'input'>>;
  useArtifact?: Resolver<Types.Maybe<ResolversTypes['UseArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationuseArtifactArgs, 'input'>>;
  updateArtifact?: Resolver<Types.Maybe<ResolversTypes['UpdateArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationupdateArtifactArgs, 'input'>>;
  addAliases?: Resolver<Types.Maybe<ResolversTypes['AddAliasesPayload']>, ParentType, ContextType, RequireFields<Types.MutationaddAliasesArgs, 'input'>>;
  deleteAliases?: Resolver<Types.Maybe<ResolversTypes['DeleteAliasesPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteAliasesArgs, 'input'>>;
  deleteArtifact?: Resolver<Types.Maybe<ResolversTypes['DeleteArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteArtifactArgs, 'input'>>;
  linkArtifact?: Resolver<Types.Maybe<ResolversTypes['LinkArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationlinkArtifactArgs, 'input'>>;
  unlinkArtifact?: Resolver<Types.Maybe<ResolversTypes['UnlinkArtifactPayload']>, ParentType, ContextType, RequireFields<Types.MutationunlinkArtifactArgs, 'input'>>;
  updateArtifactSequence?: Resolver<Types.Maybe<ResolversTypes['UpdateArtifactSequencePayload']>, ParentType, ContextType, RequireFields<Types.MutationupdateArtifactSequenceArgs, 'input'>>;
  moveArtifactSequence?: Resolver<Types.Maybe<ResolversTypes['MoveArtifactSequencePayload']>, ParentType, ContextType, RequireFields<Types.MutationmoveArtifactSequenceArgs, 'input'>>;
  updateArtifactPortfolio?: Resolver<Types.Maybe<ResolversTypes['UpdateArtifactPortfolioPayload']>, ParentType, ContextType, RequireFields<Types.MutationupdateArtifactPortfolioArgs, 'input'>>;
  deleteArtifactSequence?: Resolver<Types.Maybe<ResolversTypes['DeleteArtifactSequencePayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteArtifactSequenceArgs, 'input'>>;
  deleteArtifactPortfolio?: Resolver<Types.Maybe<ResolversTypes['DeleteArtifactPortfolioPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteArtifactPortfolioArgs, 'input'>>;
  createArtifactCollectionTagAssignments?: Resolver<Types.Maybe<ResolversTypes['CreateArtifactCollectionTagAssignmentsPayload']>, ParentType, ContextType, RequireFields<Types.MutationcreateArtifactCollectionTagAssignmentsArgs, 'input'>>;
  deleteArtifactCollectionTagAssignments?: Resolver<Types.Maybe<ResolversTypes['DeleteArtifactCollectionTagAssignmentsPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteArtifactCollectionTagAssignmentsArgs, 'input'>>;
  startJob?: Resolver<Types.Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<Types.MutationstartJobArgs, 'kind'>>;
  deleteArtifacts?: Resolver<Types.Maybe<ResolversTypes['DeleteArtifactsPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteArtifactsArgs, 'input'>>;
  undeleteArtifacts?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['UndeletedArtifact']>>, ParentType, ContextType, RequireFields<Types.MutationundeleteArtifactsArgs, 'artifactIDs'>>;
  undeleteRuns?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['Run']>>, ParentType, ContextType, RequireFields<Types.MutationundeleteRunsArgs, 'runIDs'>>;
  deleteProject?: Resolver<Types.Maybe<ResolversTypes['DeleteProjectPayload']>, ParentType, ContextType, RequireFields<Types.MutationdeleteProjectArgs, 'entityName' | 'projectName'>>;
  undeleteProject?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<Types.MutationundeleteProjectArgs, 'projectID'>>;
  purgeArtifacts?: Resolver<Types.Maybe<ResolversTypes['PurgeArtifactsPayload']>, ParentType, ContextType, RequireFields<Types.MutationpurgeArtifactsArgs, 'artifactIDs'>>;
  abandonDrafts?: Resolver<Types.Maybe<ResolversTypes['AbandonDraftsPayload']>, ParentType, ContextType, RequireFields<Types.MutationabandonDraftsArgs, 'artifactIDs'>>;
  setRetentionRules?: Resolver<Types.Maybe<ResolversTypes['SetRetentionRules']>, ParentType, ContextType, RequireFields<Types.MutationsetRetentionRulesArgs, 'input'>>;
  setTimeToLive?: Resolver<Types.Maybe<ResolversTypes['SetTimeToLivePayload']>, ParentType, ContextType, RequireFields<Types.MutationsetTimeToLiveArgs, 'input'>>;
  setQuota?: Resolver<Types.Maybe<ResolversTypes['Entity']>, ParentType, ContextType, RequireFields<Types.MutationsetQuotaArgs, 'entityName'>>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ServerInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ServerInfo'] = ResolversParentTypes['ServerInfo']> = {
  features?: Resolver<ReadonlyArray<ResolversTypes['ServerFeature']>, ParentType, ContextType>;
  cliVersionInfo?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  latestLocalVersionInfo?: Resolver<Types.Maybe<ResolversTypes['LocalVersionInfo']>, ParentType, ContextType>;
};

export type ServerFeatureResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ServerFeature'] = ResolversParentTypes['ServerFeature']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type LocalVersionInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LocalVersionInfo'] = ResolversParentTypes['LocalVersionInfo']> = {
  outOfDate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  latestVersionString?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  versionOnThisInstanceString?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ServerSettingsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ServerSettings'] = ResolversParentTypes['ServerSettings']> = {
  serverMessages?: Resolver<ReadonlyArray<ResolversTypes['ServerMessage']>, ParentType, ContextType>;
};

export type ServerMessageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ServerMessage'] = ResolversParentTypes['ServerMessage']> = {
  utfText?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  plainText?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  htmlText?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  messageType?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  messageLevel?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orgEntity?: Resolver<Types.Maybe<ResolversTypes['Entity']>, ParentType, ContextType>;
  coreWeaveOrganizationId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EntityResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Entity'] = ResolversParentTypes['Entity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entityType?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isTeam?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  organization?: Resolver<Types.Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  members?: Resolver<ReadonlyArray<ResolversTypes['Member']>, ParentType, ContextType>;
  available?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  photoUrl?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readOnly?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  readOnlyAdmin?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  privateOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  storageBytes?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  storage?: Resolver<Types.Maybe<ResolversTypes['Storage']>, ParentType, ContextType>;
  ttlDurationSeconds?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  codeSavingEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  defaultAccess?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isPaid?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  xxhashDigestsEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EntityConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EntityConnection'] = ResolversParentTypes['EntityConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EntityEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EntityEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EntityEdge'] = ResolversParentTypes['EntityEdge']> = {
  node?: Resolver<Types.Maybe<ResolversTypes['Entity']>, ParentType, ContextType>;
};

export type MemberResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  id?: Resolver<Types.Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  username?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  admin?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  role?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pending?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  photoUrl?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  accountType?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  apiKey?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  username?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  admin?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  entity?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  flags?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  deletedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  apiKeys?: Resolver<Types.Maybe<ResolversTypes['ApiKeyConnection']>, ParentType, ContextType, Partial<Types.UserapiKeysArgs>>;
  teams?: Resolver<Types.Maybe<ResolversTypes['EntityConnection']>, ParentType, ContextType, Partial<Types.UserteamsArgs>>;
  organizations?: Resolver<ReadonlyArray<ResolversTypes['Organization']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  node?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  node?: Resolver<Types.Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  internalId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['Entity'], ParentType, ContextType>;
  entityName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  access?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  views?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isBenchmark?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  readOnly?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  user?: Resolver<Types.Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  run?: Resolver<Types.Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<Types.ProjectrunArgs, 'name'>>;
  bucket?: Resolver<Types.Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<Types.ProjectbucketArgs, 'name'>>;
  runs?: Resolver<Types.Maybe<ResolversTypes['RunConnection']>, ParentType, ContextType, Partial<Types.ProjectrunsArgs>>;
  runCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType, Partial<Types.ProjectrunCountArgs>>;
  storage?: Resolver<Types.Maybe<ResolversTypes['Storage']>, ParentType, ContextType>;
  sweep?: Resolver<Types.Maybe<ResolversTypes['Sweep']>, ParentType, ContextType, RequireFields<Types.ProjectsweepArgs, 'sweepName'>>;
  sweeps?: Resolver<Types.Maybe<ResolversTypes['SweepConnection']>, ParentType, ContextType, Partial<Types.ProjectsweepsArgs>>;
  totalSweeps?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  artifactTypes?: Resolver<ResolversTypes['ArtifactTypeConnection'], ParentType, ContextType, Partial<Types.ProjectartifactTypesArgs>>;
  artifactType?: Resolver<Types.Maybe<ResolversTypes['ArtifactType']>, ParentType, ContextType, RequireFields<Types.ProjectartifactTypeArgs, 'name'>>;
  artifactCollections?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionConnection']>, ParentType, ContextType, Partial<Types.ProjectartifactCollectionsArgs>>;
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType, RequireFields<Types.ProjectartifactCollectionArgs, 'name'>>;
  artifactCollectionMembership?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionMembership']>, ParentType, ContextType, RequireFields<Types.ProjectartifactCollectionMembershipArgs, 'name'>>;
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<Types.ProjectartifactArgs, 'name'>>;
};

export type ProjectConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProjectConnection'] = ResolversParentTypes['ProjectConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProjectEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProjectEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProjectEdge'] = ResolversParentTypes['ProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
};

export type UpsertModelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpsertModelPayload'] = ResolversParentTypes['UpsertModelPayload']> = {
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  model?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  inserted?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type RunResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  jobType?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  commit?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sweepName?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exitcode?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  running?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  stopped?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shouldStop?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  heartbeatAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  readOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  projectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  config?: Resolver<ResolversTypes['JSONString'], ParentType, ContextType>;
  wandbConfig?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType, Partial<Types.RunwandbConfigArgs>>;
  summaryMetrics?: Resolver<ResolversTypes['JSONString'], ParentType, ContextType>;
  systemMetrics?: Resolver<ResolversTypes['JSONString'], ParentType, ContextType>;
  historyKeys?: Resolver<Types.Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  historyLineCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  historyTail?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  history?: Resolver<ReadonlyArray<ResolversTypes['JSONString']>, ParentType, ContextType, Partial<Types.RunhistoryArgs>>;
  sampledHistory?: Resolver<ReadonlyArray<ResolversTypes['JSON']>, ParentType, ContextType, RequireFields<Types.RunsampledHistoryArgs, 'specs'>>;
  parquetHistory?: Resolver<ResolversTypes['ParquetHistory'], ParentType, ContextType, RequireFields<Types.RunparquetHistoryArgs, 'liveKeys'>>;
  events?: Resolver<ReadonlyArray<ResolversTypes['JSONString']>, ParentType, ContextType, Partial<Types.RuneventsArgs>>;
  eventsLineCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  eventsTail?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  logLineCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  logLines?: Resolver<Types.Maybe<ResolversTypes['LogLineConnection']>, ParentType, ContextType, Partial<Types.RunlogLinesArgs>>;
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  files?: Resolver<Types.Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, Partial<Types.RunfilesArgs>>;
  outputArtifacts?: Resolver<Types.Maybe<ResolversTypes['ArtifactConnection']>, ParentType, ContextType, Partial<Types.RunoutputArtifactsArgs>>;
  inputArtifacts?: Resolver<Types.Maybe<ResolversTypes['InputArtifactConnection']>, ParentType, ContextType, Partial<Types.RuninputArtifactsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RunConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunConnection'] = ResolversParentTypes['RunConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RunEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RunEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunEdge'] = ResolversParentTypes['RunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type ParquetHistoryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ParquetHistory'] = ResolversParentTypes['ParquetHistory']> = {
  parquetUrls?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  liveData?: Resolver<ReadonlyArray<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type LogLineConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogLineConnection'] = ResolversParentTypes['LogLineConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['LogLineEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LogLineEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogLineEdge'] = ResolversParentTypes['LogLineEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LogLine'], ParentType, ContextType>;
};

export type LogLineResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogLine'] = ResolversParentTypes['LogLine']> = {
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  timestamp?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  level?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  line?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UpsertBucketPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpsertBucketPayload'] = ResolversParentTypes['UpsertBucketPayload']> = {
  bucket?: Resolver<Types.Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  inserted?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  serverSettings?: Resolver<ResolversTypes['ServerSettings'], ParentType, ContextType>;
};

export type UpdateRunStatePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateRunStatePayload'] = ResolversParentTypes['UpdateRunStatePayload']> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StopRunPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StopRunPayload'] = ResolversParentTypes['StopRunPayload']> = {
  clientMutationId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type DeleteRunPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteRunPayload'] = ResolversParentTypes['DeleteRunPayload']> = {
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  clientMutationId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SweepResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Sweep'] = ResolversParentTypes['Sweep']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project?: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  config?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  heartbeatAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  bestLoss?: Resolver<Types.Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  earlyStopJobRunning?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  controller?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  controllerRunName?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scheduler?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  runCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runCountExpected?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, Partial<Types.SweeprunsArgs>>;
  agents?: Resolver<ResolversTypes['AgentConnection'], ParentType, ContextType, Partial<Types.SweepagentsArgs>>;
  agent?: Resolver<Types.Maybe<ResolversTypes['Agent']>, ParentType, ContextType, RequireFields<Types.SweepagentArgs, 'agentName'>>;
};

export type SweepConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SweepConnection'] = ResolversParentTypes['SweepConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SweepEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SweepEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SweepEdge'] = ResolversParentTypes['SweepEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Sweep'], ParentType, ContextType>;
};

export type AgentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Agent'] = ResolversParentTypes['Agent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalRuns?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  heartbeatAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, Partial<Types.AgentrunsArgs>>;
};

export type AgentConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AgentConnection'] = ResolversParentTypes['AgentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AgentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AgentEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AgentEdge'] = ResolversParentTypes['AgentEdge']> = {
  node?: Resolver<ResolversTypes['Agent'], ParentType, ContextType>;
};

export type UpsertSweepPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpsertSweepPayload'] = ResolversParentTypes['UpsertSweepPayload']> = {
  sweep?: Resolver<Types.Maybe<ResolversTypes['Sweep']>, ParentType, ContextType>;
  configValidationWarnings?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type DeleteSweepPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteSweepPayload'] = ResolversParentTypes['DeleteSweepPayload']> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CreateAgentPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateAgentPayload'] = ResolversParentTypes['CreateAgentPayload']> = {
  agent?: Resolver<Types.Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
};

export type AgentHeartbeatPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AgentHeartbeatPayload'] = ResolversParentTypes['AgentHeartbeatPayload']> = {
  agent?: Resolver<Types.Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  commands?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
};

export type FileResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['File'] = ResolversParentTypes['File']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  mimetype?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  digest?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  md5?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType, Partial<Types.FileurlArgs>>;
  directUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  storagePath?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uploadUrl?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uploadHeaders?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  uploadMultipartUrls?: Resolver<Types.Maybe<ResolversTypes['UploadMultipartUrls']>, ParentType, ContextType>;
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type FileConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FileConnection'] = ResolversParentTypes['FileConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['FileEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FileEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FileEdge'] = ResolversParentTypes['FileEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['File']>, ParentType, ContextType>;
};

export type UploadMultipartUrlsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UploadMultipartUrls'] = ResolversParentTypes['UploadMultipartUrls']> = {
  uploadID?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uploadUrlParts?: Resolver<ReadonlyArray<ResolversTypes['UploadUrlPart']>, ParentType, ContextType>;
};

export type UploadUrlPartResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UploadUrlPart'] = ResolversParentTypes['UploadUrlPart']> = {
  partNumber?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  uploadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreateRunFilesPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateRunFilesPayload'] = ResolversParentTypes['CreateRunFilesPayload']> = {
  runID?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  uploadHeaders?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  files?: Resolver<ReadonlyArray<ResolversTypes['File']>, ParentType, ContextType>;
};

export type MarkRunFilesUploadedPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MarkRunFilesUploadedPayload'] = ResolversParentTypes['MarkRunFilesUploadedPayload']> = {
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type DeleteFilesPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteFilesPayload'] = ResolversParentTypes['DeleteFilesPayload']> = {
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ArtifactTypeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactType'] = ResolversParentTypes['ArtifactType']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  artifactCollections?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionConnection']>, ParentType, ContextType, Partial<Types.ArtifactTypeartifactCollectionsArgs>>;
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType, RequireFields<Types.ArtifactTypeartifactCollectionArgs, 'name'>>;
  artifactSequence?: Resolver<Types.Maybe<ResolversTypes['ArtifactSequence']>, ParentType, ContextType, RequireFields<Types.ArtifactTypeartifactSequenceArgs, 'name'>>;
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<Types.ArtifactTypeartifactArgs, 'name'>>;
};

export type ArtifactTypeConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactTypeConnection'] = ResolversParentTypes['ArtifactTypeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactTypeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ArtifactTypeEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactTypeEdge'] = ResolversParentTypes['ArtifactTypeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['ArtifactType']>, ParentType, ContextType>;
};

export type ArtifactCollectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollection'] = ResolversParentTypes['ArtifactCollection']> = {
  __resolveType: TypeResolveFn<'ArtifactSequence' | 'ArtifactPortfolio', ParentType, ContextType>;
};

export type ArtifactSequenceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactSequence'] = ResolversParentTypes['ArtifactSequence']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ArtifactCollectionState'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  defaultArtifactType?: Resolver<ResolversTypes['ArtifactType'], ParentType, ContextType>;
  tags?: Resolver<ResolversTypes['TagConnection'], ParentType, ContextType, Partial<Types.ArtifactSequencetagsArgs>>;
  aliases?: Resolver<ResolversTypes['ArtifactAliasConnection'], ParentType, ContextType, Partial<Types.ArtifactSequencealiasesArgs>>;
  artifacts?: Resolver<Types.Maybe<ResolversTypes['VersionedArtifactConnection']>, ParentType, ContextType, Partial<Types.ArtifactSequenceartifactsArgs>>;
  artifactMembership?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionMembership']>, ParentType, ContextType, RequireFields<Types.ArtifactSequenceartifactMembershipArgs, 'aliasName'>>;
  storage?: Resolver<Types.Maybe<ResolversTypes['Storage']>, ParentType, ContextType>;
  latestArtifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  ttlDurationSeconds?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  digestAlgorithm?: Resolver<Types.Maybe<ResolversTypes['ArtifactDigestAlgorithm']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactPortfolioResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactPortfolio'] = ResolversParentTypes['ArtifactPortfolio']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ArtifactCollectionState'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  defaultArtifactType?: Resolver<ResolversTypes['ArtifactType'], ParentType, ContextType>;
  tags?: Resolver<ResolversTypes['TagConnection'], ParentType, ContextType, Partial<Types.ArtifactPortfoliotagsArgs>>;
  aliases?: Resolver<ResolversTypes['ArtifactAliasConnection'], ParentType, ContextType, Partial<Types.ArtifactPortfolioaliasesArgs>>;
  artifacts?: Resolver<Types.Maybe<ResolversTypes['VersionedArtifactConnection']>, ParentType, ContextType, Partial<Types.ArtifactPortfolioartifactsArgs>>;
  artifactMembership?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionMembership']>, ParentType, ContextType, RequireFields<Types.ArtifactPortfolioartifactMembershipArgs, 'aliasName'>>;
  storage?: Resolver<Types.Maybe<ResolversTypes['Storage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ArtifactCollectionConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollectionConnection'] = ResolversParentTypes['ArtifactCollectionConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactCollectionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ArtifactCollectionEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollectionEdge'] = ResolversParentTypes['ArtifactCollectionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type TagResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tagCategoryName?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TagConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TagConnection'] = ResolversParentTypes['TagConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TagEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TagEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TagEdge'] = ResolversParentTypes['TagEdge']> = {
  node?: Resolver<ResolversTypes['Tag'], ParentType, ContextType>;
};

export type UpdateArtifactSequencePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateArtifactSequencePayload'] = ResolversParentTypes['UpdateArtifactSequencePayload']> = {
  artifactCollection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
};

export type MoveArtifactSequencePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MoveArtifactSequencePayload'] = ResolversParentTypes['MoveArtifactSequencePayload']> = {
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type UpdateArtifactPortfolioPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateArtifactPortfolioPayload'] = ResolversParentTypes['UpdateArtifactPortfolioPayload']> = {
  artifactCollection?: Resolver<ResolversTypes['ArtifactCollection'], ParentType, ContextType>;
};

export type DeleteArtifactSequencePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteArtifactSequencePayload'] = ResolversParentTypes['DeleteArtifactSequencePayload']> = {
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type DeleteArtifactPortfolioPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteArtifactPortfolioPayload'] = ResolversParentTypes['DeleteArtifactPortfolioPayload']> = {
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type CreateArtifactCollectionTagAssignmentsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateArtifactCollectionTagAssignmentsPayload'] = ResolversParentTypes['CreateArtifactCollectionTagAssignmentsPayload']> = {
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
};

export type DeleteArtifactCollectionTagAssignmentsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteArtifactCollectionTagAssignmentsPayload'] = ResolversParentTypes['DeleteArtifactCollectionTagAssignmentsPayload']> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ArtifactResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  artifactSequence?: Resolver<ResolversTypes['ArtifactSequence'], ParentType, ContextType>;
  artifactType?: Resolver<ResolversTypes['ArtifactType'], ParentType, ContextType>;
  versionIndex?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ArtifactState'], ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  digestAlgorithm?: Resolver<Types.Maybe<ResolversTypes['ArtifactDigestAlgorithm']>, ParentType, ContextType>;
  commitHash?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<Types.Maybe<ResolversTypes['JSONString']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  aliases?: Resolver<ReadonlyArray<ResolversTypes['ArtifactAlias']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ttlDurationSeconds?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  ttlIsInherited?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  historyStep?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  currentManifest?: Resolver<Types.Maybe<ResolversTypes['ArtifactManifest']>, ParentType, ContextType>;
  files?: Resolver<Types.Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, Partial<Types.ArtifactfilesArgs>>;
  filesByManifestEntries?: Resolver<Types.Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, RequireFields<Types.ArtifactfilesByManifestEntriesArgs, 'storageLayout' | 'manifestVersion'>>;
  artifactMemberships?: Resolver<ResolversTypes['ArtifactCollectionMembershipConnection'], ParentType, ContextType, Partial<Types.ArtifactartifactMembershipsArgs>>;
  links?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['ArtifactLink']>>, ParentType, ContextType>;
  referredBy?: Resolver<Types.Maybe<ReadonlyArray<ResolversTypes['ArtifactReferrer']>>, ParentType, ContextType>;
  usedBy?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, Partial<Types.ArtifactusedByArgs>>;
  createdBy?: Resolver<Types.Maybe<ResolversTypes['ArtifactCreator']>, ParentType, ContextType>;
  storage?: Resolver<Types.Maybe<ResolversTypes['Storage']>, ParentType, ContextType>;
};

export type ArtifactReferrerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactReferrer'] = ResolversParentTypes['ArtifactReferrer']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ArtifactLinkResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactLink'] = ResolversParentTypes['ArtifactLink']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  aliases?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  linkedBy?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  linkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isProtecting?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ArtifactCreatorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCreator'] = ResolversParentTypes['ArtifactCreator']> = {
  __resolveType: TypeResolveFn<'User' | 'Run', ParentType, ContextType>;
};

export type ArtifactConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactConnection'] = ResolversParentTypes['ArtifactConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type VersionedArtifactConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['VersionedArtifactConnection'] = ResolversParentTypes['VersionedArtifactConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InputArtifactConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InputArtifactConnection'] = ResolversParentTypes['InputArtifactConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ArtifactEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactEdge'] = ResolversParentTypes['ArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type ArtifactCollectionMembershipResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollectionMembership'] = ResolversParentTypes['ArtifactCollectionMembership']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  versionIndex?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  aliases?: Resolver<ReadonlyArray<ResolversTypes['ArtifactAlias']>, ParentType, ContextType>;
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
  files?: Resolver<Types.Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, Partial<Types.ArtifactCollectionMembershipfilesArgs>>;
};

export type ArtifactCollectionMembershipConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollectionMembershipConnection'] = ResolversParentTypes['ArtifactCollectionMembershipConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactCollectionMembershipEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ArtifactCollectionMembershipEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactCollectionMembershipEdge'] = ResolversParentTypes['ArtifactCollectionMembershipEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionMembership']>, ParentType, ContextType>;
};

export type ArtifactAliasResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactAlias'] = ResolversParentTypes['ArtifactAlias']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  alias?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  artifactCollection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type ArtifactAliasConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactAliasConnection'] = ResolversParentTypes['ArtifactAliasConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ArtifactAliasEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ArtifactAliasEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactAliasEdge'] = ResolversParentTypes['ArtifactAliasEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Types.Maybe<ResolversTypes['ArtifactAlias']>, ParentType, ContextType>;
};

export type ClientIDMappingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClientIDMapping'] = ResolversParentTypes['ClientIDMapping']> = {
  serverID?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CreateArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateArtifactPayload'] = ResolversParentTypes['CreateArtifactPayload']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type CommitArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CommitArtifactPayload'] = ResolversParentTypes['CommitArtifactPayload']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type UseArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UseArtifactPayload'] = ResolversParentTypes['UseArtifactPayload']> = {
  artifact?: Resolver<Types.Maybe<ResolversTypes['Artifact']>, ParentType, ContextType>;
};

export type UpdateArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateArtifactPayload'] = ResolversParentTypes['UpdateArtifactPayload']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type AddAliasesPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AddAliasesPayload'] = ResolversParentTypes['AddAliasesPayload']> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DeleteAliasesPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteAliasesPayload'] = ResolversParentTypes['DeleteAliasesPayload']> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DeleteArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteArtifactPayload'] = ResolversParentTypes['DeleteArtifactPayload']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
};

export type LinkArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LinkArtifactPayload'] = ResolversParentTypes['LinkArtifactPayload']> = {
  versionIndex?: Resolver<Types.Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  artifactMembership?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollectionMembership']>, ParentType, ContextType>;
};

export type UnlinkArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UnlinkArtifactPayload'] = ResolversParentTypes['UnlinkArtifactPayload']> = {
  artifactID?: Resolver<Types.Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  clientMutationId?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ArtifactManifestResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArtifactManifest'] = ResolversParentTypes['ArtifactManifest']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  file?: Resolver<ResolversTypes['File'], ParentType, ContextType>;
};

export type CreateArtifactManifestPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateArtifactManifestPayload'] = ResolversParentTypes['CreateArtifactManifestPayload']> = {
  artifactManifest?: Resolver<ResolversTypes['ArtifactManifest'], ParentType, ContextType>;
};

export type UpdateArtifactManifestPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateArtifactManifestPayload'] = ResolversParentTypes['UpdateArtifactManifestPayload']> = {
  artifactManifest?: Resolver<ResolversTypes['ArtifactManifest'], ParentType, ContextType>;
};

export type CreateArtifactFilesPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateArtifactFilesPayload'] = ResolversParentTypes['CreateArtifactFilesPayload']> = {
  files?: Resolver<ResolversTypes['FileConnection'], ParentType, ContextType>;
};

export type CompleteMultipartUploadArtifactPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CompleteMultipartUploadArtifactPayload'] = ResolversParentTypes['CompleteMultipartUploadArtifactPayload']> = {
  digest?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JobResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['JobKind'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobState'], ParentType, ContextType>;
  graceSeconds?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  result?: Resolver<Types.Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  error?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  endedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type DamageConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DamageConnection'] = ResolversParentTypes['DamageConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['DamageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DamageEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DamageEdge'] = ResolversParentTypes['DamageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Damage'], ParentType, ContextType>;
};

export type DamageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Damage'] = ResolversParentTypes['Damage']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chunk?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pack?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startByte?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  blob?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  foundBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  foundAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  repairedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  healedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  needs?: Resolver<ReadonlyArray<ResolversTypes['DamageNeed']>, ParentType, ContextType>;
  needCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DamageNeedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DamageNeed'] = ResolversParentTypes['DamageNeed']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StorageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Storage'] = ResolversParentTypes['Storage']> = {
  uniqueBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  sharedBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  wouldFreeBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  draftBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  quotaBytes?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  growth?: Resolver<ReadonlyArray<ResolversTypes['StorageGrowth']>, ParentType, ContextType, RequireFields<Types.StoragegrowthArgs, 'days'>>;
};

export type StorageGrowthResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StorageGrowth'] = ResolversParentTypes['StorageGrowth']> = {
  date?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export type StoreBytesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StoreBytes'] = ResolversParentTypes['StoreBytes']> = {
  liveBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  draftBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  unreferencedBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  deadBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  packBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export type DeleteArtifactsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteArtifactsPayload'] = ResolversParentTypes['DeleteArtifactsPayload']> = {
  versions?: Resolver<ReadonlyArray<ResolversTypes['MeantArtifact']>, ParentType, ContextType>;
  deletedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MeantArtifactResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MeantArtifact'] = ResolversParentTypes['MeantArtifact']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  protection?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeletedArtifactResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedArtifact'] = ResolversParentTypes['DeletedArtifact']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  aliases?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  deletedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeletedRunResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedRun'] = ResolversParentTypes['DeletedRun']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  run?: Resolver<Types.Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  replacedBy?: Resolver<Types.Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  deletedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeletedRunConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedRunConnection'] = ResolversParentTypes['DeletedRunConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeletedRunEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeletedRunEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedRunEdge'] = ResolversParentTypes['DeletedRunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeletedRun'], ParentType, ContextType>;
};

export type DeletedProjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedProject'] = ResolversParentTypes['DeletedProject']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  project?: Resolver<Types.Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  deletedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DeletedProjectConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedProjectConnection'] = ResolversParentTypes['DeletedProjectConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeletedProjectEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeletedProjectEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedProjectEdge'] = ResolversParentTypes['DeletedProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeletedProject'], ParentType, ContextType>;
};

export type DeleteProjectPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeleteProjectPayload'] = ResolversParentTypes['DeleteProjectPayload']> = {
  success?: Resolver<Types.Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  projectID?: Resolver<Types.Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type DeletedArtifactConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedArtifactConnection'] = ResolversParentTypes['DeletedArtifactConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeletedArtifactEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeletedArtifactEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeletedArtifactEdge'] = ResolversParentTypes['DeletedArtifactEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeletedArtifact'], ParentType, ContextType>;
};

export type UndeletedArtifactResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UndeletedArtifact'] = ResolversParentTypes['UndeletedArtifact']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  takenAliases?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PurgeArtifactsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PurgeArtifactsPayload'] = ResolversParentTypes['PurgeArtifactsPayload']> = {
  purgedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export type RetentionRuleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetentionRule'] = ResolversParentTypes['RetentionRule']> = {
  types?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  afterDays?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  keepLast?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  keepAliased?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keepTagged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keepLinked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keepUsed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keepBest?: Resolver<Types.Maybe<ResolversTypes['BestBy']>, ParentType, ContextType>;
};

export type BestByResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['BestBy'] = ResolversParentTypes['BestBy']> = {
  metadata?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['BestOrder'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SetRetentionRulesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetRetentionRules'] = ResolversParentTypes['SetRetentionRules']> = {
  rules?: Resolver<ReadonlyArray<ResolversTypes['RetentionRule']>, ParentType, ContextType>;
  setBy?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RetentionRulesConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetentionRulesConnection'] = ResolversParentTypes['RetentionRulesConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['RetentionRulesEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RetentionRulesEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetentionRulesEdge'] = ResolversParentTypes['RetentionRulesEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SetRetentionRules'], ParentType, ContextType>;
};

export type RetentionPreviewResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetentionPreview'] = ResolversParentTypes['RetentionPreview']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versions?: Resolver<ReadonlyArray<ResolversTypes['PreviewedArtifact']>, ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export type PreviewedArtifactResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PreviewedArtifact'] = ResolversParentTypes['PreviewedArtifact']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SetTimeToLivePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetTimeToLivePayload'] = ResolversParentTypes['SetTimeToLivePayload']> = {
  entity?: Resolver<ResolversTypes['Entity'], ParentType, ContextType>;
  collection?: Resolver<Types.Maybe<ResolversTypes['ArtifactCollection']>, ParentType, ContextType>;
};

export type JobConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['JobEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type JobEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JobEdge'] = ResolversParentTypes['JobEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
};

export type OpenDraftResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OpenDraft'] = ResolversParentTypes['OpenDraft']> = {
  artifact?: Resolver<ResolversTypes['Artifact'], ParentType, ContextType>;
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  heldBytes?: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  idleSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiredAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  silentSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lapsedAt?: Resolver<Types.Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type OpenDraftConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OpenDraftConnection'] = ResolversParentTypes['OpenDraftConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['OpenDraftEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OpenDraftEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OpenDraftEdge'] = ResolversParentTypes['OpenDraftEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['OpenDraft'], ParentType, ContextType>;
};

export type AbandonDraftsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AbandonDraftsPayload'] = ResolversParentTypes['AbandonDraftsPayload']> = {
  abandonedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type JournalEntryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JournalEntry'] = ResolversParentTypes['JournalEntry']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['JournalAction'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bytes?: Resolver<Types.Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  because?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  doneBy?: Resolver<Types.Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JournalConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JournalConnection'] = ResolversParentTypes['JournalConnection']> = {
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['JournalEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type JournalEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JournalEdge'] = ResolversParentTypes['JournalEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['JournalEntry'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  JSONString?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Int64?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ServerInfo?: ServerInfoResolvers<ContextType>;
  ServerFeature?: ServerFeatureResolvers<ContextType>;
  LocalVersionInfo?: LocalVersionInfoResolvers<ContextType>;
  ServerSettings?: ServerSettingsResolvers<ContextType>;
  ServerMessage?: ServerMessageResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  Entity?: EntityResolvers<ContextType>;
  EntityConnection?: EntityConnectionResolvers<ContextType>;
  EntityEdge?: EntityEdgeResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  UpsertModelPayload?: UpsertModelPayloadResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunConnection?: RunConnectionResolvers<ContextType>;
  RunEdge?: RunEdgeResolvers<ContextType>;
  ParquetHistory?: ParquetHistoryResolvers<ContextType>;
  LogLineConnection?: LogLineConnectionResolvers<ContextType>;
  LogLineEdge?: LogLineEdgeResolvers<ContextType>;
  LogLine?: LogLineResolvers<ContextType>;
  UpsertBucketPayload?: UpsertBucketPayloadResolvers<ContextType>;
  UpdateRunStatePayload?: UpdateRunStatePayloadResolvers<ContextType>;
  StopRunPayload?: StopRunPayloadResolvers<ContextType>;
  DeleteRunPayload?: DeleteRunPayloadResolvers<ContextType>;
  Sweep?: SweepResolvers<ContextType>;
  SweepConnection?: SweepConnectionResolvers<ContextType>;
  SweepEdge?: SweepEdgeResolvers<ContextType>;
  Agent?: AgentResolvers<ContextType>;
  AgentConnection?: AgentConnectionResolvers<ContextType>;
  AgentEdge?: AgentEdgeResolvers<ContextType>;
  UpsertSweepPayload?: UpsertSweepPayloadResolvers<ContextType>;
  DeleteSweepPayload?: DeleteSweepPayloadResolvers<ContextType>;
  CreateAgentPayload?: CreateAgentPayloadResolvers<ContextType>;
  AgentHeartbeatPayload?: AgentHeartbeatPayloadResolvers<ContextType>;
  File?: FileResolvers<ContextType>;
  FileConnection?: FileConnectionResolvers<ContextType>;
  FileEdge?: FileEdgeResolvers<ContextType>;
  UploadMultipartUrls?: UploadMultipartUrlsResolvers<ContextType>;
  UploadUrlPart?: UploadUrlPartResolvers<ContextType>;
  CreateRunFilesPayload?: CreateRunFilesPayloadResolvers<ContextType>;
  MarkRunFilesUploadedPayload?: MarkRunFilesUploadedPayloadResolvers<ContextType>;
  DeleteFilesPayload?: DeleteFilesPayloadResolvers<ContextType>;
  ArtifactType?: ArtifactTypeResolvers<ContextType>;
  ArtifactTypeConnection?: ArtifactTypeConnectionResolvers<ContextType>;
  ArtifactTypeEdge?: ArtifactTypeEdgeResolvers<ContextType>;
  ArtifactCollection?: ArtifactCollectionResolvers<ContextType>;
  ArtifactSequence?: ArtifactSequenceResolvers<ContextType>;
  ArtifactPortfolio?: ArtifactPortfolioResolvers<ContextType>;
  ArtifactCollectionConnection?: ArtifactCollectionConnectionResolvers<ContextType>;
  ArtifactCollectionEdge?: ArtifactCollectionEdgeResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  TagConnection?: TagConnectionResolvers<ContextType>;
  TagEdge?: TagEdgeResolvers<ContextType>;
  UpdateArtifactSequencePayload?: UpdateArtifactSequencePayloadResolvers<ContextType>;
  MoveArtifactSequencePayload?: MoveArtifactSequencePayloadResolvers<ContextType>;
  UpdateArtifactPortfolioPayload?: UpdateArtifactPortfolioPayloadResolvers<ContextType>;
  DeleteArtifactSequencePayload?: DeleteArtifactSequencePayloadResolvers<ContextType>;
  DeleteArtifactPortfolioPayload?: DeleteArtifactPortfolioPayloadResolvers<ContextType>;
  CreateArtifactCollectionTagAssignmentsPayload?: CreateArtifactCollectionTagAssignmentsPayloadResolvers<ContextType>;
  DeleteArtifactCollectionTagAssignmentsPayload?: DeleteArtifactCollectionTagAssignmentsPayloadResolvers<ContextType>;
  Artifact?: ArtifactResolvers<ContextType>;
  ArtifactReferrer?: ArtifactReferrerResolvers<ContextType>;
  ArtifactLink?: ArtifactLinkResolvers<ContextType>;
  ArtifactCreator?: ArtifactCreatorResolvers<ContextType>;
  ArtifactConnection?: ArtifactConnectionResolvers<ContextType>;
  VersionedArtifactConnection?: VersionedArtifactConnectionResolvers<ContextType>;
  InputArtifactConnection?: InputArtifactConnectionResolvers<ContextType>;
  ArtifactEdge?: ArtifactEdgeResolvers<ContextType>;
  ArtifactCollectionMembership?: ArtifactCollectionMembershipResolvers<ContextType>;
  ArtifactCollectionMembershipConnection?: ArtifactCollectionMembershipConnectionResolvers<ContextType>;
  ArtifactCollectionMembershipEdge?: ArtifactCollectionMembershipEdgeResolvers<ContextType>;
  ArtifactAlias?: ArtifactAliasResolvers<ContextType>;
  ArtifactAliasConnection?: ArtifactAliasConnectionResolvers<ContextType>;
  ArtifactAliasEdge?: ArtifactAliasEdgeResolvers<ContextType>;
  ClientIDMapping?: ClientIDMappingResolvers<ContextType>;
  CreateArtifactPayload?: CreateArtifactPayloadResolvers<ContextType>;
  CommitArtifactPayload?: CommitArtifactPayloadResolvers<ContextType>;
  UseArtifactPayload?: UseArtifactPayloadResolvers<ContextType>;
  UpdateArtifactPayload?: UpdateArtifactPayloadResolvers<ContextType>;
  AddAliasesPayload?: AddAliasesPayloadResolvers<ContextType>;
  DeleteAliasesPayload?: DeleteAliasesPayloadResolvers<ContextType>;
  DeleteArtifactPayload?: DeleteArtifactPayloadResolvers<ContextType>;
  LinkArtifactPayload?: LinkArtifactPayloadResolvers<ContextType>;
  UnlinkArtifactPayload?: UnlinkArtifactPayloadResolvers<ContextType>;
  ArtifactManifest?: ArtifactManifestResolvers<ContextType>;
  CreateArtifactManifestPayload?: CreateArtifactManifestPayloadResolvers<ContextType>;
  UpdateArtifactManifestPayload?: UpdateArtifactManifestPayloadResolvers<ContextType>;
  CreateArtifactFilesPayload?: CreateArtifactFilesPayloadResolvers<ContextType>;
  CompleteMultipartUploadArtifactPayload?: CompleteMultipartUploadArtifactPayloadResolvers<ContextType>;
  Job?: JobResolvers<ContextType>;
  DamageConnection?: DamageConnectionResolvers<ContextType>;
  DamageEdge?: DamageEdgeResolvers<ContextType>;
  Damage?: DamageResolvers<ContextType>;
  DamageNeed?: DamageNeedResolvers<ContextType>;
  Storage?: StorageResolvers<ContextType>;
  StorageGrowth?: StorageGrowthResolvers<ContextType>;
  StoreBytes?: StoreBytesResolvers<ContextType>;
  DeleteArtifactsPayload?: DeleteArtifactsPayloadResolvers<ContextType>;
  MeantArtifact?: MeantArtifactResolvers<ContextType>;
  DeletedArtifact?: DeletedArtifactResolvers<ContextType>;
  DeletedRun?: DeletedRunResolvers<ContextType>;
  DeletedRunConnection?: DeletedRunConnectionResolvers<ContextType>;
  DeletedRunEdge?: DeletedRunEdgeResolvers<ContextType>;
  DeletedProject?: DeletedProjectResolvers<ContextType>;
  DeletedProjectConnection?: DeletedProjectConnectionResolvers<ContextType>;
  DeletedProjectEdge?: DeletedProjectEdgeResolvers<ContextType>;
  DeleteProjectPayload?: DeleteProjectPayloadResolvers<ContextType>;
  DeletedArtifactConnection?: DeletedArtifactConnectionResolvers<ContextType>;
  DeletedArtifactEdge?: DeletedArtifactEdgeResolvers<ContextType>;
  UndeletedArtifact?: UndeletedArtifactResolvers<ContextType>;
  PurgeArtifactsPayload?: PurgeArtifactsPayloadResolvers<ContextType>;
  RetentionRule?: RetentionRuleResolvers<ContextType>;
  BestBy?: BestByResolvers<ContextType>;
  SetRetentionRules?: SetRetentionRulesResolvers<ContextType>;
  RetentionRulesConnection?: RetentionRulesConnectionResolvers<ContextType>;
  RetentionRulesEdge?: RetentionRulesEdgeResolvers<ContextType>;
  RetentionPreview?: RetentionPreviewResolvers<ContextType>;
  PreviewedArtifact?: PreviewedArtifactResolvers<ContextType>;
  SetTimeToLivePayload?: SetTimeToLivePayloadResolvers<ContextType>;
  JobConnection?: JobConnectionResolvers<ContextType>;
  JobEdge?: JobEdgeResolvers<ContextType>;
  OpenDraft?: OpenDraftResolvers<ContextType>;
  OpenDraftConnection?: OpenDraftConnectionResolvers<ContextType>;
  OpenDraftEdge?: OpenDraftEdgeResolvers<ContextType>;
  AbandonDraftsPayload?: AbandonDraftsPayloadResolvers<ContextType>;
  JournalEntry?: JournalEntryResolvers<ContextType>;
  JournalConnection?: JournalConnectionResolvers<ContextType>;
  JournalEdge?: JournalEdgeResolvers<ContextType>;
};

