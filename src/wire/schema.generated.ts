// Generated from src/wire/schema.graphql by scripts/generate-types.mjs. Do not edit; run the script.

export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A JSON document as text: it is transferred and stored as text, so that large numbers, NaN and the order of keys are preserved. */
  JSONString: { input: string; output: string; }
  /** A JSON value, not quoted. */
  JSON: { input: unknown; output: unknown; }
  /** A time in UTC, ISO 8601 with a trailing Z. */
  DateTime: { input: string; output: string; }
  /** A JSON integer of up to 53 bits, for byte sizes, steps and seconds that do not fit into Int. */
  Int64: { input: number; output: number; }
  /** A duration in milliseconds, as a JSON integer. */
  Duration: { input: number; output: number; }
};

export type Query = {
  /** The user of the key; a call without a valid key is answered with status 401. */
  readonly viewer?: Maybe<User>;
  readonly serverInfo: ServerInfo;
  readonly organization?: Maybe<Organization>;
  readonly entity?: Maybe<Entity>;
  /** Users whose name or e-mail address contains the text. */
  readonly users?: Maybe<UserConnection>;
  /** Without entityName: the caller's default entity. Without name: the project `uncategorized`. */
  readonly project?: Maybe<Project>;
  /** The same as project, used when a run is resumed. */
  readonly model?: Maybe<Project>;
  /** The projects of an entity, newest first. */
  readonly models?: Maybe<ProjectConnection>;
  readonly artifact?: Maybe<Artifact>;
  readonly artifactCollection?: Maybe<ArtifactCollection>;
  /** The version with a client id, including drafts. */
  readonly clientIDMapping?: Maybe<ClientIDMapping>;
  /** Only for admins of the server. */
  readonly job?: Maybe<Job>;
  /** Damaged chunks, then repaired ones; only for admins of the server. */
  readonly damage?: Maybe<DamageConnection>;
  /** All jobs, newest first; only for admins of the server. */
  readonly jobs: JobConnection;
  /** The whole store; only for admins of the server. */
  readonly store: StoreBytes;
  /** Drafts of an entity, the longest idle first. Without a name: of all entities, for admins of the server. */
  readonly drafts?: Maybe<OpenDraftConnection>;
  /** Deletions and freed space, newest first. Without a name: of all entities, for admins of the server. */
  readonly storageJournal?: Maybe<JournalConnection>;
  /**
   * Deleted versions that can be undeleted, most recently deleted first; or purged versions whose entries are kept because
   * other versions reference them. Without names: of all entities, for admins of the server.
   */
  readonly deletedArtifacts?: Maybe<DeletedArtifactConnection>;
  /** Runs that can be undeleted: deleted runs, and the earlier content of runs that were started again; most recent first. */
  readonly deletedRuns?: Maybe<DeletedRunConnection>;
  /** Deleted projects, most recently deleted first. Without a name: of all entities, for admins of the server. */
  readonly deletedProjects?: Maybe<DeletedProjectConnection>;
  /** The rules of a scope, newest first: the first applies. Without names: of the instance, for admins of the server. */
  readonly retentionRules?: Maybe<RetentionRulesConnection>;
  /** The versions that the next nightly run would delete in a scope, with its current rules or with the given ones. */
  readonly previewRetention?: Maybe<RetentionPreview>;
};


export type QueryorganizationArgs = {
  name: Scalars['String']['input'];
};


export type QueryentityArgs = {
  name: Scalars['String']['input'];
};


export type QueryusersArgs = {
  query?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryprojectArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
  entityName?: InputMaybe<Scalars['String']['input']>;
};


export type QuerymodelArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
  entityName?: InputMaybe<Scalars['String']['input']>;
};


export type QuerymodelsArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryartifactArgs = {
  id: Scalars['ID']['input'];
};


export type QueryartifactCollectionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryclientIDMappingArgs = {
  clientID: Scalars['ID']['input'];
};


export type QueryjobArgs = {
  id: Scalars['ID']['input'];
};


export type QuerydamageArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryjobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerydraftsArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerystorageJournalArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerydeletedArtifactsArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  projectName?: InputMaybe<Scalars['String']['input']>;
  artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  keptForOthers?: InputMaybe<Scalars['Boolean']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerydeletedRunsArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  projectName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerydeletedProjectsArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryretentionRulesArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  projectName?: InputMaybe<Scalars['String']['input']>;
  artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerypreviewRetentionArgs = {
  entityName?: InputMaybe<Scalars['String']['input']>;
  projectName?: InputMaybe<Scalars['String']['input']>;
  artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  rules?: InputMaybe<ReadonlyArray<RetentionRuleInput>>;
};

