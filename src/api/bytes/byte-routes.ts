import type { IncomingMessage, ServerResponse } from "node:http";
import type { AcceptedBlob, Announced, BlobStore, Receipt } from "../../core/ports/blob-store.ts";
import { canReach } from "../../core/accounts/access.ts";
import { findEntryByDigest } from "../../core/artifacts/find-entry.ts";
import { findRun } from "../../core/runs/find-run.ts";
import { readPolicyConfig } from "../../core/artifacts/read-manifest.ts";
import { receiveManifest } from "../../core/uploads/receive-manifest.ts";
import { readableEntries, referredBlobs } from "../../core/artifacts/referred-entries.ts";
import { findVersion } from "../../core/artifacts/resolve-version.ts";
import {
  type ArtifactId,
  type BlobHash,
  checkEntryPath,
  type EntityId,
  md5FromBase64,
  type ProjectId,
  type Right,
  StemmaError,
  type JsonText,
} from "../../model/index.ts";
import { scanManifest } from "../../wire/manifest-scanner.ts";
import { writeManifest } from "../../wire/manifest-writer.ts";
import { baseUrl } from "../base-url.ts";
import { BriefMemory } from "../brief-memory.ts";
import { nodeId, readNodeId } from "../graphql/node-id.ts";
import { accessOn, type ApiParts } from "../request-context.ts";
import { needOfRoute } from "../rights-table.ts";
import type { LinkTarget, SignedLink } from "../signed-links.ts";
import { BodyCrowd } from "./body-crowd.ts";
import { readBody, verifiedMd5 } from "./read-body.ts";
import { sendBlob, sendParts } from "./send-bytes.ts";
import { SendTurns } from "./send-turns.ts";
import type { SlowSenders, WatchedSender } from "./slow-senders.ts";

/** Rights and places that were looked up are asked for again after this time. */
const REACH_MEMORY_MS = 5_000;

/** Where the thing belongs that a link names. */
interface ReachedPlace {
  readonly projectId: ProjectId;
  readonly entityId: EntityId;
  /** A deleted version, of which entries are read that others refer to. */
  readonly isDeleted?: boolean;
}

/** Paths of bytes; whoever calls them by a name that the server does not know is refused. */
const BYTE_PATH = /^\/(?:storage|files|artifactsV2)\//;

/** An address to read something of a version. */
type GetTarget = Extract<LinkTarget, { verb: "GET"; artifactId: ArtifactId }>;

/** The routes that carry bytes, on raw sockets: web streams cost 60 to 75 % more CPU on uploads. */
export class ByteRoutes {
  readonly #parts: ApiParts;
  readonly #reach: BriefMemory<ReachedPlace | null>;
  readonly #referred: BriefMemory<ReadonlySet<BlobHash>>;
  readonly #sending: { readonly blobs: BlobStore; readonly turns: SendTurns };
  readonly #senders: SlowSenders;
  readonly #bodies = new BodyCrowd();

  constructor(parts: ApiParts, senders: SlowSenders) {
    this.#parts = parts;
    this.#senders = senders;
    this.#sending = { blobs: parts.ports.blobs, turns: new SendTurns(parts.ports.clock) };
    this.#reach = new BriefMemory(REACH_MEMORY_MS, () => parts.ports.clock.nowMs());
    this.#referred = new BriefMemory(REACH_MEMORY_MS, () => parts.ports.clock.nowMs());
  }

  /** Answers the request when its path is one of bytes; false leaves it to others. */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (BYTE_PATH.test(path)) baseUrl(this.#parts.addresses, request.headers.host);
    const method = request.method === "HEAD" ? "GET" : request.method;
    if (path.startsWith("/storage/") && (method === "PUT" || method === "GET")) {
      await this.#answerLink(this.#parts.links.read(request.url ?? path, method), request, response);
      return true;
    }
    if (method === "OPTIONS" && /^\/(storage\/|files\/.*(?<!\/file_stream)$)/.test(path)) {
      this.#sayWhoMayAsk(request, response);
      return true;
    }
    if (method !== "GET") return false;
    if (path.startsWith("/artifactsV2/")) {
      await this.#sendByDigest(path, request, response);
      return true;
    }
    if (path.startsWith("/files/")) {
      await this.#sendRunFile(path, request, response);
      return true;
    }
    return false;
  }

