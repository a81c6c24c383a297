import { createHash } from "node:crypto";
import { type Answer, jsonOf, sendRequest } from "./send-request.ts";
import type { WireClient } from "./wire-client.ts";

/** An entry as written in a manifest. */
export interface WireEntry {
  readonly digest: string;
  readonly size?: number;
  readonly ref?: string;
}

/** A signed URL with its required headers. */
export interface UploadAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Returns the request head for the body of a file, for a plain connection. */
export function uploadHead({ url, headers }: UploadAddress, sizeBytes: number): string {
  const { pathname, host } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `PUT ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${sizeBytes}\r\n${lines.join("")}\r\n`;
}

/** The options of a draft; missing ones are generated. */
export interface DraftOptions {
  readonly entity?: string;
  readonly project: string;
  readonly collection: string;
  readonly digest?: string;
  readonly aliases?: readonly string[];
  /** The run that logs it; by default a new one. */
  readonly run?: string;
  /** The client's own id of it; with the id of an open draft, that draft is continued. */
  readonly clientId?: string;
}

interface DraftFacts extends Required<Omit<DraftOptions, "aliases" | "clientId">> {
  readonly run: string;
  readonly id: string;
  /** PENDING, or COMMITTED if the same content already exists. */
  readonly state: string;
}

const START_RUN = `mutation StartRun($entity: String, $project: String, $name: String) {
  upsertBucket(input: {entityName: $entity, modelName: $project, name: $name}) {
    bucket { name project { name entity { name } } }
  }
}`;
const CREATE_ARTIFACT = `mutation Create($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id state } }
}`;
const CREATE_MANIFEST = `mutation CreateManifest($input: CreateArtifactManifestInput!) {
  createArtifactManifest(input: $input) { artifactManifest { id file { uploadUrl uploadHeaders } } }
}`;
const CREATE_FILES = `mutation CreateFiles($input: CreateArtifactFilesInput!) {
  createArtifactFiles(input: $input) { files { edges { node { uploadUrl uploadHeaders } } } }
}`;
const COMMIT = `mutation Commit($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id } } }`;

let made = 0;

/** A version in progress, request by request: the work of one `log_artifact` call. */
export class WireDraft {
  readonly wire: WireClient;
  readonly facts: DraftFacts;
  /** The client's own id of it. */
  readonly clientId: string;

  private constructor(wire: WireClient, facts: DraftFacts, clientId: string) {
    this.wire = wire;
    this.facts = facts;
    this.clientId = clientId;
  }

  /** Starts a run and creates a draft, by default with a unique digest. */
  static async open(wire: WireClient, options: DraftOptions): Promise<WireDraft> {
    made += 1;
    const { entity = null, project, collection, aliases = [] } = options;
    const digest = options.digest ?? made.toString(16).padStart(32, "0");
    const { upsertBucket } = await wire.data<{
      upsertBucket: { bucket: { name: string; project: { name: string; entity: { name: string } } } };
    }>(START_RUN, { entity, project, name: options.run ?? `run-${made}` });
    const { bucket } = upsertBucket;
    const names = { entity: bucket.project.entity.name, project: bucket.project.name, run: bucket.name };
    const created = createInput({ ...names, collection, digest });
    const input = {
      ...created,
      clientID: options.clientId ?? created["clientID"],
      aliases: aliases.map((alias) => ({ artifactCollectionName: collection, alias })),
    };
    const { createArtifact } = await wire.data<{ createArtifact: { artifact: { id: string; state: string } } }>(
      CREATE_ARTIFACT,
      { input },
    );
    return new WireDraft(wire, { ...names, collection, digest, ...createArtifact.artifact }, String(input.clientID));
  }

  /** Returns the same draft with another client. */
  over(wire: WireClient): WireDraft {
    return new WireDraft(wire, this.facts, this.clientId);
  }

  /** Declares a file; the answer may be an error. */
  declare(path: string, md5: string): Promise<Answer> {
    const file = { artifactID: this.facts.id, name: path, md5, mimetype: null, uploadPartsInput: null };
    return this.wire.graphql(CREATE_FILES, { input: { artifactFiles: [file], storageLayout: "V2" } });
  }

  /** Declares a file and returns its upload URL, or null if its bytes are already stored. */
  async uploadAddress(path: string, bytes: Uint8Array): Promise<UploadAddress | null> {
    const answer = await this.declare(path, md5Base64(bytes));
    if (answer.status !== 200)
      throw new Error(`"${path}" was answered ${answer.status}: ${answer.body.toString("utf8")}`);
    const { data } = jsonOf(answer) as { data: { createArtifactFiles: { files: { edges: { node: UploadNode }[] } } } };
    return addressOf(data.createArtifactFiles.files.edges[0]!.node);
  }

