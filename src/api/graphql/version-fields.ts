import { idOrder, pageOf } from "../../core/list-page.ts";
import { listEntries } from "../../core/artifacts/list-entries.ts";
import { listLinks } from "../../core/deletion/list-links.ts";
import { listReferrers } from "../../core/deletion/list-referrers.ts";
import { hasReferredEntries } from "../../core/artifacts/referred-entries.ts";
import { makerOfVersion, usersOfVersion } from "../../core/runs/run-lineage.ts";
import {
  digestAlgorithmOf,
  type Entry,
  effectiveTtl,
  listName,
  StemmaError,
  TTL_INHERITED,
  TTL_NONE,
  type Version,
  type VersionMembership,
} from "../../model/index.ts";
import { linkName } from "../../core/deletion/version-protection.ts";
import { connection, type PageArguments, readPage, readWholePage } from "./connection.ts";
import { fileNode, madeOnce } from "./file-node.ts";
import type { Fields, GraphqlContext } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";
import { storageOf } from "./storage-fields.ts";

/** Hex digits of the digest that serve as the short name of a content. */
const COMMIT_HASH_DIGITS = 20;

/** Fields of a version. */
export const versionFields: Fields<Version> = {
  id: (version) => nodeId("Artifact", version.id),
  artifactSequence: (version) => version.collection,
  artifactType: ({ collection }) => ({
    id: collection.typeId,
    name: collection.type,
    description: null,
    createdAtMs: collection.createdAtMs,
    project: collection.project,
  }),
  commitHash: (version) => version.digest.slice(0, COMMIT_HASH_DIGITS),
  size: (version) => version.sizeBytes,
  fileCount: (version) => version.entryCount,
  ttlDurationSeconds: ({ ttlSeconds, collection }) =>
    effectiveTtl(ttlSeconds, collection.inheritedTtlSeconds, null) ?? TTL_NONE,
  ttlIsInherited: ({ ttlSeconds }) => ttlSeconds === null || ttlSeconds === TTL_INHERITED,
  createdAt: (version) => isoTime(version.createdAtMs),
  updatedAt: (version) => isoTime(version.updatedAtMs),
  currentManifest: async (version, _, context) =>
    version.state === "COMMITTED" ||
    (version.state === "DELETED" && (await hasReferredEntries(context.ports, version.id)))
      ? manifestOf(version, context)
      : null,
  filesByManifestEntries: async (version, { entries }: { entries?: { name: string }[] }, context) => {
    const page = { after: null, first: entries?.length ?? 0 };
    const listed = await listEntries(context.ports, version, { names: (entries ?? []).map(({ name }) => name), page });
    return connection(listed, (entry) => entryNode(version, entry, context));
  },
  files: (version, args: FileArguments, context) =>
    version.state === "COMMITTED" ? filesOf(version, args, context) : null,
  artifactMemberships: async (version, args: PageArguments, { ports, visibility }) => {
    const all = await ports.metadata.read.versions.memberships([version.id]);
    const visible = all.filter(({ collection }) => visibility.reads(collection.project.entityId));
    const order = idOrder<VersionMembership>(listName("memberships", version.id));
    return connection(pageOf(visible, readWholePage(args), order), (membership) => membership);
  },
  links: (version, _, { ports, reading }) => listLinks(ports, reading, version),
  referredBy: (version, _, { ports, reading }) => listReferrers(ports, reading, version),
  usedBy: async (version, args: PageArguments, { ports, reading }) =>
    connection(await usersOfVersion(ports, reading, version, readWholePage(args)), (run) => run),
  storage: storageOf.version,
  createdBy: (version, _, { ports, reading }) => makerOfVersion(ports, reading, version),
};

/** Fields of a link, as admins of the version's own entity see it. */
export const linkFields: Fields<VersionMembership> = {
  name: linkName,
  aliases: ({ version, collection }) =>
    version.aliases.filter(({ collectionId }) => collectionId === collection.id).map(({ alias }) => alias),
  linkedAt: ({ createdAtMs }) => isoTime(createdAtMs),
};

/** Fields of a version inside a collection. */
export const membershipFields: Fields<VersionMembership> = {
  id: (membership) => nodeId("ArtifactCollectionMembership", membership.id),
  createdAt: (membership) => isoTime(membership.createdAtMs),
  aliases: ({ version, collection }) => version.aliases.filter(({ collectionId }) => collectionId === collection.id),
  artifactCollection: ({ collection }) => collection,
  artifact: ({ version }) => version,
  files: async ({ version }, args: FileArguments, context) => {
    if (!context.visibility.reads(version.collection.project.entityId))
      throw new StemmaError(
        "forbidden",
        "Cannot read the files of the linked version: you can read the link, but not its source; ask an admin of the team that owns the source",
      );
    return filesOf(version, args, context);
  },
};

type FileArguments = PageArguments & { readonly names?: string[] | null };

async function filesOf(version: Version, args: FileArguments, context: GraphqlContext) {
  const listed = await listEntries(context.ports, version, { names: args.names ?? undefined, page: readPage(args) });
  return connection(listed, (entry) => entryNode(version, entry, context));
}

function manifestOf(version: Version, context: GraphqlContext) {
  const directUrl = madeOnce(() => context.address({ verb: "GET", kind: "manifest", artifactId: version.id }));
  const id = nodeId("ArtifactManifest", version.id);
  const ownerId = version.collection.project.entityId;
  const file = {
    ownerId,
    id,
    name: "wandb_manifest.json",
    sizeBytes: 0,
    digest: null,
    md5: null,
    updatedAt: null,
    url: directUrl,
    directUrl,
    storagePath: "wandb_manifest.json",
  };
  return { id, ownerId, file: fileNode(file) };
}

function entryNode(version: Version, entry: Entry, context: GraphqlContext) {
  const { blob, ref = "" } = entry;
  const address = madeOnce(() =>
    blob === undefined ? ref : context.address({ verb: "GET", kind: "file", artifactId: version.id, blob }),
  );
  return fileNode({
    ownerId: version.collection.project.entityId,
    id: btoa(`ArtifactFile:${version.id}:${Buffer.from(entry.path).toString("hex")}`),
    name: entry.path,
    sizeBytes: entry.sizeBytes,
    digest: entry.digest,
    md5: entry.blob === undefined || digestAlgorithmOf(entry.extra) !== "MD5" ? null : entry.digest,
    updatedAt: isoTime(version.updatedAtMs),
    url: address,
    directUrl: address,
    storagePath: blob === undefined ? ref : `wandb_artifacts/${version.id}/${entry.digest}`,
  });
}