  /** A page of this server may use its addresses, one of another may not; clients look whether anybody may. */
  #sayWhoMayAsk(request: IncomingMessage, response: ServerResponse): void {
    needOfRoute("OPTIONS /storage/*");
    needOfRoute("OPTIONS /files/:entity/:project/:run/*");
    const { origin } = new URL(baseUrl(this.#parts.addresses, request.headers.host));
    response
      .writeHead(204, {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, HEAD, PUT",
        Vary: "Host",
      })
      .end();
  }

  async #answerLink({ target, caller }: SignedLink, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { callers, ports } = this.#parts;
    const actor = await callers.byLink(caller);
    const access = accessOn(`${target.verb} /storage/*`, actor);
    const reached = await this.#reach.get(`${access.right} ${caller} ${reachKey(target)}`, () =>
      this.#findReached(target, access.right, actor),
    );
    if (reached === null)
      throw new StemmaError(
        "link_expired",
        "Cannot use the address: what it names is gone, or its user may not reach it any more",
      );
    if (target.verb === "GET") {
      if (reached.isDeleted === true && target.kind !== "run-file") await this.#requireReferred(target);
      if (target.kind === "manifest") await this.#sendManifest(target.artifactId, request, response);
      else await sendBlob(this.#sending, target.blob, "by-content", request, response);
      return;
    }
    const requireWritable = (): void => this.#parts.state.requireWritable();
    if (target.kind === "manifest") {
      const row = await ports.metadata.read.manifests.byId(target.manifestId);
      const watch = (): WatchedSender => this.#senders.watch(request, () => false);
      const body = readBody(request, watch, requireWritable);
      let config: JsonText | null = null;
      const entries = scanManifest(verifiedMd5(body, row?.md5 ?? ""), (found) => {
        config = found;
      });
      await receiveManifest(ports, access, { manifestId: target.manifestId, entries, policyConfig: () => config });
      return acknowledge(response, `"${row?.md5 ?? ""}"`);
    }
    const announced = { sizeBytes: contentLength(request), ...announcedDigests(target, request) };
    const receipt = receiptOf(target, reached.projectId, ports.clock.nowMs());
    const watch = (): WatchedSender => this.#senders.watch(request, () => this.#bodies.isCrowded(announced.sizeBytes));
    const room = await ports.quotas.reserve(reached.entityId, announced.sizeBytes);
    try {
      const body = readBody(request, watch, requireWritable);
      const { md5 } = await this.#accept(body, announced, receipt);
      room.settle(true);
      acknowledge(response, `"${md5}"`);
    } finally {
      room.settle(false);
    }
  }

