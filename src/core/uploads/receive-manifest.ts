import {
  type DeclaredEntry,
  type ArtifactId,
  digestAlgorithmOf,
  type Entry,
  type JsonText,
  type ManifestId,
  MAX_NAMED_FAULTS,
  StemmaError,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { readBaseBlobs, resolveBindings } from "./base-blobs.ts";
import { bindStoredEntries } from "./bind-stored-entries.ts";
import type { Draft } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readEntries } from "../artifacts/read-manifest.ts";
import { recordReferences } from "../artifacts/record-references.ts";
import type { ManifestRow } from "./manifest-rows.ts";
import { lockOpenDraft, requireDraft, requireOpen } from "./require-draft.ts";
import { sortEntries } from "./sort-entries.ts";
import { type BoundEntry, storeEntries } from "./store-entries.ts";

/** A declared entry, or an unchanged entry of the base. */
type IncomingEntry = { readonly path: string } & ({ readonly declared: DeclaredEntry } | { readonly stored: Entry });

/**
 * Receives the entries of a declared manifest: checks paths, finds the bytes of each, stores them as segments and
 * nodes. Merges an incremental manifest into the entries of its base.
 *
 * The bytes of the manifest itself are not kept; downloads are generated from the entries.
 *
 * @throws `invalid_input`, `missing_bytes` (with the list), `size_mismatch`, `not_found`, `forbidden`, `conflict`,
 * `deleted` (the base)
 */
export async function receiveManifest(
  ports: Ports,
  access: Access,
  input: {
    manifestId: ManifestId;
    /** Reads the entries of the body, which must have this MD5 (base64); empty if any is accepted. */
    readEntries: (expectedMd5: string) => AsyncIterable<readonly DeclaredEntry[]>;
    /** The storage policy config of the manifest; available once all entries were read. */
    policyConfig?: () => JsonText | null;
  },
): Promise<ManifestRow> {
  const { read } = ports.metadata;
  const manifest = await read.manifests.byId(input.manifestId);
  if (manifest === null) throw new StemmaError("not_found", "Cannot find the manifest");
  const draft = await requireDraft(read, access, manifest.artifactId);
  requireOpen(draft, "send a manifest");

  const incoming: IncomingEntry[] = [];
  for await (const batch of input.readEntries(manifest.md5))
    for (const declared of batch) incoming.push({ path: declared.path, declared });
  const { kind, baseId } = manifest;
  const left = kind === "INCREMENTAL" && baseId !== null ? await entriesLeft(ports, baseId, incoming) : [];
  const sorted = await sortEntries(ports.eventLoop, left.length === 0 ? incoming : [...incoming, ...left]);
  const stored = await storeEntries(ports, draft, sorted, (entries) => bindEntries(ports, draft, baseId, entries));
  const refs = sorted.map((entry) => ("declared" in entry ? entry.declared : entry.stored).ref);
  const isReferring = await recordReferences(ports, manifest.id, refs);
  await ports.metadata.transaction(async (rows) => {
    await lockOpenDraft(rows, access, draft.id, "send a manifest");
    await rows.manifests.receive(manifest.id, stored.nodes, {
      ...stored.totals,
      policyConfig: input.policyConfig?.() ?? null,
    });
    if (!isReferring) await rows.references.clear(manifest.id);
    await rows.drafts.touch(draft.id, ports.clock.nowMs());
  });
  return manifest;
}

/**
 * Yields the entries of a base that no new entry replaces.
 *
 * @throws `deleted` if the base was purged
 */
async function entriesLeft(
  ports: Ports,
  baseId: ArtifactId,
  incoming: readonly IncomingEntry[],
): Promise<IncomingEntry[]> {
  const { read } = ports.metadata;
  if ((await read.manifests.ofVersion(baseId)) === null)
    throw new StemmaError("deleted", "Cannot build on the base version: it was deleted; log all files");
  const replaced = new Set(incoming.map(({ path }) => path));
  const left: IncomingEntry[] = [];
  for await (const batch of readEntries(ports, read, baseId))
    for (const stored of batch) if (!replaced.has(stored.path)) left.push({ path: stored.path, stored });
  return left;
}

async function bindEntries(
  ports: Ports,
  draft: Draft,
  baseId: Draft["baseId"],
  entries: readonly IncomingEntry[],
): Promise<BoundEntry[]> {
  const declared = entries.flatMap((entry) => ("declared" in entry ? [entry.declared] : []));
  const stored = entries.flatMap((entry) => ("stored" in entry ? [entry.stored] : []));
  const fromClient = (await bindDeclared(ports, draft, baseId, declared)).values();
  const fromBase = (await bindStoredEntries(ports, stored)).values();
  return entries.map((entry) => ("declared" in entry ? fromClient : fromBase).next().value!);
}

async function bindDeclared(
  ports: Ports,
  draft: Draft,
  baseId: Draft["baseId"],
  entries: readonly DeclaredEntry[],
): Promise<BoundEntry[]> {
  const files = entries
    .filter(({ ref }) => ref === undefined)
    .map((entry) => ({ ...entry, ...(digestAlgorithmOf(entry.extra) === "MD5" ? {} : { md5: null }) }));
  const first = await ports.metadata.read.drafts.bind(draft, files);
  const bindings = resolveBindings(first, files, await readBaseBlobs(ports, baseId, files, first));
  const missing = files.filter((_, index) => typeof bindings[index] === "string").map(({ path }) => path);
  if (missing.length > 0) throw missingBytes(missing);
  let next = 0;
  return entries.map((declared): BoundEntry => {
    const { path, digest, ref, extra } = declared;
    const rest = extra === undefined ? {} : { extra };
    if (ref !== undefined)
      return { entry: { path, digest, sizeBytes: declared.sizeBytes ?? 0, ref, ...rest }, blobId: undefined };
    const blob = bindings[next]!;
    next += 1;
    if (typeof blob === "string") throw missingBytes([path]);
    if (declared.sizeBytes !== undefined && declared.sizeBytes !== blob.sizeBytes) {
      throw new StemmaError(
        "size_mismatch",
        `Cannot store the entry "${path}": its manifest declares ${declared.sizeBytes} bytes, but ${blob.sizeBytes} are stored`,
      );
    }
    return { entry: { path, digest, sizeBytes: blob.sizeBytes, blob: blob.hash, ...rest }, blobId: blob.id };
  });
}

function missingBytes(paths: readonly string[]): StemmaError {
  const named = paths
    .slice(0, MAX_NAMED_FAULTS)
    .map((path) => `"${path}"`)
    .join(", ");
  const more = paths.length > MAX_NAMED_FAULTS ? ` and ${paths.length - MAX_NAMED_FAULTS} more` : "";
  return new StemmaError(
    "missing_bytes",
    `Cannot store the manifest: the bytes of ${named}${more} have not been uploaded to this project; upload them and send the manifest again`,
    {
      details: { paths: paths.slice(0, MAX_NAMED_FAULTS) },
    },
  );
}
