import { randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { createInput } from "../test/support/wire-draft.ts";

/** A file to be declared. */
export interface DeclaredFile {
  readonly path: string;
  /** Base64, as on the wire. */
  readonly md5: string;
}

const START_RUN = `mutation StartRun($project: String, $name: String) {
  upsertBucket(input: {modelName: $project, name: $name}) { bucket { name project { name entity { name } } } }
}`;
const CREATE_ARTIFACT = `mutation Create($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id } }
}`;
const CREATE_FILES = `mutation CreateFiles($input: CreateArtifactFilesInput!) {
  createArtifactFiles(input: $input) { files { edges { node { uploadUrl } } } }
}`;
const CREATE_MANIFEST = `mutation CreateManifest($input: CreateArtifactManifestInput!) {
  createArtifactManifest(input: $input) { artifactManifest { file { uploadUrl } } }
}`;
const COMMIT = `mutation Commit($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id } } }`;
const ADDRESSES = `query Addresses($entity: String!, $project: String!, $name: String!, $after: String) {
  project(name: $project, entityName: $entity) {
    artifactCollectionMembership(name: $name) {
      files(first: 5000, after: $after) { pageInfo { endCursor hasNextPage } edges { node { directUrl } } }
    }
  }
}`;

interface Names {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
}

/** The requests that log and read a version, sent one by one over persistent connections. */
export class WireClient {
  readonly #names: Names;
  readonly #post: Post;

  private constructor(post: Post, names: Names) {
    this.#post = post;
    this.#names = names;
  }

  /** Starts a run in a project. */
  static async start(server: { baseUrl: string; apiKey: string }, project: string, run = "run"): Promise<WireClient> {
    const post = postTo(server);
    const { upsertBucket } = await post<{
      upsertBucket: { bucket: { name: string; project: { name: string; entity: { name: string } } } };
    }>(START_RUN, { project, name: run });
    const { name, project: owner } = upsertBucket.bucket;
    return new WireClient(post, { entity: owner.entity.name, project: owner.name, run: name });
  }

  /** Creates a draft and returns its id. */
  async createArtifact(collection: string, digest: string): Promise<string> {
    const input = { ...createInput({ ...this.#names, collection, digest }), clientID: randomUUID() };
    const data = await this.#post<{ createArtifact: { artifact: { id: string } } }>(CREATE_ARTIFACT, { input });
    return data.createArtifact.artifact.id;
  }

  /** Declares files and returns the path of each upload URL. */
  async createFiles(artifactID: string, files: readonly DeclaredFile[]): Promise<string[]> {
    const artifactFiles = files.map(({ path, md5 }) => ({ artifactID, name: path, md5, uploadPartsInput: null }));
    const data = await this.#post<{ createArtifactFiles: { files: { edges: { node: { uploadUrl: string } }[] } } }>(
      CREATE_FILES,
      { input: { artifactFiles, storageLayout: "V2" } },
    );
    return data.createArtifactFiles.files.edges.map(({ node }) => pathOf(node.uploadUrl));
  }

  /** Declares a manifest and returns the path of its upload URL. */
  async createManifest(artifactID: string, md5: string): Promise<string> {
    const { entity, project, run } = this.#names;
    const data = await this.#post<{
      createArtifactManifest: { artifactManifest: { file: { uploadUrl: string } } };
    }>(CREATE_MANIFEST, {
      input: {
        artifactID,
        baseArtifactID: null,
        name: "wandb_manifest.json",
        digest: md5,
        entityName: entity,
        projectName: project,
        runName: run,
        type: "FULL",
      },
    });
    return pathOf(data.createArtifactManifest.artifactManifest.file.uploadUrl);
  }

  async commit(id: string): Promise<void> {
    await this.#post(COMMIT, { id });
  }

  /** Returns the paths of the URLs of all files of a version. */
  async fileAddresses(name: string): Promise<string[]> {
    const { entity, project } = this.#names;
    const paths: string[] = [];
    for (let after: string | null = null; ;) {
      const data: Addresses = await this.#post(ADDRESSES, { entity, project, name, after });
      const { files } = data.project.artifactCollectionMembership;
      paths.push(...files.edges.map(({ node }) => pathOf(node.directUrl)));
      if (!files.pageInfo.hasNextPage) return paths;
      after = files.pageInfo.endCursor;
    }
  }
}

interface Addresses {
  readonly project: {
    readonly artifactCollectionMembership: {
      readonly files: {
        readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
        readonly edges: readonly { readonly node: { readonly directUrl: string } }[];
      };
    };
  };
}

type Post = <Data>(query: string, variables: object) => Promise<Data>;

function postTo({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): Post {
  const agent = new Agent({ keepAlive: true });
  const headers = { Authorization: `Basic ${btoa(`api:${apiKey}`)}`, "Content-Type": "application/json" };
  return async <Data>(query: string, variables: object) => {
    const body = Buffer.from(JSON.stringify({ query, variables }));
    const sent = httpRequest(`${baseUrl}/graphql`, {
      method: "POST",
      agent,
      headers: { ...headers, "Content-Length": body.byteLength },
    });
    const answer = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
      sent.on("response", resolve).on("error", reject).end(body);
    });
    const said = await text(answer);
    const { data, errors } = JSON.parse(said) as { data?: Data; errors?: unknown };
    if (data === undefined || errors !== undefined) throw new Error(`The server answered ${said.slice(0, 1000)}`);
    return data;
  };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