  /** **Errors** `too_many_requests`; those of `accept` */
  async #accept(...sent: Parameters<BlobStore["accept"]>): Promise<AcceptedBlob> {
    const leave = this.#bodies.enter(sent[1].sizeBytes);
    try {
      return await this.#parts.ports.blobs.accept(...sent);
    } finally {
      leave();
    }
  }

  /** The project of what a link names, as long as it is there and its user may reach it. */
  async #findReached(
    target: LinkTarget,
    right: Right,
    actor: Parameters<typeof accessOn>[1],
  ): Promise<ReachedPlace | null> {
    const { read } = this.#parts.ports.metadata;
    if (target.kind === "run-file") {
      const run = await read.runs.byId(target.runId);
      if (run === null || run.isDeleted || !canReach({ actor, right }, run.project.entityId, "the run")) return null;
      if (target.verb === "GET") {
        // Whether anybody else stores these bytes must not be told by an address of a file that is gone.
        const file = await read.runFiles.find(run.id, target.name);
        if (file?.blob !== target.blob) return null;
      }
      return { projectId: run.project.id, entityId: run.project.entityId };
    }
    const draft = await read.drafts.find(target.artifactId);
    if (draft === null) return null;
    const isDeleted = draft.state === "DELETED";
    if (isDeleted && target.verb !== "GET") return null;
    // Addresses to read are given out for entries of a committed version, whose manifest cannot change.
    if (target.verb === "GET" && draft.state === "PENDING") return null;
    const { projectId, entityId } = draft;
    return canReach({ actor, right }, entityId, "the artifact") ? { projectId, entityId, isDeleted } : null;
  }

  /** Lets through what committed versions refer to of a deleted one. **Errors** `link_expired` */
  async #requireReferred(target: GetTarget): Promise<void> {
    const { ports } = this.#parts;
    const referred = await this.#referred.get(String(target.artifactId), () => referredBlobs(ports, target.artifactId));
    if (target.kind === "manifest" ? referred.size > 0 : referred.has(target.blob)) return;
    throw new StemmaError(
      "link_expired",
      "Cannot use the address: the version was deleted, and no other refers to this",
    );
  }

  async #sendManifest(id: ArtifactId, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ports } = this.#parts;
    const state = (await ports.metadata.read.drafts.find(id))?.state ?? "PENDING";
    const text = writeManifest(
      readableEntries(ports, { id, state }),
      nodeId("Artifact", id),
      await readPolicyConfig(ports.metadata.read, id),
    );
    const headers = {
      "Content-Type": "application/json",
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    };
    await sendParts(response, headers, request.method === "HEAD" ? [] : text);
  }

  /** `/artifactsV2/{region}/{entity}/{project}/{collection}/{artifactId}/{birthArtifactId}/{hex digest}/{basename}` */
  async #sendByDigest(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { callers, ports } = this.#parts;
    const access = accessOn("GET /artifactsV2/*", await callers.byHeader(request.headers.authorization));
    const [, , , , , , artifactId = "", , digest = "", ...name] = path.split("/").map(decode);
    const id = readNodeId<ArtifactId>(artifactId, "Artifact");
    const version = id === null ? null : await findVersion(ports, access, id);
    const entry =
      version === null
        ? undefined
        : await findEntryByDigest(ports, version, { digestHex: digest, basename: name.join("/") });
    if (entry?.blob === undefined) throw new StemmaError("not_found", "Cannot find the file");
    await sendBlob(this.#sending, entry.blob, "by-content", request, response);
  }

  /** `/files/{entity}/{project}/{run}/{name}` */
  async #sendRunFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { callers, ports } = this.#parts;
    const access = accessOn(
      "GET /files/:entity/:project/:run/*",
      await callers.byHeader(request.headers.authorization),
    );
    const [, , entity = "", project = "", runName = "", ...name] = path.split("/").map(decode);
    const run = await findRun(ports, access, { entity, project, run: runName });
    const file = run === null ? null : await ports.metadata.read.runFiles.find(run.id, checkEntryPath(name.join("/")));
    if (file === null)
      throw new StemmaError("not_found", `Cannot find the file "${name.join("/").slice(0, 80)}" of the run`);
    await sendBlob(this.#sending, file.blob, "by-name", request, response);
  }
}

/** What a body that is put to an address is for. */
function receiptOf(
  target: Exclude<LinkTarget, { verb: "GET" } | { kind: "manifest" }>,
  projectId: ProjectId,
  atMs: number,
): Receipt {
  if (target.kind === "file")
    return { kind: "draft-file", projectId, artifactId: target.artifactId, path: target.path, digest: target.digest };
  if (target.kind === "part") return { kind: "part", uploadId: target.uploadId, partNumber: target.partNumber };
  return { kind: "run-file", runId: target.runId, name: target.name, atMs };
}

function acknowledge(response: ServerResponse, etag: string): void {
  // With an explicit length the client can use the connection again.
  response.writeHead(200, { "Content-Length": 0, ETag: etag }).end();
}

function announcedDigests(target: LinkTarget, request: IncomingMessage): Pick<Announced, "md5" | "xxh128"> {
  if (target.kind === "file" && target.verb === "PUT") {
    const { digest, path, md5 } = target;
    return { md5: md5FromBase64(md5 ?? digest, path), ...(md5 === undefined ? {} : { xxh128: digest }) };
  }
  const header = request.headers["content-md5"];
  return { md5: typeof header === "string" ? md5FromBase64(header, "the body") : undefined };
}

/** **Errors** `invalid_input`: a body without a length cannot be told from one that was cut off */
function contentLength(request: IncomingMessage): number {
  const length = Number(request.headers["content-length"]);
  if (!Number.isSafeInteger(length) || length < 0)
    throw new StemmaError("invalid_input", "Cannot store the body: expected a Content-Length");
  return length;
}

function reachKey(target: LinkTarget): string {
  if (target.kind !== "run-file") return `${target.verb} artifact ${target.artifactId}`;
  return target.verb === "PUT" ? `PUT run ${target.runId}` : `GET run ${target.runId} ${target.blob} ${target.name}`;
}

/** Decodes a part of a path once. **Errors** `invalid_input` */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the address: it is not properly encoded", { cause });
  }
}
