/**
 * Operations of clients that Stemma does not offer, by product.
 *
 * The schema rejects these operations; this table lets the message name the product. The report card (test/e2e)
 * compares it with the installed client, so that it contains exactly the rejected operations.
 */

/** The operations and fields of one product. */
interface ProductWire {
  /** Names of its operations in the client's documents. */
  readonly operations: readonly string[];
  /**
   * Fields of the query and mutation roots that only this product requests; an operation may also use an offered one.
   */
  readonly rootFields: readonly string[];
}

const products = {
  "sweeps with a controller": {
    operations: ["EnqueueSweepRun"],
    rootFields: ["enqueueSweepRun"],
  },
  launch: {
    operations: [
      "CreateDefaultResourceConfig",
      "CreateRunQueue",
      "DeleteFromRunQueue",
      "DeleteRunQueue",
      "GetDefaultResourceConfig",
      "GetRunQueueItem",
      "GetRunQueueItems",
      "GetRunQueueMetadata",
      "LaunchAgent",
      "ProjectRunQueues",
      "UpsertRunQueue",
      "ackRunQueueItem",
      "createLaunchAgent",
      "failRunQueueItem",
      "fetchRunQueuesFromProject",
      "popFromRunQueue",
      "pushToRunQueue",
      "pushToRunQueueByName",
      "updateLaunchAgent",
      "updateRunQueueItemWarning",
    ],
    rootFields: [
      "ackRunQueueItem",
      "createDefaultResourceConfig",
      "createLaunchAgent",
      "createRunQueue",
      "deleteFromRunQueue",
      "deleteRunQueues",
      "failRunQueueItem",
      "launchAgent",
      "popFromRunQueue",
      "pushToRunQueue",
      "pushToRunQueueByName",
      "updateLaunchAgent",
      "updateRunQueueItemWarning",
      "upsertRunQueue",
    ],
  },
  reports: {
    operations: ["ProjectViews"],
    rootFields: [],
  },
  "custom charts": {
    operations: ["CreateCustomChart"],
    rootFields: ["createCustomChart"],
  },
  automations: {
    operations: [
      "CreateAutomation",
      "CreateGenericWebhookIntegration",
      "DeleteAutomation",
      "GetAutomationsLegacy",
      "GetEntityAutomations",
      "GetEntityAutomationsLegacy",
      "GetOrgAutomations",
      "IntegrationsByEntity",
      "OrgFeatureFlags",
      "UpdateAutomation",
    ],
    rootFields: ["createFilterTrigger", "createGenericWebhookIntegration", "deleteTrigger", "updateFilterTrigger"],
  },
  alerts: {
    operations: ["NotifyScriptableRunAlert"],
    rootFields: ["notifyScriptableRunAlert"],
  },
  "registry search": {
    operations: [
      "FetchAdvancedRegistryFeatures",
      "FetchRegistries",
      "FetchRegistry",
      "RegistryCollections",
      "RegistryVersions",
    ],
    rootFields: [],
  },
  "registry administration": {
    operations: [
      "CreateRegistryMembers",
      "DeleteRegistry",
      "DeleteRegistryMembers",
      "RegistryTeamMembers",
      "RegistryUserMembers",
      "RenameRegistry",
      "UpdateTeamRegistryRole",
      "UpdateUserRegistryRole",
      "UpsertRegistry",
    ],
    rootFields: [
      "createProjectMembers",
      "deleteModel",
      "deleteProjectMembers",
      "renameProject",
      "updateProjectMember",
      "updateProjectTeamMember",
    ],
  },
  "teams administration": {
    operations: ["CreateInvite", "CreateServiceAccount", "CreateTeam", "DeleteInvite"],
    rootFields: ["createInvite", "createServiceAccount", "createTeam", "deleteInvite"],
  },
  "users administration": {
    operations: ["CreateUserFromAdmin", "DeleteApiKey", "GenerateApiKey"],
    rootFields: ["createUser", "deleteApiKey", "generateApiKey"],
  },
  "run rewind": {
    operations: ["RewindRun"],
    rootFields: ["rewindRun"],
  },
} as const satisfies Record<string, ProductWire>;

/** A product of the protocol, named so that it completes "Stemma does not offer …". */
export type NotOfferedProduct = keyof typeof products;

const entries = Object.entries(products) as [NotOfferedProduct, ProductWire][];
const productByRootField = new Map(entries.flatMap(([name, wire]) => wire.rootFields.map((field) => [field, name])));

/**
 * The product of each operation that is not offered, by operation name.
 *
 * Identifies the product of operations that use an offered root field, such as `project { sweep }`.
 */
export const notOfferedOperations: ReadonlyMap<string, NotOfferedProduct> = new Map(
  entries.flatMap(([name, wire]) => wire.operations.map((operation) => [operation, name])),
);

/** Returns the product that requests this field of the query or mutation root; undefined if none is known. */
export function notOfferedProduct(rootField: string): NotOfferedProduct | undefined {
  return productByRootField.get(rootField);
}
