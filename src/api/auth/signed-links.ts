import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import {
  type ArtifactId,
  type BlobHash,
  type ManifestId,
  type RunId,
  StemmaError,
  type UserId,
  type UploadId,
} from "../../model/index.ts";

/** What a signed address allows: one verb on one object. */
export type LinkTarget =
  | {
      readonly verb: "PUT";
      readonly kind: "file";
      readonly artifactId: ArtifactId;
      readonly path: string;
      /** What the entry is named by. */
      readonly digest: string;
      /** Base64 MD5 of the bytes, where the digest is another one. */
      readonly md5?: string;
    }
  | {
      readonly verb: "PUT";
      readonly kind: "manifest";
      readonly manifestId: ManifestId;
      readonly artifactId: ArtifactId;
    }
  | {
      readonly verb: "PUT";
      readonly kind: "part";
      readonly artifactId: ArtifactId;
      readonly uploadId: UploadId;
      readonly partNumber: number;
    }
  | { readonly verb: "PUT"; readonly kind: "run-file"; readonly runId: RunId; readonly name: string }
  | { readonly verb: "GET"; readonly kind: "file"; readonly artifactId: ArtifactId; readonly blob: BlobHash }
  | { readonly verb: "GET"; readonly kind: "manifest"; readonly artifactId: ArtifactId }
  | {
      readonly verb: "GET";
      readonly kind: "run-file";
      readonly runId: RunId;
      readonly name: string;
      /** What the file holds; once it holds something else the address has ended. */
      readonly blob: BlobHash;
    };

/** What a signed address says: what is allowed and in whose name. `caller` is null for the admin token. */
export interface SignedLink {
  readonly target: LinkTarget;
  readonly caller: UserId | null;
}

/** A download of many files can take hours after its addresses were handed out; the client gives up below one hour. */
const LINK_LIFE_MS = 6 * 3600 * 1000;

/** Signs and reads addresses that work without a key: they name verb, object, caller and expiry. */
export class SignedLinks {
  readonly #key: KeyObject;
  readonly #nowMs: () => number;

  /** `key` outlives restarts, so that an upload goes on after one. */
  constructor(key: Buffer, nowMs: () => number) {
    // A key object is prepared once; a buffer would be for each of ten thousand addresses.
    this.#key = createSecretKey(key);
    this.#nowMs = nowMs;
  }

  /** The path of an address, to be put behind the server's own. */
  path({ target, caller }: SignedLink): string {
    const payload = Buffer.from(JSON.stringify([target, caller, this.#nowMs() + LINK_LIFE_MS])).toString("base64url");
    return addressPath(target, payload, this.#mac(payload));
  }

  /**
   * Reads the path of a request, with its query where there is one: an address is good only as it was given out.
   *
   * @throws `link_expired` when it is too old, changed, or made for another verb
   */
  read(path: string, verb: "GET" | "PUT"): SignedLink {
    const token = path.slice(path.lastIndexOf("/") + 1);
    const [payload = "", mac = ""] = token.split(".");
    if (!isSameText(mac, this.#mac(payload))) throw refused("it was modified");
    const [target, caller, expiresAtMs] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
      LinkTarget,
      UserId | null,
      number,
    ];
    if (path !== addressPath(target, payload, mac)) throw refused("it was modified");
    if (expiresAtMs < this.#nowMs()) throw refused("it has expired");
    if (target.verb !== verb) throw refused(`it was signed for ${target.verb}`);
    return { target, caller };
  }

  #mac(payload: string): string {
    return createHmac("sha256", this.#key).update(payload).digest("base64url");
  }
}

function addressPath(target: LinkTarget, payload: string, mac: string): string {
  return `/storage/${folderOf(target)}/${payload}.${mac}`;
}

/** Texts are compared, not the bytes they stand for: base64 can spell the same bytes in several ways. */
function isSameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The client tells files of artifacts and manifests apart by these words in their addresses. */
function folderOf({ kind }: LinkTarget): string {
  if (kind === "file" || kind === "part") return "wandb_artifacts";
  return kind === "manifest" ? "wandb_manifest.json" : "run_files";
}

function refused(why: string): StemmaError {
  return new StemmaError("link_expired", `Cannot use the URL: ${why}; request a new one`);
}
