import { setTimeout as sleep } from "node:timers/promises";
import type { SeededRandom } from "../support/seeded-random.ts";
import { readVersion } from "../support/read-version.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { WireClient } from "../support/wire-client.ts";
import { manifestOf, md5Base64, versionDigest, WireDraft, type WireEntry } from "../support/wire-draft.ts";

const KIB = 1024;
const WAIT_MS = 30;
const PROJECT = "faults";

const ADD_ALIASES = `mutation Add($input: AddAliasesInput!) { addAliases(input: $input) { success } }`;
const DELETE = `mutation Delete($id: ID!) { deleteArtifact(input: {artifactID: $id, deleteAliases: true}) { artifact { id } } }`;

/** A version a client was told is stored. */
export interface StoredVersion {
  readonly collection: string;
  readonly versionIndex: number;
  /** Over its entries, hex. */
  readonly digest: string;
  readonly aliases: readonly string[];
}

/** What happened to a client while its server failed. */
export interface ClientReport {
  readonly stored: readonly StoredVersion[];
  readonly failures: readonly string[];
  /** Calls that were made again. */
  readonly repeated: number;
}

/** What a client does when its server does not answer as it should. */
export interface Patience {
  /** Called when a call was answered well; `answers` counts from 1. */
  afterAnswer?(answers: number): Promise<void>;
  /** Called before a call is made again; `tries` counts from 1. */
  beforeRetry(tries: number): Promise<void>;
  /** More tries than that, and the client gives up. */
  readonly tries: number;
}

/**
 * A client of the wire that logs two versions, moves an alias and deletes the first one; it makes every call again until
 * it is answered well, as the official one does.
 */
export async function runPatientClient(
  server: ServerProcess,
  { collection, random, patience }: { collection: string; random: SeededRandom; patience: Patience },
): Promise<ClientReport> {
  const failures: string[] = [];
  let [repeated, answers] = [0, 0];
  const insist = async <T>(what: string, call: (wire: WireClient) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await call(new WireClient(server.baseUrl, server.apiKey));
        answers += 1;
        await patience.afterAnswer?.(answers);
        return answer;
      } catch (error) {
        const told = String((error as Error).message);
        if (!mayBeRepeated(error)) failures.push(`${what} of ${collection} ended with what no client repeats: ${told}`);
        if (tries === patience.tries || !mayBeRepeated(error))
          throw new Error(`${what} of ${collection}: ${told}`, { cause: error });
        repeated += 1;
        await patience.beforeRetry(tries);
        await sleep(WAIT_MS);
      }
    }
  };

  const large = random.bytes(400 * KIB);
  const first = { "small.bin": random.bytes(900), "text.txt": Buffer.alloc(40 * KIB, "a line\n"), "large.bin": large };
  const second = {
    "small.bin": first["small.bin"],
    "other.bin": random.bytes(3000),
    "large.bin": Buffer.concat([random.bytes(100 * KIB), large]),
  };
  const stored: StoredVersion[] = [];
  try {
    const firstId = await log("the first version", first, ["best"]);
    const secondId = await log("the second version", second, []);
    const place = { entityName: "admin", projectName: PROJECT, artifactCollectionName: collection, alias: "best" };
    await insist("the move of an alias", (wire) =>
      wire.data(ADD_ALIASES, { input: { artifactID: secondId, aliases: [place] } }),
    );
    await insist("the deletion", (wire) => wire.data(DELETE, { id: firstId }));
    const digest = versionDigest(entriesOf(second));
    stored.push({ collection: `admin/${PROJECT}/${collection}`, versionIndex: 1, digest, aliases: ["best"] });
    const read = await insist("reading", (wire) => readVersion(wire, { project: PROJECT, name: `${collection}:best` }));
    for (const [path, bytes] of Object.entries(second))
      if (read.get(path)?.equals(bytes) !== true) failures.push(`${path} of ${collection} has other bytes`);
  } catch (error) {
    failures.push((error as Error).message);
  }
  return { stored, failures, repeated };

  async function log(what: string, files: Record<string, Buffer>, aliases: readonly string[]): Promise<string> {
    const entries = entriesOf(files);
    const options = { project: PROJECT, collection, aliases, digest: versionDigest(entries) };
    const clientId = `${what} of ${collection}`;
    // Each call opens the draft by its client's id, so that a restart between two calls is nothing to it.
    const draft = await insist(`the opening of ${what}`, (wire) => WireDraft.open(wire, { ...options, clientId }));
    const withWire = (call: (draft: WireDraft) => Promise<unknown>) => (wire: WireClient) => call(draft.over(wire));
    for (const [path, bytes] of Object.entries(files))
      await insist(
        `the upload of ${path}`,
        withWire((own) => own.upload(path, bytes)),
      );
    await insist(
      `the manifest of ${what}`,
      withWire(async (own) => requireDone(await own.sendManifest(manifestOf(entries)))),
    );
    await insist(
      `the commit of ${what}`,
      withWire(async (own) => requireDone(await own.commit())),
    );
    return draft.facts.id;
  }
}

function entriesOf(files: Readonly<Record<string, Buffer>>): Record<string, WireEntry> {
  return Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, { digest: md5Base64(bytes), size: bytes.byteLength }]),
  );
}

function requireDone({ status, body }: { status: number; body: Buffer }): void {
  if (status !== 200) throw new Error(`It was answered ${status}: ${body.toString("utf8")}`);
}

/**
 * A connection that breaks off, and the statuses 503 and 507.
 *
 * @see docs/internals/wandb-wire.md
 */
function mayBeRepeated(error: unknown): boolean {
  const { message, code } = error as { message: string; code?: string };
  const status = /answered (\d{3})|cannot be read: (\d{3})/.exec(message);
  if (status !== null) return ["503", "507", "200"].includes(status[1] ?? status[2]!);
  return code !== undefined || /socket hang up|ECONN|JSON/.test(message);
}