  /** Uploads a file unless it is already stored, and returns its manifest entry. */
  async upload(path: string, bytes: Uint8Array): Promise<WireEntry> {
    const address = await this.uploadAddress(path, bytes);
    if (address !== null) {
      const answer = await sendRequest(address.url, { method: "PUT", headers: address.headers, body: bytes });
      if (answer.status !== 200)
        throw new Error(`The upload of "${path}" was answered ${answer.status}: ${answer.body.toString("utf8")}`);
    }
    return { digest: md5Base64(bytes), size: bytes.byteLength };
  }

  /** Returns the upload URL of a manifest with that MD5. */
  async manifestAddress(md5: string): Promise<UploadAddress> {
    const { entity, project, run, id } = this.facts;
    const { createArtifactManifest } = await this.wire.data<{
      createArtifactManifest: { artifactManifest: { file: UploadNode } };
    }>(CREATE_MANIFEST, {
      input: {
        artifactID: id,
        baseArtifactID: null,
        name: "wandb_manifest.json",
        digest: md5,
        entityName: entity,
        projectName: project,
        runName: run,
        type: "FULL",
      },
    });
    return addressOf(createArtifactManifest.artifactManifest.file)!;
  }

  /** Sends the bytes of a manifest; the answer may be an error. */
  async sendManifest(manifest: Uint8Array): Promise<Answer> {
    const { url, headers } = await this.manifestAddress(md5Base64(manifest));
    return sendRequest(url, { method: "PUT", headers, body: manifest });
  }

  /** Commits the version; the answer may be an error. */
  commit(): Promise<Answer> {
    return this.wire.graphql(COMMIT, { id: this.facts.id });
  }
}

/** Returns the input with which the client creates a version. */
export function createInput(names: {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  readonly collection: string;
  readonly digest: string;
}): Record<string, unknown> {
  made += 1;
  return {
    entityName: names.entity,
    projectName: names.project,
    runName: names.run,
    artifactTypeName: "dataset",
    artifactCollectionName: names.collection,
    artifactCollectionNames: null,
    aliases: [],
    digest: names.digest,
    digestAlgorithm: "MANIFEST_MD5",
    enableDigestDeduplication: true,
    clientID: `client-${process.pid}-${made}`,
    sequenceClientID: `sequence-${process.pid}-${made}`,
    description: null,
    metadata: null,
  };
}

/** Returns a manifest like the client's with these entries. */
export function manifestOf(contents: Readonly<Record<string, unknown>>): Buffer {
  const head = { version: 1, storagePolicy: "wandb-storage-policy-v1", storagePolicyConfig: { storageLayout: "V2" } };
  return Buffer.from(JSON.stringify({ ...head, contents }));
}

/** Returns the digest of a version over its entries, as the client computes it. */
export function versionDigest(contents: Readonly<Record<string, WireEntry>>): string {
  const md5 = createHash("md5").update("wandb-artifact-manifest-v1\n");
  const paths = Object.keys(contents).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  for (const path of paths) md5.update(`${path}:${contents[path]!.digest}\n`);
  return md5.digest("hex");
}

/** Logs a complete version with these files and returns its draft. */
export async function publishVersion(
  wire: WireClient,
  options: Omit<DraftOptions, "digest">,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<WireDraft> {
  const declared = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, { digest: md5Base64(bytes), size: bytes.byteLength }]),
  );
  const draft = await WireDraft.open(wire, { ...options, digest: versionDigest(declared) });
  if (draft.facts.state !== "PENDING") return draft;
  for (const [path, bytes] of Object.entries(files)) await draft.upload(path, bytes);
  for (const answer of [await draft.sendManifest(manifestOf(declared)), await draft.commit()])
    if (answer.status !== 200) throw new Error(`The version was refused: ${answer.body.toString("utf8")}`);
  return draft;
}

/** Returns a base64 MD5, as on the wire. */
export function md5Base64(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("base64");
}

interface UploadNode {
  readonly uploadUrl: string | null;
  readonly uploadHeaders: readonly string[];
}

/** Headers are `Name:Value` lines. */
function addressOf({ uploadUrl, uploadHeaders }: UploadNode): UploadAddress | null {
  if (uploadUrl === null) return null;
  const headers = uploadHeaders.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]);
  return { url: uploadUrl, headers: Object.fromEntries(headers) as Record<string, string> };
}