/** Every mutation can be repeated: the second call returns the answer of the first. */
export type Mutation = {
  readonly upsertModel?: Maybe<UpsertModelPayload>;
  readonly upsertBucket?: Maybe<UpsertBucketPayload>;
  readonly updateRunState?: Maybe<UpdateRunStatePayload>;
  /** Asks the run to stop; its process is notified with its next file-stream post. */
  readonly stopRun?: Maybe<StopRunPayload>;
  /** Its history, log and files are purged after the undelete window; its lineage stays. */
  readonly deleteRun?: Maybe<DeleteRunPayload>;
  /** Creates a sweep, or changes the one with this id. The state RUNNING resumes it. */
  readonly upsertSweep?: Maybe<UpsertSweepPayload>;
  /** Its runs stay; its agents get 404. */
  readonly deleteSweep?: Maybe<DeleteSweepPayload>;
  readonly createAgent?: Maybe<CreateAgentPayload>;
  /** Returns the next run of the sweep to an idle agent. */
  readonly agentHeartbeat?: Maybe<AgentHeartbeatPayload>;
  /** URLs to PUT the named files of a run. */
  readonly createRunFiles?: Maybe<CreateRunFilesPayload>;
  readonly markRunFilesUploaded?: Maybe<MarkRunFilesUploadedPayload>;
  readonly deleteFiles?: Maybe<DeleteFilesPayload>;
  /** Creates a draft, or returns the committed version with the same digest: then nothing is left to do. */
  readonly createArtifact?: Maybe<CreateArtifactPayload>;
  readonly createArtifactManifest?: Maybe<CreateArtifactManifestPayload>;
  /** Declares the bytes of a manifest. */
  readonly updateArtifactManifest?: Maybe<UpdateArtifactManifestPayload>;
  /** The named files that have to be uploaded, with their URLs. */
  readonly createArtifactFiles?: Maybe<CreateArtifactFilesPayload>;
  /** Joins the parts of a file. */
  readonly completeMultipartUploadArtifact?: Maybe<CompleteMultipartUploadArtifactPayload>;
  /** Commits a draft: assigns its index and aliases and records its lineage. */
  readonly commitArtifact?: Maybe<CommitArtifactPayload>;
  /** Records the version as an input of a run. */
  readonly useArtifact?: Maybe<UseArtifactPayload>;
  readonly updateArtifact?: Maybe<UpdateArtifactPayload>;
  readonly addAliases?: Maybe<AddAliasesPayload>;
  readonly deleteAliases?: Maybe<DeleteAliasesPayload>;
  /** Rejected if the version has aliases, unless deleteAliases is set. */
  readonly deleteArtifact?: Maybe<DeleteArtifactPayload>;
  /** Links a version into a portfolio, which is created if necessary. */
  readonly linkArtifact?: Maybe<LinkArtifactPayload>;
  readonly unlinkArtifact?: Maybe<UnlinkArtifactPayload>;
  readonly updateArtifactSequence?: Maybe<UpdateArtifactSequencePayload>;
  /** Changes the artifact type of a collection. */
  readonly moveArtifactSequence?: Maybe<MoveArtifactSequencePayload>;
  readonly updateArtifactPortfolio?: Maybe<UpdateArtifactPortfolioPayload>;
  /** Deletes a collection and all its versions. */
  readonly deleteArtifactSequence?: Maybe<DeleteArtifactSequencePayload>;
  /** Deletes a collection of links; the linked versions stay. */
  readonly deleteArtifactPortfolio?: Maybe<DeleteArtifactPortfolioPayload>;
  readonly createArtifactCollectionTagAssignments?: Maybe<CreateArtifactCollectionTagAssignmentsPayload>;
  readonly deleteArtifactCollectionTagAssignments?: Maybe<DeleteArtifactCollectionTagAssignmentsPayload>;
  /** Starts a job of the server; only for admins of the server. */
  readonly startJob?: Maybe<Job>;
  /** Deletes the versions of a project that match a filter, or lists them with what that would free. */
  readonly deleteArtifacts?: Maybe<DeleteArtifactsPayload>;
  /** Undeletes versions within their undelete window, all of them or none. */
  readonly undeleteArtifacts?: Maybe<ReadonlyArray<UndeletedArtifact>>;
  /** Undeletes runs within their undelete window, all of them or none, with history, console output and files. */
  readonly undeleteRuns?: Maybe<ReadonlyArray<Run>>;
  /** Deletes a project with everything in it; for admins of its entity. */
  readonly deleteProject?: Maybe<DeleteProjectPayload>;
  /** Undeletes a project with what was deleted with it; for admins of its entity. */
  readonly undeleteProject?: Maybe<Project>;
  /** Purges deleted versions without waiting for their undelete window. */
  readonly purgeArtifacts?: Maybe<PurgeArtifactsPayload>;
  /** Expires drafts now; a client that continues one gets the list of files to upload again. */
  readonly abandonDrafts?: Maybe<AbandonDraftsPayload>;
  /** Replaces the rules of a scope; an empty list removes them. */
  readonly setRetentionRules?: Maybe<SetRetentionRules>;
  /** Sets the default time to live of the versions of an entity or collection. */
  readonly setTimeToLive?: Maybe<SetTimeToLivePayload>;
  /** Sets the storage quota of an entity, null removes it; only for admins of the server. */
  readonly setQuota?: Maybe<Entity>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupsertModelArgs = {
  input: UpsertModelInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupsertBucketArgs = {
  input: UpsertBucketInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupdateRunStateArgs = {
  input: UpdateRunStateInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationstopRunArgs = {
  input: StopRunInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteRunArgs = {
  input: DeleteRunInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupsertSweepArgs = {
  input: UpsertSweepInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteSweepArgs = {
  input: DeleteSweepInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateAgentArgs = {
  input: CreateAgentInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationagentHeartbeatArgs = {
  input: AgentHeartbeatInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateRunFilesArgs = {
  input: CreateRunFilesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationmarkRunFilesUploadedArgs = {
  input: MarkRunFilesUploadedInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteFilesArgs = {
  input: DeleteFilesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateArtifactArgs = {
  input: CreateArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateArtifactManifestArgs = {
  input: CreateArtifactManifestInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupdateArtifactManifestArgs = {
  input: UpdateArtifactManifestInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateArtifactFilesArgs = {
  input: CreateArtifactFilesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcompleteMultipartUploadArtifactArgs = {
  input: CompleteMultipartUploadArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcommitArtifactArgs = {
  input: CommitArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationuseArtifactArgs = {
  input: UseArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupdateArtifactArgs = {
  input: UpdateArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationaddAliasesArgs = {
  input: AddAliasesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteAliasesArgs = {
  input: DeleteAliasesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteArtifactArgs = {
  input: DeleteArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationlinkArtifactArgs = {
  input: LinkArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationunlinkArtifactArgs = {
  input: UnlinkArtifactInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupdateArtifactSequenceArgs = {
  input: UpdateArtifactSequenceInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationmoveArtifactSequenceArgs = {
  input: MoveArtifactSequenceInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationupdateArtifactPortfolioArgs = {
  input: UpdateArtifactPortfolioInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteArtifactSequenceArgs = {
  input: DeleteArtifactSequenceInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteArtifactPortfolioArgs = {
  input: DeleteArtifactPortfolioInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationcreateArtifactCollectionTagAssignmentsArgs = {
  input: CreateArtifactCollectionTagAssignmentsInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteArtifactCollectionTagAssignmentsArgs = {
  input: DeleteArtifactCollectionTagAssignmentsInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationstartJobArgs = {
  kind: JobKind;
  graceSeconds?: InputMaybe<Scalars['Int64']['input']>;
  options?: InputMaybe<Scalars['JSON']['input']>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteArtifactsArgs = {
  input: DeleteArtifactsInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationundeleteArtifactsArgs = {
  artifactIDs: ReadonlyArray<Scalars['ID']['input']>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationundeleteRunsArgs = {
  runIDs: ReadonlyArray<Scalars['ID']['input']>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationdeleteProjectArgs = {
  entityName: Scalars['String']['input'];
  projectName: Scalars['String']['input'];
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationundeleteProjectArgs = {
  projectID: Scalars['ID']['input'];
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationpurgeArtifactsArgs = {
  artifactIDs: ReadonlyArray<Scalars['ID']['input']>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationabandonDraftsArgs = {
  artifactIDs: ReadonlyArray<Scalars['ID']['input']>;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationsetRetentionRulesArgs = {
  input: SetRetentionRulesInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationsetTimeToLiveArgs = {
  input: SetTimeToLiveInput;
};


/** Every mutation can be repeated: the second call returns the answer of the first. */
export type MutationsetQuotaArgs = {
  entityName: Scalars['String']['input'];
  bytes?: InputMaybe<Scalars['Int64']['input']>;
};

export type PageInfo = {
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
};

export type ServerInfo = {
  /** The features of this server; clients treat a feature that is not listed as switched off. */
  readonly features: ReadonlyArray<ServerFeature>;
  /** An object with `min_cli_version` and `max_cli_version`, both present. */
  readonly cliVersionInfo: Scalars['JSON']['output'];
  /** Always null. Client 0.28.2 requests it together with cliVersionInfo. */
  readonly latestLocalVersionInfo?: Maybe<LocalVersionInfo>;
};

export type ServerFeature = {
  readonly name: Scalars['String']['output'];
  readonly isEnabled: Scalars['Boolean']['output'];
};

export type LocalVersionInfo = {
  readonly outOfDate: Scalars['Boolean']['output'];
  readonly latestVersionString: Scalars['String']['output'];
  readonly versionOnThisInstanceString: Scalars['String']['output'];
};

/** Client 0.24.2 looks for this type by its name and loses a synced run if it is missing. */
export type ServerSettings = {
  /** Messages that a client prints when a run starts; always empty. */
  readonly serverMessages: ReadonlyArray<ServerMessage>;
};

export type ServerMessage = {
  readonly utfText?: Maybe<Scalars['String']['output']>;
  readonly plainText?: Maybe<Scalars['String']['output']>;
  readonly htmlText?: Maybe<Scalars['String']['output']>;
  readonly messageType?: Maybe<Scalars['String']['output']>;
  readonly messageLevel?: Maybe<Scalars['String']['output']>;
};

export type Organization = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** The entity of the same name that owns the organization's registries. */
  readonly orgEntity?: Maybe<Entity>;
  /** Always null: part of a hosted product. */
  readonly coreWeaveOrganizationId?: Maybe<Scalars['String']['output']>;
};

/** An owner of projects: a person, a team or an organization. */
export type Entity = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** `user`, `team` or `organization`. */
  readonly entityType?: Maybe<Scalars['String']['output']>;
  readonly isTeam: Scalars['Boolean']['output'];
  /** The organization of a team or of an org entity; null for a personal entity. */
  readonly organization?: Maybe<Organization>;
  /** The person of a personal entity. */
  readonly user?: Maybe<User>;
  /** The members of a team; a personal entity has its one user. */
  readonly members: ReadonlyArray<Member>;
  readonly available?: Maybe<Scalars['Boolean']['output']>;
  readonly photoUrl?: Maybe<Scalars['String']['output']>;
  /** True if the caller may read but not write. */
  readonly readOnly?: Maybe<Scalars['Boolean']['output']>;
  readonly readOnlyAdmin: Scalars['Boolean']['output'];
  /** True if projects of this entity cannot be made public. */
  readonly privateOnly: Scalars['Boolean']['output'];
  /** Bytes that the entity stores, as its quota counts them: versions, drafts and run files, each byte once, lines and texts. */
  readonly storageBytes?: Maybe<Scalars['Int64']['output']>;
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
  /** Default time to live of versions in seconds, unless their collection has one; null: forever. */
  readonly ttlDurationSeconds?: Maybe<Scalars['Int64']['output']>;
  readonly codeSavingEnabled: Scalars['Boolean']['output'];
  /** Access of a new project: `PRIVATE` or `PUBLIC`. */
  readonly defaultAccess: Scalars['String']['output'];
  /** Always null: nothing is sold here. */
  readonly isPaid?: Maybe<Scalars['Boolean']['output']>;
  /** Always true: entries can be identified by XXH128. */
  readonly xxhashDigestsEnabled: Scalars['Boolean']['output'];
};

export type EntityConnection = {
  readonly edges: ReadonlyArray<EntityEdge>;
  readonly pageInfo: PageInfo;
};

export type EntityEdge = {
  readonly node?: Maybe<Entity>;
};

/** A person as a member of a team. */
export type Member = {
  readonly id?: Maybe<Scalars['ID']['output']>;
  readonly name: Scalars['String']['output'];
  readonly username?: Maybe<Scalars['String']['output']>;
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly admin?: Maybe<Scalars['Boolean']['output']>;
  /** `admin`, `member` or `viewer`. */
  readonly role?: Maybe<Scalars['String']['output']>;
  /** True for an invitation that is not accepted yet. */
  readonly pending?: Maybe<Scalars['Boolean']['output']>;
  readonly photoUrl?: Maybe<Scalars['String']['output']>;
  /** `MEMBER`, or `SERVICE` for the account of a program. */
  readonly accountType?: Maybe<Scalars['String']['output']>;
  /** Always null: keys are shown only once, when they are created. */
  readonly apiKey?: Maybe<Scalars['String']['output']>;
};

export type User = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly username?: Maybe<Scalars['String']['output']>;
  readonly email?: Maybe<Scalars['String']['output']>;
  /** True for an admin of the server. */
  readonly admin?: Maybe<Scalars['Boolean']['output']>;
  /** Name of the default entity. */
  readonly entity?: Maybe<Scalars['String']['output']>;
  /** An object of settings, such as `{"code_saving_enabled": true}`. */
  readonly flags?: Maybe<Scalars['JSONString']['output']>;
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Only names and descriptions, and only of the caller's own keys. */
  readonly apiKeys?: Maybe<ApiKeyConnection>;
  /** Entities of the user, the personal one first. */
  readonly teams?: Maybe<EntityConnection>;
  readonly organizations: ReadonlyArray<Organization>;
};


export type UserapiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type UserteamsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type UserConnection = {
  readonly edges: ReadonlyArray<UserEdge>;
  readonly pageInfo: PageInfo;
};

export type UserEdge = {
  readonly node?: Maybe<User>;
};

export type ApiKey = {
  readonly id: Scalars['ID']['output'];
  /** The first characters of the key, to recognize it. */
  readonly name: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
};

export type ApiKeyConnection = {
  readonly edges: ReadonlyArray<ApiKeyEdge>;
  readonly pageInfo: PageInfo;
};

export type ApiKeyEdge = {
  readonly node?: Maybe<ApiKey>;
};

export type Project = {
  readonly id: Scalars['ID']['output'];
  /** Base64 of `ProjectInternalId:<number>`; clients decode the number and filter by it. */
  readonly internalId: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly entity: Entity;
  readonly entityName: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  /** `PRIVATE` or `PUBLIC`. */
  readonly access?: Maybe<Scalars['String']['output']>;
  /** Saved layouts of the web page: an object. */
  readonly views?: Maybe<Scalars['JSONString']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly isBenchmark: Scalars['Boolean']['output'];
  /** True if the caller may read but not write. */
  readonly readOnly?: Maybe<Scalars['Boolean']['output']>;
  /** The creator; clients fail on null when they request the owner. */
  readonly user?: Maybe<User>;
  /** `name` is the id in URLs. `desc` is ignored: a client sends 10 MB of it to test the connection. */
  readonly run?: Maybe<Run>;
  /** The same as run, used when a run is resumed. With missingOk an unknown run is null, otherwise an error. */
  readonly bucket?: Maybe<Run>;
  /** `filters`: an object in the language of MongoDB. `order`: a sign and a column, `+created_at` by default. */
  readonly runs?: Maybe<RunConnection>;
  /** The number of runs that match the filters. */
  readonly runCount: Scalars['Int']['output'];
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
  readonly sweep?: Maybe<Sweep>;
  /** `filters` is ignored: a project has few sweeps. */
  readonly sweeps?: Maybe<SweepConnection>;
  readonly totalSweeps: Scalars['Int']['output'];
  readonly artifactTypes: ArtifactTypeConnection;
  readonly artifactType?: Maybe<ArtifactType>;
  readonly artifactCollections?: Maybe<ArtifactCollectionConnection>;
  readonly artifactCollection?: Maybe<ArtifactCollection>;
  /** `name` is `collection:alias`, `collection:v3`, or the collection alone, which means its `latest`. */
  readonly artifactCollectionMembership?: Maybe<ArtifactCollectionMembership>;
  /** The version with this name, without the membership. `enableTracking` is ignored. */
  readonly artifact?: Maybe<Artifact>;
};


export type ProjectrunArgs = {
  name: Scalars['String']['input'];
  desc?: InputMaybe<Scalars['String']['input']>;
};


export type ProjectbucketArgs = {
  name: Scalars['String']['input'];
  missingOk?: InputMaybe<Scalars['Boolean']['input']>;
  desc?: InputMaybe<Scalars['String']['input']>;
};


export type ProjectrunsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ProjectrunCountArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
};


export type ProjectsweepArgs = {
  sweepName: Scalars['String']['input'];
};


export type ProjectsweepsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ProjectartifactTypesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ProjectartifactTypeArgs = {
  name: Scalars['String']['input'];
};


export type ProjectartifactCollectionsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ProjectartifactCollectionArgs = {
  name: Scalars['String']['input'];
};


export type ProjectartifactCollectionMembershipArgs = {
  name: Scalars['String']['input'];
};


export type ProjectartifactArgs = {
  name: Scalars['String']['input'];
  enableTracking?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ProjectConnection = {
  readonly edges: ReadonlyArray<ProjectEdge>;
  readonly pageInfo: PageInfo;
};

export type ProjectEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Project>;
};

/**
 * Creates a project, or changes the one with this id or name. Fields for registries (accepted artifact types), appearance and
 * rate limits are ignored.
 */
export type UpsertModelInput = {
  readonly id?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly access?: InputMaybe<Scalars['String']['input']>;
  readonly views?: InputMaybe<Scalars['JSONString']['input']>;
  readonly framework?: InputMaybe<Scalars['String']['input']>;
  readonly isBenchmark?: InputMaybe<Scalars['Boolean']['input']>;
  readonly isPublished?: InputMaybe<Scalars['Boolean']['input']>;
  readonly owner?: InputMaybe<Scalars['ID']['input']>;
  readonly repo?: InputMaybe<Scalars['String']['input']>;
  readonly dockerImage?: InputMaybe<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpsertModelPayload = {
  readonly project?: Maybe<Project>;
  /** The same project. */
  readonly model?: Maybe<Project>;
  /** True when it was created. */
  readonly inserted?: Maybe<Scalars['Boolean']['output']>;
};

export type Run = {
  readonly id: Scalars['ID']['output'];
  /** The id in URLs, unique in its project. */
  readonly name: Scalars['String']['output'];
  /** The display name; generated by the server if the client sends none. */
  readonly displayName?: Maybe<Scalars['String']['output']>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly notes?: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  readonly group?: Maybe<Scalars['String']['output']>;
  readonly jobType?: Maybe<Scalars['String']['output']>;
  /** Commit of the source code. */
  readonly commit?: Maybe<Scalars['String']['output']>;
  /** Name of the sweep the run belongs to. */
  readonly sweepName?: Maybe<Scalars['String']['output']>;
  /** `pending`, `running`, `finished`, `failed`, `crashed`, `killed`, `preempting` or `preempted`. */
  readonly state: Scalars['String']['output'];
  readonly exitcode?: Maybe<Scalars['Int']['output']>;
  readonly running: Scalars['Boolean']['output'];
  readonly failed: Scalars['Boolean']['output'];
  /** Stopped by a user. */
  readonly stopped: Scalars['Boolean']['output'];
  /** A user requested a stop. */
  readonly shouldStop: Scalars['Boolean']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  /** The time of the last report. */
  readonly heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  readonly readOnly: Scalars['Boolean']['output'];
  /** Never null, also if the user was deleted: clients fail on null. */
  readonly user: User;
  readonly project?: Maybe<Project>;
  /** The number in the internalId of the project, as a string. */
  readonly projectId: Scalars['ID']['output'];
  /** An object `{name: {value, desc}}`; the key `_wandb` belongs to the client. */
  readonly config: Scalars['JSONString']['output'];
  /** An object with the requested keys of `_wandb` in the config; a resumed run without the key `t` counts as never started. */
  readonly wandbConfig?: Maybe<Scalars['JSONString']['output']>;
  /** The last value of each metric. */
  readonly summaryMetrics: Scalars['JSONString']['output'];
  /** The last value of each system metric. */
  readonly systemMetrics: Scalars['JSONString']['output'];
  /** `{keys: {name: {typeCounts, previousValue}}, lastStep}`, nested names are dotted; null if there are no lines. */
  readonly historyKeys?: Maybe<Scalars['JSON']['output']>;
  readonly historyLineCount: Scalars['Int']['output'];
  /** A JSON list with the last line as a string, `["{…}"]`, or an empty list. */
  readonly historyTail?: Maybe<Scalars['JSONString']['output']>;
  /** Lines ordered by step. `samples`: the maximum number, evenly sampled. maxStep is exclusive. */
  readonly history: ReadonlyArray<Scalars['JSONString']['output']>;
  /**
   * One list of objects for each spec `{keys, samples, minStep?, maxStep?}`: only lines with all of the keys (a key can be
   * repeated), and of these only the keys. Here maxStep is inclusive.
   */
  readonly sampledHistory: ReadonlyArray<Scalars['JSON']['output']>;
  readonly parquetHistory: ParquetHistory;
  /** System metrics, in the same format as history. */
  readonly events: ReadonlyArray<Scalars['JSONString']['output']>;
  readonly eventsLineCount: Scalars['Int']['output'];
  readonly eventsTail?: Maybe<Scalars['JSONString']['output']>;
  readonly logLineCount: Scalars['Int']['output'];
  /** The console log, oldest line first; `last` returns the newest lines. useImprovedPagination is ignored. */
  readonly logLines?: Maybe<LogLineConnection>;
  readonly fileCount: Scalars['Int']['output'];
  /** `names` empty: all files. `pattern`: as in SQL LIKE. Not both. */
  readonly files?: Maybe<FileConnection>;
  readonly outputArtifacts?: Maybe<ArtifactConnection>;
  readonly inputArtifacts?: Maybe<InputArtifactConnection>;
};


export type RunwandbConfigArgs = {
  keys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type RunhistoryArgs = {
  samples?: InputMaybe<Scalars['Int']['input']>;
  minStep?: InputMaybe<Scalars['Int64']['input']>;
  maxStep?: InputMaybe<Scalars['Int64']['input']>;
};


export type RunsampledHistoryArgs = {
  specs: ReadonlyArray<Scalars['JSONString']['input']>;
};


export type RunparquetHistoryArgs = {
  liveKeys: ReadonlyArray<Scalars['String']['input']>;
};


export type RuneventsArgs = {
  samples?: InputMaybe<Scalars['Int']['input']>;
};


export type RunlogLinesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  useImprovedPagination?: InputMaybe<Scalars['Boolean']['input']>;
};


export type RunfilesArgs = {
  names?: InputMaybe<ReadonlyArray<InputMaybe<Scalars['String']['input']>>>;
  pattern?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type RunoutputArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type RuninputArtifactsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type RunConnection = {
  readonly edges: ReadonlyArray<RunEdge>;
  readonly pageInfo: PageInfo;
};

export type RunEdge = {
  /** Clients use the cursor of the last edge. */
  readonly cursor: Scalars['String']['output'];
  readonly node: Run;
};

/** Sources of the history for clients: files, then pages of the lines that are in no file yet. */
export type ParquetHistory = {
  /** Always empty: all lines are served in pages. */
  readonly parquetUrls: ReadonlyArray<Scalars['String']['output']>;
  /** Objects with the requested keys. Clients request no pages below the lowest `_step` in it; empty means no lower bound. */
  readonly liveData: ReadonlyArray<Scalars['JSON']['output']>;
};

export type LogLineConnection = {
  readonly edges: ReadonlyArray<LogLineEdge>;
  readonly pageInfo: PageInfo;
};

export type LogLineEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: LogLine;
};

export type LogLine = {
  /** Position in the whole log, from 0. */
  readonly number: Scalars['Int']['output'];
  /** Null if the line has none. */
  readonly timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** `error` for stderr, otherwise empty. */
  readonly level?: Maybe<Scalars['String']['output']>;
  /** The process that wrote it, if several write to one run. */
  readonly label?: Maybe<Scalars['String']['output']>;
  readonly line: Scalars['String']['output'];
};

/**
 * Creates or changes a run: the one with the id, or else the run with this name in the project, which is created if it does
 * not exist.
 */
export type UpsertBucketInput = {
  readonly id?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** The project; missing: `uncategorized`. */
  readonly modelName?: InputMaybe<Scalars['String']['input']>;
  /** Missing: the default entity of the caller. */
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly groupName?: InputMaybe<Scalars['String']['input']>;
  readonly jobType?: InputMaybe<Scalars['String']['input']>;
  readonly state?: InputMaybe<Scalars['String']['input']>;
  readonly config?: InputMaybe<Scalars['JSONString']['input']>;
  readonly summaryMetrics?: InputMaybe<Scalars['JSONString']['input']>;
  readonly commit?: InputMaybe<Scalars['String']['input']>;
  readonly host?: InputMaybe<Scalars['String']['input']>;
  readonly debug?: InputMaybe<Scalars['Boolean']['input']>;
  /** Path of the program. */
  readonly jobProgram?: InputMaybe<Scalars['String']['input']>;
  /** URL of its source repository. */
  readonly jobRepo?: InputMaybe<Scalars['String']['input']>;
  readonly sweep?: InputMaybe<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpsertBucketPayload = {
  readonly bucket?: Maybe<Run>;
  /** True when it was created. */
  readonly inserted?: Maybe<Scalars['Boolean']['output']>;
  readonly serverSettings: ServerSettings;
};

export type UpdateRunStateInput = {
  readonly id: Scalars['ID']['input'];
  /** `pending` or `failed`. */
  readonly state: Scalars['String']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateRunStatePayload = {
  readonly success: Scalars['Boolean']['output'];
};

export type StopRunInput = {
  readonly id: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type StopRunPayload = {
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  readonly success?: Maybe<Scalars['Boolean']['output']>;
};

export type DeleteRunInput = {
  readonly id: Scalars['ID']['input'];
  /** Whether the versions it logged are deleted too; if a link protects one, nothing is deleted. */
  readonly deleteArtifacts?: InputMaybe<Scalars['Boolean']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteRunPayload = {
  readonly success?: Maybe<Scalars['Boolean']['output']>;
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
};

export type Sweep = {
  readonly id: Scalars['ID']['output'];
  /** The id in URLs, unique in its project. */
  readonly name: Scalars['String']['output'];
  readonly displayName?: Maybe<Scalars['String']['output']>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly project: Project;
  /** `grid` or `random`. */
  readonly method: Scalars['String']['output'];
  /** `PENDING`, `RUNNING`, `PAUSED`, `FINISHED` or `CANCELED`. */
  readonly state: Scalars['String']['output'];
  /** YAML, as it arrived. */
  readonly config: Scalars['String']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** Always null: runs are not compared. */
  readonly bestLoss?: Maybe<Scalars['Float']['output']>;
  readonly earlyStopJobRunning: Scalars['Boolean']['output'];
  /** Always null, like the next two: sweeps with their own controller or scheduler are not offered. */
  readonly controller?: Maybe<Scalars['JSONString']['output']>;
  readonly controllerRunName?: Maybe<Scalars['String']['output']>;
  readonly scheduler?: Maybe<Scalars['JSONString']['output']>;
  readonly runCount: Scalars['Int']['output'];
  /** The expected number of runs; null if it is unlimited. */
  readonly runCountExpected?: Maybe<Scalars['Int']['output']>;
  readonly runs: RunConnection;
  readonly agents: AgentConnection;
  readonly agent?: Maybe<Agent>;
};


export type SweeprunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type SweepagentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type SweepagentArgs = {
  agentName: Scalars['String']['input'];
};

export type SweepConnection = {
  readonly edges: ReadonlyArray<SweepEdge>;
  readonly pageInfo: PageInfo;
};

export type SweepEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Sweep;
};

export type Agent = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly host: Scalars['String']['output'];
  readonly state: Scalars['String']['output'];
  readonly totalRuns: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** `order` is ignored: the runs of an agent are listed in the order in which it got them. */
  readonly runs: RunConnection;
};


export type AgentrunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
};

export type AgentConnection = {
  readonly edges: ReadonlyArray<AgentEdge>;
  readonly pageInfo: PageInfo;
};

export type AgentEdge = {
  readonly node: Agent;
};

export type UpsertSweepInput = {
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  readonly config?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly projectName?: InputMaybe<Scalars['String']['input']>;
  readonly state?: InputMaybe<Scalars['String']['input']>;
  /** These belong to sweeps that are not offered. */
  readonly controller?: InputMaybe<Scalars['JSONString']['input']>;
  readonly scheduler?: InputMaybe<Scalars['JSONString']['input']>;
  readonly launchScheduler?: InputMaybe<Scalars['JSONString']['input']>;
  readonly templateVariableValues?: InputMaybe<Scalars['JSONString']['input']>;
  /** Runs that become runs of the sweep, as `{"$or": [{"name": …}]}`; their combinations are run again. */
  readonly priorRunsFilters?: InputMaybe<Scalars['JSONString']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpsertSweepPayload = {
  readonly sweep?: Maybe<Sweep>;
  /** A message for each part of the config that is accepted but ignored. */
  readonly configValidationWarnings?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

export type DeleteSweepInput = {
  readonly id: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteSweepPayload = {
  readonly success: Scalars['Boolean']['output'];
};

export type CreateAgentInput = {
  readonly host: Scalars['String']['input'];
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly projectName?: InputMaybe<Scalars['String']['input']>;
  readonly sweep: Scalars['String']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CreateAgentPayload = {
  readonly agent?: Maybe<Agent>;
};

export type AgentHeartbeatInput = {
  readonly id: Scalars['ID']['input'];
  readonly metrics?: InputMaybe<Scalars['JSONString']['input']>;
  /** An object with the names of the runs that the agent is running. */
  readonly runState?: InputMaybe<Scalars['JSONString']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type AgentHeartbeatPayload = {
  readonly agent?: Maybe<Agent>;
  /** A JSON list of `{type, run_id, program, args}`; `type` is `run`, `resume`, `stop` or `exit`. */
  readonly commands?: Maybe<Scalars['JSONString']['output']>;
};

export type File = {
  readonly id: Scalars['ID']['output'];
  /** The path in the run or version. */
  readonly name: Scalars['String']['output'];
  /** The same as name. */
  readonly displayName: Scalars['String']['output'];
  readonly sizeBytes: Scalars['Int64']['output'];
  readonly mimetype?: Maybe<Scalars['String']['output']>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Base64 MD5 for stored bytes; for a reference the ETag, checksum or URI from its source. */
  readonly digest?: Maybe<Scalars['String']['output']>;
  /** Base64 MD5. */
  readonly md5?: Maybe<Scalars['String']['output']>;
  /** URL to GET; for a reference its URI. With upload: the URL to PUT to. */
  readonly url: Scalars['String']['output'];
  /** Pre-signed URL to GET without a key; for a reference its URI. */
  readonly directUrl: Scalars['String']['output'];
  readonly storagePath?: Maybe<Scalars['String']['output']>;
  /** URL to PUT to; null: these bytes are stored already and need no upload. */
  readonly uploadUrl?: Maybe<Scalars['String']['output']>;
  /** `Name:Value` without a space after the colon; the PUT must have exactly these. */
  readonly uploadHeaders?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly uploadMultipartUrls?: Maybe<UploadMultipartUrls>;
  /** The version that first contained these bytes; it becomes the entry's birthArtifactID. */
  readonly artifact?: Maybe<Artifact>;
};


export type FileurlArgs = {
  upload?: InputMaybe<Scalars['Boolean']['input']>;
};

export type FileConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<FileEdge>;
  readonly pageInfo: PageInfo;
};

export type FileEdge = {
  /** Clients use the cursor of the last edge for files of a run. */
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<File>;
};

export type UploadMultipartUrls = {
  readonly uploadID: Scalars['String']['output'];
  readonly uploadUrlParts: ReadonlyArray<UploadUrlPart>;
};

export type UploadUrlPart = {
  /** From 1. */
  readonly partNumber: Scalars['Int64']['output'];
  readonly uploadUrl: Scalars['String']['output'];
};

export type CreateRunFilesInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly runName: Scalars['String']['input'];
  readonly files: ReadonlyArray<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CreateRunFilesPayload = {
  readonly runID: Scalars['ID']['output'];
  /** Headers for all the PUTs, `Name:Value`. */
  readonly uploadHeaders: ReadonlyArray<Scalars['String']['output']>;
  readonly files: ReadonlyArray<File>;
};

export type MarkRunFilesUploadedInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly runName: Scalars['String']['input'];
  readonly files: ReadonlyArray<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type MarkRunFilesUploadedPayload = {
  readonly success?: Maybe<Scalars['Boolean']['output']>;
};

export type DeleteFilesInput = {
  readonly files: ReadonlyArray<Scalars['ID']['input']>;
  /** The number inside the project's internalId. */
  readonly projectId?: InputMaybe<Scalars['Int']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteFilesPayload = {
  readonly success?: Maybe<Scalars['Boolean']['output']>;
};

export type ArtifactType = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly artifactCollections?: Maybe<ArtifactCollectionConnection>;
  readonly artifactCollection?: Maybe<ArtifactCollection>;
  /** The collection with this name, if it is not a portfolio; used by clients of 2025, like `artifact`. */
  readonly artifactSequence?: Maybe<ArtifactSequence>;
  /** The version with this name, `collection:alias` or `collection:v3`, if it has this type. */
  readonly artifact?: Maybe<Artifact>;
};


export type ArtifactTypeartifactCollectionsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactTypeartifactCollectionArgs = {
  name: Scalars['String']['input'];
};


export type ArtifactTypeartifactSequenceArgs = {
  name: Scalars['String']['input'];
};


export type ArtifactTypeartifactArgs = {
  name: Scalars['String']['input'];
};

export type ArtifactTypeConnection = {
  readonly edges: ReadonlyArray<ArtifactTypeEdge>;
  readonly pageInfo: PageInfo;
};

export type ArtifactTypeEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<ArtifactType>;
};

/** A named list of versions: logged (sequence) or linked from other collections (portfolio). */
export type ArtifactCollection = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly state: ArtifactCollectionState;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Null if the caller may not see it: the source of a link. */
  readonly project?: Maybe<Project>;
  readonly defaultArtifactType: ArtifactType;
  readonly tags: TagConnection;
  readonly aliases: ArtifactAliasConnection;
  /** `filters`: an object in the language of MongoDB, keys in snake case. Default order: newest version first. */
  readonly artifacts?: Maybe<VersionedArtifactConnection>;
  /** The version under an alias or `vN` of this collection. */
  readonly artifactMembership?: Maybe<ArtifactCollectionMembership>;
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
};


/** A named list of versions: logged (sequence) or linked from other collections (portfolio). */
export type ArtifactCollectiontagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A named list of versions: logged (sequence) or linked from other collections (portfolio). */
export type ArtifactCollectionaliasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A named list of versions: logged (sequence) or linked from other collections (portfolio). */
export type ArtifactCollectionartifactsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A named list of versions: logged (sequence) or linked from other collections (portfolio). */
export type ArtifactCollectionartifactMembershipArgs = {
  aliasName: Scalars['String']['input'];
};

export type ArtifactSequence = ArtifactCollection & {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly state: ArtifactCollectionState;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly project?: Maybe<Project>;
  readonly defaultArtifactType: ArtifactType;
  readonly tags: TagConnection;
  readonly aliases: ArtifactAliasConnection;
  readonly artifacts?: Maybe<VersionedArtifactConnection>;
  readonly artifactMembership?: Maybe<ArtifactCollectionMembership>;
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
  /** The newest committed version, whatever its aliases. */
  readonly latestArtifact?: Maybe<Artifact>;
  /** Default time to live of its versions in seconds; null: the default of the entity, -2: forever. */
  readonly ttlDurationSeconds?: Maybe<Scalars['Int64']['output']>;
  /** Of the newest version; null without one. */
  readonly digestAlgorithm?: Maybe<ArtifactDigestAlgorithm>;
};


export type ArtifactSequencetagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactSequencealiasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactSequenceartifactsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactSequenceartifactMembershipArgs = {
  aliasName: Scalars['String']['input'];
};

export type ArtifactPortfolio = ArtifactCollection & {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly state: ArtifactCollectionState;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly project?: Maybe<Project>;
  readonly defaultArtifactType: ArtifactType;
  readonly tags: TagConnection;
  readonly aliases: ArtifactAliasConnection;
  readonly artifacts?: Maybe<VersionedArtifactConnection>;
  readonly artifactMembership?: Maybe<ArtifactCollectionMembership>;
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
};


export type ArtifactPortfoliotagsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactPortfolioaliasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactPortfolioartifactsArgs = {
  filters?: InputMaybe<Scalars['JSONString']['input']>;
  order?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactPortfolioartifactMembershipArgs = {
  aliasName: Scalars['String']['input'];
};

export type ArtifactCollectionState =
  | 'READY'
  | 'DELETED';

export type ArtifactCollectionConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<ArtifactCollectionEdge>;
  readonly pageInfo: PageInfo;
};

export type ArtifactCollectionEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<ArtifactCollection>;
};

export type Tag = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** Always null: there are no categories. */
  readonly tagCategoryName?: Maybe<Scalars['String']['output']>;
};

export type TagConnection = {
  readonly edges: ReadonlyArray<TagEdge>;
  readonly pageInfo: PageInfo;
};

export type TagEdge = {
  readonly node: Tag;
};

export type TagInput = {
  readonly tagName: Scalars['String']['input'];
  readonly tagCategoryName?: InputMaybe<Scalars['String']['input']>;
  readonly attributes?: InputMaybe<Scalars['JSONString']['input']>;
};

export type UpdateArtifactSequenceInput = {
  readonly artifactSequenceID: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateArtifactSequencePayload = {
  readonly artifactCollection: ArtifactCollection;
};

export type MoveArtifactSequenceInput = {
  readonly artifactSequenceID: Scalars['ID']['input'];
  readonly destinationArtifactTypeName: Scalars['String']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type MoveArtifactSequencePayload = {
  readonly artifactCollection?: Maybe<ArtifactCollection>;
};

export type UpdateArtifactPortfolioInput = {
  readonly artifactPortfolioID: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateArtifactPortfolioPayload = {
  readonly artifactCollection: ArtifactCollection;
};

export type DeleteArtifactSequenceInput = {
  readonly artifactSequenceID: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteArtifactSequencePayload = {
  readonly artifactCollection?: Maybe<ArtifactCollection>;
};

export type DeleteArtifactPortfolioInput = {
  readonly artifactPortfolioID: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteArtifactPortfolioPayload = {
  readonly artifactCollection?: Maybe<ArtifactCollection>;
};

export type CreateArtifactCollectionTagAssignmentsInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly artifactCollectionName: Scalars['String']['input'];
  readonly tags: ReadonlyArray<TagInput>;
  readonly clientMutationID?: InputMaybe<Scalars['String']['input']>;
};

export type CreateArtifactCollectionTagAssignmentsPayload = {
  readonly tags: ReadonlyArray<Tag>;
};

export type DeleteArtifactCollectionTagAssignmentsInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly artifactCollectionName: Scalars['String']['input'];
  readonly tags: ReadonlyArray<TagInput>;
  readonly clientMutationID?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteArtifactCollectionTagAssignmentsPayload = {
  readonly success: Scalars['Boolean']['output'];
};

export type Artifact = {
  /** Canonical padded base64 without `/` and `+`: references contain it as hex. */
  readonly id: Scalars['ID']['output'];
  /** The collection to which the version was logged, also if it is read through a link. */
  readonly artifactSequence: ArtifactSequence;
  readonly artifactType: ArtifactType;
  /** The N of `vN`; null for a draft. */
  readonly versionIndex?: Maybe<Scalars['Int']['output']>;
  readonly state: ArtifactState;
  /** Hex digest of the manifest's paths and entry digests. */
  readonly digest: Scalars['String']['output'];
  /** Null means MANIFEST_MD5. */
  readonly digestAlgorithm?: Maybe<ArtifactDigestAlgorithm>;
  /** A short name of the content, never null for a committed version: clients require it. */
  readonly commitHash?: Maybe<Scalars['String']['output']>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly metadata?: Maybe<Scalars['JSONString']['output']>;
  readonly tags: ReadonlyArray<Tag>;
  readonly aliases: ReadonlyArray<ArtifactAlias>;
  /** Bytes of all entries, including references. */
  readonly size: Scalars['Int64']['output'];
  readonly fileCount: Scalars['Int']['output'];
  /** Time to live in seconds; -2: forever. */
  readonly ttlDurationSeconds: Scalars['Int64']['output'];
  /** True if the time to live comes from the collection or entity. */
  readonly ttlIsInherited: Scalars['Boolean']['output'];
  /** The last history step of the run before it was logged; null if there was none. */
  readonly historyStep?: Maybe<Scalars['Int64']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly currentManifest?: Maybe<ArtifactManifest>;
  /** Every entry of the manifest in order, as clients of 2025 request them. */
  readonly files?: Maybe<FileConnection>;
  /** The named entries with their URLs; all arguments except entries describe the manifest of the caller and are ignored. */
  readonly filesByManifestEntries?: Maybe<FileConnection>;
  /** All memberships of the version: its own collection, then the links to it. */
  readonly artifactMemberships: ArtifactCollectionMembershipConnection;
  /** Its links, including those of other entities; for admins of the entity that owns it. Null for other callers. */
  readonly links?: Maybe<ReadonlyArray<ArtifactLink>>;
  /**
   * The versions whose entries reference entries of this one and keep them readable after it is deleted; for admins of the
   * entity that owns it. Null for other callers.
   */
  readonly referredBy?: Maybe<ReadonlyArray<ArtifactReferrer>>;
  /** Runs that used it as an input. */
  readonly usedBy: RunConnection;
  /** The run that logged it, or the user if there was no run; null if it was created by using it. */
  readonly createdBy?: Maybe<ArtifactCreator>;
  /** Null for callers who only see a link to it. */
  readonly storage?: Maybe<Storage>;
};


export type ArtifactfilesArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactfilesByManifestEntriesArgs = {
  entries?: InputMaybe<ReadonlyArray<ArtifactManifestEntryInput>>;
  storageLayout: Scalars['String']['input'];
  manifestVersion: Scalars['String']['input'];
  storageRegion?: InputMaybe<Scalars['String']['input']>;
};


export type ArtifactartifactMembershipsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type ArtifactusedByArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A version that references entries of another one. */
export type ArtifactReferrer = {
  /** `entity/project/collection:vN` */
  readonly name: Scalars['String']['output'];
  /** The number of entries of the other version that it references. */
  readonly entryCount: Scalars['Int']['output'];
};

/** A link of a version, as the admins of the version's own entity see it. */
export type ArtifactLink = {
  /** `entity/project/collection:vN` */
  readonly name: Scalars['String']['output'];
  readonly aliases: ReadonlyArray<Scalars['String']['output']>;
  /** The user who linked it; null if that user was deleted or the link is older than this field. */
  readonly linkedBy?: Maybe<Scalars['String']['output']>;
  readonly linkedAt: Scalars['DateTime']['output'];
  /**
   * True if its creator had write access to the source: then it protects the version. Null if this is unknown: then the link
   * protects the version, except against these admins.
   */
  readonly isProtecting?: Maybe<Scalars['Boolean']['output']>;
};

export type ArtifactCreator = User | Run;

export type ArtifactState =
  /** A draft: it has no index and is found only by its id. */
  | 'PENDING'
  | 'COMMITTED'
  | 'DELETED';

export type ArtifactDigestAlgorithm =
  | 'MANIFEST_MD5'
  | 'MANIFEST_XXH128';

export type ArtifactConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<ArtifactEdge>;
  readonly pageInfo: PageInfo;
};

/** The same, with the name that clients of 2025 use for the versions of a collection. */
export type VersionedArtifactConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<ArtifactEdge>;
  readonly pageInfo: PageInfo;
};

/** The same, with the name that clients of 2025 use for the inputs of a run. */
export type InputArtifactConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<ArtifactEdge>;
  readonly pageInfo: PageInfo;
};

export type ArtifactEdge = {
  readonly cursor: Scalars['String']['output'];
  /** `vN` in the queried collection. */
  readonly version: Scalars['String']['output'];
  readonly node: Artifact;
};

/** A version as a member of a collection; links have an index and aliases of their own. */
export type ArtifactCollectionMembership = {
  readonly id: Scalars['ID']['output'];
  readonly versionIndex?: Maybe<Scalars['Int']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly aliases: ReadonlyArray<ArtifactAlias>;
  readonly artifactCollection?: Maybe<ArtifactCollection>;
  readonly artifact?: Maybe<Artifact>;
  /** Every entry of the manifest in order, including references; `names` selects entries. */
  readonly files?: Maybe<FileConnection>;
};


/** A version as a member of a collection; links have an index and aliases of their own. */
export type ArtifactCollectionMembershipfilesArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ArtifactCollectionMembershipConnection = {
  readonly edges: ReadonlyArray<ArtifactCollectionMembershipEdge>;
  readonly pageInfo: PageInfo;
};

export type ArtifactCollectionMembershipEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<ArtifactCollectionMembership>;
};

/** A name of one version in a collection; `vN` is not an alias and not listed. */
export type ArtifactAlias = {
  readonly id: Scalars['ID']['output'];
  readonly alias: Scalars['String']['output'];
  readonly artifactCollection?: Maybe<ArtifactCollection>;
};

export type ArtifactAliasConnection = {
  readonly edges: ReadonlyArray<ArtifactAliasEdge>;
  readonly pageInfo: PageInfo;
};

export type ArtifactAliasEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<ArtifactAlias>;
};

export type ClientIDMapping = {
  readonly serverID: Scalars['ID']['output'];
};

export type ArtifactAliasInput = {
  readonly artifactCollectionName: Scalars['String']['input'];
  readonly alias: Scalars['String']['input'];
};

/** An alias of any collection, by its full name. */
export type ArtifactCollectionAliasInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly artifactCollectionName: Scalars['String']['input'];
  readonly alias: Scalars['String']['input'];
};

export type CreateArtifactInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  /** Missing if no run logs it. */
  readonly runName?: InputMaybe<Scalars['String']['input']>;
  readonly artifactTypeName: Scalars['String']['input'];
  /** The name of the collection; `name:v3` means the collection `name`. */
  readonly artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  /** The same as a list with one item, for clients that send it like this. */
  readonly artifactCollectionNames?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Hex; for an incremental or patch manifest it covers only that manifest and is recomputed by the commit. */
  readonly digest: Scalars['String']['input'];
  readonly digestAlgorithm: ArtifactDigestAlgorithm;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly metadata?: InputMaybe<Scalars['JSONString']['input']>;
  readonly aliases?: InputMaybe<ReadonlyArray<ArtifactAliasInput>>;
  readonly tags?: InputMaybe<ReadonlyArray<TagInput>>;
  /** Seconds; null: not set, -1: inherit, -2: forever. */
  readonly ttlDurationSeconds?: InputMaybe<Scalars['Int64']['input']>;
  readonly historyStep?: InputMaybe<Scalars['Int64']['input']>;
  readonly enableDigestDeduplication?: InputMaybe<Scalars['Boolean']['input']>;
  /** A version written by several runs: all runs with the same id write to one draft. */
  readonly distributedID?: InputMaybe<Scalars['String']['input']>;
  /** The id that the client generated for this version; a second call with it returns the answer of the first. */
  readonly clientID?: InputMaybe<Scalars['ID']['input']>;
  readonly sequenceClientID?: InputMaybe<Scalars['ID']['input']>;
  readonly storageRegion?: InputMaybe<Scalars['String']['input']>;
  readonly labels?: InputMaybe<Scalars['JSONString']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CreateArtifactPayload = {
  readonly artifact: Artifact;
};

export type CommitArtifactInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CommitArtifactPayload = {
  readonly artifact: Artifact;
};

export type UseArtifactInput = {
  /** The run that uses it. */
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  readonly runName: Scalars['String']['input'];
  readonly artifactID: Scalars['ID']['input'];
  /** The collection in which it was found, which can be a portfolio. */
  readonly artifactEntityName?: InputMaybe<Scalars['String']['input']>;
  readonly artifactProjectName?: InputMaybe<Scalars['String']['input']>;
  /** The purpose of the use, recorded with the input. */
  readonly usedAs?: InputMaybe<Scalars['String']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UseArtifactPayload = {
  readonly artifact?: Maybe<Artifact>;
};

export type UpdateArtifactInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly metadata?: InputMaybe<Scalars['JSONString']['input']>;
  readonly aliases?: InputMaybe<ReadonlyArray<ArtifactAliasInput>>;
  readonly tagsToAdd?: InputMaybe<ReadonlyArray<TagInput>>;
  readonly tagsToDelete?: InputMaybe<ReadonlyArray<TagInput>>;
  /** Seconds; -1: inherit, -2: forever. */
  readonly ttlDurationSeconds?: InputMaybe<Scalars['Int64']['input']>;
  readonly labels?: InputMaybe<Scalars['JSONString']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateArtifactPayload = {
  readonly artifact: Artifact;
};

export type AddAliasesInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly aliases: ReadonlyArray<ArtifactCollectionAliasInput>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type AddAliasesPayload = {
  readonly success: Scalars['Boolean']['output'];
};

export type DeleteAliasesInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly aliases: ReadonlyArray<ArtifactCollectionAliasInput>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteAliasesPayload = {
  readonly success: Scalars['Boolean']['output'];
};

export type DeleteArtifactInput = {
  readonly artifactID: Scalars['ID']['input'];
  /** Whether its aliases are deleted, too. */
  readonly deleteAliases?: InputMaybe<Scalars['Boolean']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type DeleteArtifactPayload = {
  readonly artifact: Artifact;
};

/** The version by its id or client id; the portfolio by its id or full name. */
export type LinkArtifactInput = {
  readonly artifactID?: InputMaybe<Scalars['ID']['input']>;
  readonly clientID?: InputMaybe<Scalars['ID']['input']>;
  readonly artifactPortfolioID?: InputMaybe<Scalars['ID']['input']>;
  readonly artifactPortfolioName?: InputMaybe<Scalars['String']['input']>;
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly projectName?: InputMaybe<Scalars['String']['input']>;
  readonly aliases?: InputMaybe<ReadonlyArray<ArtifactAliasInput>>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type LinkArtifactPayload = {
  /** The N of `vN` in the portfolio. */
  readonly versionIndex?: Maybe<Scalars['Int']['output']>;
  readonly artifactMembership?: Maybe<ArtifactCollectionMembership>;
};

export type UnlinkArtifactInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly artifactPortfolioID: Scalars['ID']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UnlinkArtifactPayload = {
  readonly artifactID?: Maybe<Scalars['ID']['output']>;
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  readonly success?: Maybe<Scalars['Boolean']['output']>;
};

export type ArtifactManifest = {
  readonly id: Scalars['ID']['output'];
  /** The manifest as a JSON file: `directUrl` to download it, `uploadUrl` to upload it. */
  readonly file: File;
};

export type ArtifactManifestType =
  /** All entries of the version. */
  | 'FULL'
  /** Entries that replace or extend those of the base version. */
  | 'INCREMENTAL'
  /** The entries of one of several runs that write a version together. */
  | 'PATCH';

/** An entry of the caller's manifest. */
export type ArtifactManifestEntryInput = {
  readonly name: Scalars['String']['input'];
  readonly digest: Scalars['String']['input'];
  readonly birthArtifactID?: InputMaybe<Scalars['ID']['input']>;
  readonly ref?: InputMaybe<Scalars['String']['input']>;
  readonly size?: InputMaybe<Scalars['Int64']['input']>;
};

/** A second FULL manifest replaces the first. */
export type CreateArtifactManifestInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly baseArtifactID?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
  /** Base64 MD5 of the manifest's bytes; empty: not known yet. */
  readonly digest: Scalars['String']['input'];
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  /** Empty if no run logs it. */
  readonly runName: Scalars['String']['input'];
  readonly type?: InputMaybe<ArtifactManifestType>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CreateArtifactManifestPayload = {
  readonly artifactManifest: ArtifactManifest;
};

export type UpdateArtifactManifestInput = {
  readonly artifactManifestID: Scalars['ID']['input'];
  /** Base64 MD5 of the manifest's bytes. */
  readonly digest?: InputMaybe<Scalars['String']['input']>;
  /** Null leaves the base unchanged. */
  readonly baseArtifactID?: InputMaybe<Scalars['ID']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateArtifactManifestPayload = {
  readonly artifactManifest: ArtifactManifest;
};

export type ArtifactStorageLayout =
  | 'V1'
  | 'V2';

export type CreateArtifactFilesInput = {
  readonly artifactFiles: ReadonlyArray<CreateArtifactFileSpecInput>;
  readonly storageLayout: ArtifactStorageLayout;
  /** Sent with digests that are not MD5. */
  readonly digestAlgorithm?: InputMaybe<ArtifactDigestAlgorithm>;
  readonly cloudRegionID?: InputMaybe<Scalars['ID']['input']>;
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CreateArtifactFileSpecInput = {
  readonly artifactID: Scalars['ID']['input'];
  readonly artifactManifestID?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
  /** Base64 MD5 of the bytes to upload. */
  readonly md5: Scalars['String']['input'];
  /** The digest of the entry, if it is not the MD5. */
  readonly digest?: InputMaybe<Scalars['String']['input']>;
  readonly mimetype?: InputMaybe<Scalars['String']['input']>;
  /** Set for multipart uploads. */
  readonly uploadPartsInput?: InputMaybe<ReadonlyArray<UploadPartsInput>>;
};

export type UploadPartsInput = {
  /** From 1. */
  readonly partNumber: Scalars['Int64']['input'];
  /** MD5 of the part in hex; when completing the upload: the ETag of its PUT, including quotes. */
  readonly hexMD5: Scalars['String']['input'];
};

export type CreateArtifactFilesPayload = {
  /** One edge per file of the input, in the same order. */
  readonly files: FileConnection;
};

export type CompleteMultipartAction =
  | 'Complete';

export type CompleteMultipartUploadArtifactInput = {
  readonly completeMultipartAction: CompleteMultipartAction;
  readonly completedParts: ReadonlyArray<UploadPartsInput>;
  /** The version that first contained the bytes. */
  readonly artifactID: Scalars['ID']['input'];
  readonly storagePath: Scalars['String']['input'];
  readonly uploadID: Scalars['String']['input'];
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

export type CompleteMultipartUploadArtifactPayload = {
  readonly digest?: Maybe<Scalars['String']['output']>;
};

export type JobKind =
  /** Purges versions and runs whose undelete window is over; graceSeconds replaces the window. */
  | 'PURGE'
  /** Deletes versions whose time to live is over, and those that no retention rule keeps; runs automatically every night. */
  | 'EXPIRE'
  /** Frees the space of unreferenced data. */
  | 'COLLECT'
  /**
   * Checks rows and bytes. Options: `readData` also reads stored bytes, `subset` ("1/7") reads one part of the packs,
   * `bytesPerSecond` limits the speed. The result has counts, `found` and the first `findings`.
   */
  | 'VERIFY'
  /** Repairs what the stored data allows, and lists in `findings` what remains damaged. */
  | 'REPAIR';

export type JobState =
  | 'WAITING'
  | 'RUNNING'
  | 'DONE'
  | 'FAILED';

export type Job = {
  readonly id: Scalars['ID']['output'];
  readonly kind: JobKind;
  readonly state: JobState;
  readonly graceSeconds?: Maybe<Scalars['Int64']['output']>;
  /** Counts of the work, by name; while a long job runs, the counts so far. */
  readonly result?: Maybe<Scalars['JSON']['output']>;
  readonly error?: Maybe<Scalars['String']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type DamageConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<DamageEdge>;
  readonly pageInfo: PageInfo;
};

export type DamageEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Damage;
};

/** A chunk whose stored bytes are missing or differ from its checksum. */
export type Damage = {
  readonly id: Scalars['ID']['output'];
  /** BLAKE3 of its original bytes, in hex. */
  readonly chunk: Scalars['String']['output'];
  readonly pack: Scalars['String']['output'];
  readonly startByte: Scalars['Int64']['output'];
  /** BLAKE3 of the file that was being read, if any. */
  readonly blob?: Maybe<Scalars['String']['output']>;
  /** `read` or `verify`. */
  readonly foundBy: Scalars['String']['output'];
  readonly detail: Scalars['String']['output'];
  readonly foundAt: Scalars['DateTime']['output'];
  /** When its bytes were intact again. */
  readonly repairedAt?: Maybe<Scalars['DateTime']['output']>;
  /** @deprecated Use repairedAt. */
  readonly healedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The first versions and files that need it. */
  readonly needs: ReadonlyArray<DamageNeed>;
  readonly needCount: Scalars['Int']['output'];
};

export type DamageNeed = {
  /** `entity/project/collection:vN`, or a run or draft. */
  readonly name: Scalars['String']['output'];
  /** Null if the list of files itself is damaged. */
  readonly path?: Maybe<Scalars['String']['output']>;
};

/**
 * Stored bytes, after deduplication and compression, counted for each request. Callers who are not admins of the server see
 * the storage of their entity as if it were alone in the store: exact numbers would reveal whether others store the same
 * bytes.
 */
export type Storage = {
  /** Bytes that nothing else references. */
  readonly uniqueBytes: Scalars['Int64']['output'];
  /** Bytes that others reference, too. */
  readonly sharedBytes: Scalars['Int64']['output'];
  /** Bytes that deleting and purging all of its versions frees. */
  readonly wouldFreeBytes: Scalars['Int64']['output'];
  /** Bytes only in its drafts: unfinished uploads. */
  readonly draftBytes: Scalars['Int64']['output'];
  /** The quota of the entity; null: none. */
  readonly quotaBytes?: Maybe<Scalars['Int64']['output']>;
  /** Bytes added on each of the last days that are still stored; days without growth are left out. */
  readonly growth: ReadonlyArray<StorageGrowth>;
};


/**
 * Stored bytes, after deduplication and compression, counted for each request. Callers who are not admins of the server see
 * the storage of their entity as if it were alone in the store: exact numbers would reveal whether others store the same
 * bytes.
 */
export type StoragegrowthArgs = {
  days: Scalars['Int']['input'];
};

export type StorageGrowth = {
  /** A day in UTC, `2026-11-26`. */
  readonly date: Scalars['String']['output'];
  readonly bytes: Scalars['Int64']['output'];
};

/** The whole store. */
export type StoreBytes = {
  /** Referenced bytes. */
  readonly liveBytes: Scalars['Int64']['output'];
  /** Bytes only in drafts. */
  readonly draftBytes: Scalars['Int64']['output'];
  /** Unreferenced bytes that garbage collection has not removed yet. */
  readonly unreferencedBytes: Scalars['Int64']['output'];
  /** Bytes of removed records in packs that are not rewritten yet. */
  readonly deadBytes: Scalars['Int64']['output'];
  /** The size of all packs. */
  readonly packBytes: Scalars['Int64']['output'];
};

export type DeleteArtifactsInput = {
  readonly entityName: Scalars['String']['input'];
  readonly projectName: Scalars['String']['input'];
  /** Missing: all collections of the project. */
  readonly artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  readonly artifactTypeName?: InputMaybe<Scalars['String']['input']>;
  /**
   * A filter in the language of MongoDB over the fields of a version, and `age_days`, `is_linked`, `is_used` (by an existing
   * run), `is_used_by_kept` (by a run that logged a version that is kept). `{}` matches all versions.
   */
  readonly filter: Scalars['JSONString']['input'];
  /** Whether aliases are deleted, too; otherwise versions with aliases are protected. */
  readonly deleteAliases: Scalars['Boolean']['input'];
  /** Deletes nothing, and returns what it would delete. */
  readonly dryRun: Scalars['Boolean']['input'];
};

export type DeleteArtifactsPayload = {
  readonly versions: ReadonlyArray<MeantArtifact>;
  readonly deletedCount: Scalars['Int']['output'];
  /** Bytes that deleting all of them frees once they are purged. */
  readonly bytes: Scalars['Int64']['output'];
  readonly dryRun: Scalars['Boolean']['output'];
};

export type MeantArtifact = {
  readonly artifact: Artifact;
  /** Bytes that deleting only this version frees. */
  readonly bytes: Scalars['Int64']['output'];
  /** The reason why it is protected. */
  readonly protection?: Maybe<Scalars['String']['output']>;
};

/** A deleted version within its undelete window. */
export type DeletedArtifact = {
  readonly artifact: Artifact;
  /** Its former aliases except `latest`; undeleting restores those that no other version has. */
  readonly aliases: ReadonlyArray<Scalars['String']['output']>;
  /** Bytes that purging only this version frees. */
  readonly bytes: Scalars['Int64']['output'];
  readonly deletedAt: Scalars['DateTime']['output'];
};

/** A deleted run, or the earlier content of a run that was started again, within its undelete window. */
export type DeletedRun = {
  readonly id: Scalars['ID']['output'];
  readonly run?: Maybe<Run>;
  /** The run that replaced it. */
  readonly replacedBy?: Maybe<Run>;
  readonly deletedAt: Scalars['DateTime']['output'];
};

export type DeletedRunConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<DeletedRunEdge>;
  readonly pageInfo: PageInfo;
};

export type DeletedRunEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: DeletedRun;
};

/** A deleted project; its content is purged after the undelete window. */
export type DeletedProject = {
  readonly id: Scalars['ID']['output'];
  readonly project?: Maybe<Project>;
  readonly deletedAt: Scalars['DateTime']['output'];
};

export type DeletedProjectConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<DeletedProjectEdge>;
  readonly pageInfo: PageInfo;
};

export type DeletedProjectEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: DeletedProject;
};

export type DeleteProjectPayload = {
  readonly success?: Maybe<Scalars['Boolean']['output']>;
  /** The id with which the project can be undeleted. */
  readonly projectID?: Maybe<Scalars['ID']['output']>;
};

export type DeletedArtifactConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<DeletedArtifactEdge>;
  readonly pageInfo: PageInfo;
};

export type DeletedArtifactEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: DeletedArtifact;
};

export type UndeletedArtifact = {
  readonly artifact: Artifact;
  /** Former aliases that another version has now. */
  readonly takenAliases: ReadonlyArray<Scalars['String']['output']>;
};

export type PurgeArtifactsPayload = {
  readonly purgedCount: Scalars['Int']['output'];
  /** Bytes that the next garbage collection frees. */
  readonly bytes: Scalars['Int64']['output'];
};

/** Which versions of each collection are kept; the others are deleted once they are old enough. */
export type RetentionRule = {
  /** The artifact types of the rule; empty: all. The first rule of a scope for a type applies. */
  readonly types: ReadonlyArray<Scalars['String']['output']>;
  readonly afterDays: Scalars['Float']['output'];
  readonly keepLast: Scalars['Int']['output'];
  /** Keeps versions with an alias, including `latest`. */
  readonly keepAliased: Scalars['Boolean']['output'];
  readonly keepTagged: Scalars['Boolean']['output'];
  readonly keepLinked: Scalars['Boolean']['output'];
  /** Keeps versions that an existing run used. */
  readonly keepUsed: Scalars['Boolean']['output'];
  readonly keepBest?: Maybe<BestBy>;
};

export type RetentionRuleInput = {
  readonly types: ReadonlyArray<Scalars['String']['input']>;
  readonly afterDays: Scalars['Float']['input'];
  readonly keepLast: Scalars['Int']['input'];
  readonly keepAliased: Scalars['Boolean']['input'];
  readonly keepTagged: Scalars['Boolean']['input'];
  readonly keepLinked: Scalars['Boolean']['input'];
  readonly keepUsed: Scalars['Boolean']['input'];
  readonly keepBest?: InputMaybe<BestByInput>;
};

/** The versions with the best value of a number in their metadata, given as dotted keys. */
export type BestBy = {
  readonly metadata: Scalars['String']['output'];
  readonly order: BestOrder;
  readonly count: Scalars['Int']['output'];
};

export type BestByInput = {
  readonly metadata: Scalars['String']['input'];
  readonly order: BestOrder;
  readonly count: Scalars['Int']['input'];
};

export type BestOrder =
  | 'MAX'
  | 'MIN';

/** The rules of a scope, set at one time. */
export type SetRetentionRules = {
  readonly rules: ReadonlyArray<RetentionRule>;
  /** Null for the admin token, or if the user was deleted. */
  readonly setBy?: Maybe<Scalars['String']['output']>;
  readonly setAt: Scalars['DateTime']['output'];
};

export type RetentionRulesConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<RetentionRulesEdge>;
  readonly pageInfo: PageInfo;
};

export type RetentionRulesEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: SetRetentionRules;
};

export type SetRetentionRulesInput = {
  /** Missing names make the scope wider: collection, project, entity, instance. The narrowest scope with a rule applies. */
  readonly entityName?: InputMaybe<Scalars['String']['input']>;
  readonly projectName?: InputMaybe<Scalars['String']['input']>;
  readonly artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  readonly rules: ReadonlyArray<RetentionRuleInput>;
};

export type RetentionPreview = {
  readonly totalCount: Scalars['Int']['output'];
  readonly versions: ReadonlyArray<PreviewedArtifact>;
  readonly bytes: Scalars['Int64']['output'];
};

export type PreviewedArtifact = {
  readonly artifact: Artifact;
  /** Bytes that deleting only this version frees. */
  readonly bytes: Scalars['Int64']['output'];
  /** The retention rule that would delete it. */
  readonly reason: Scalars['String']['output'];
  /** @deprecated Use reason. */
  readonly because: Scalars['String']['output'];
};

export type SetTimeToLiveInput = {
  readonly entityName: Scalars['String']['input'];
  /** Both of these or none; without them, the default of the entity is set. */
  readonly projectName?: InputMaybe<Scalars['String']['input']>;
  readonly artifactCollectionName?: InputMaybe<Scalars['String']['input']>;
  /** Seconds from the creation of a version; -1: inherit from the next wider scope, -2: forever. */
  readonly ttlDurationSeconds: Scalars['Int64']['input'];
};

export type SetTimeToLivePayload = {
  readonly entity: Entity;
  readonly collection?: Maybe<ArtifactCollection>;
};

export type JobConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<JobEdge>;
  readonly pageInfo: PageInfo;
};

export type JobEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Job;
};

/** An unfinished upload: in progress, failed or stuck. */
export type OpenDraft = {
  readonly artifact: Artifact;
  /** Files it declared or received. */
  readonly fileCount: Scalars['Int']['output'];
  /** Bytes that only this draft references. */
  readonly heldBytes: Scalars['Int64']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  /** When its client last sent a request. */
  readonly idleSince: Scalars['DateTime']['output'];
  /** When its uploads expired; the client can upload them again. */
  readonly expiredAt?: Maybe<Scalars['DateTime']['output']>;
  /** @deprecated Use idleSince. */
  readonly silentSince: Scalars['DateTime']['output'];
  /** @deprecated Use expiredAt. */
  readonly lapsedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type OpenDraftConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<OpenDraftEdge>;
  readonly pageInfo: PageInfo;
};

export type OpenDraftEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: OpenDraft;
};

export type AbandonDraftsPayload = {
  readonly abandonedCount: Scalars['Int']['output'];
};

export type JournalAction =
  | 'DELETED'
  | 'UNDELETED'
  | 'PURGED'
  /** The uploads of a draft expired. */
  | 'LAPSED'
  /** A garbage collection freed bytes. */
  | 'COLLECTED';

export type JournalEntry = {
  readonly at: Scalars['DateTime']['output'];
  readonly action: JournalAction;
  /** The name of the object at that time. */
  readonly subject: Scalars['String']['output'];
  /** Bytes that were unique to a purged version, or that a garbage collection freed; null if unknown or not visible. */
  readonly bytes?: Maybe<Scalars['Int64']['output']>;
  /** The request or the rule that caused it. */
  readonly reason: Scalars['String']['output'];
  /** @deprecated Use reason. */
  readonly because: Scalars['String']['output'];
  /** The user who asked for it, or `the admin token`; null for the server itself. */
  readonly doneBy?: Maybe<Scalars['String']['output']>;
};

export type JournalConnection = {
  readonly totalCount: Scalars['Int']['output'];
  readonly edges: ReadonlyArray<JournalEdge>;
  readonly pageInfo: PageInfo;
};

export type JournalEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: JournalEntry;
};
