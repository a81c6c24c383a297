import type { IncomingMessage, ServerResponse } from "node:http";
import type { Access } from "../../core/accounts/access.ts";
import type { BlobStore } from "../../core/ports/blob-store.ts";
import type { TransferOwner } from "../../core/uploads/authorize-transfer.ts";
import type { BlobHash } from "../../model/index.ts";
import type { ApiParts } from "../api-parts.ts";
import { TtlCache } from "../auth/ttl-cache.ts";
import type { LinkTarget, SignedLink } from "../auth/signed-links.ts";
import { UploadAdmission } from "./upload-admission.ts";
import { DownloadLimiter } from "./download-limiter.ts";
import type { MinimumRateGuard } from "./minimum-rate-guard.ts";

/** Access that was checked is checked again after this time. */
const AUTHORIZATION_TTL_MS = 5_000;

/** What the handlers of byte routes share. */
export interface ByteServer {
  readonly parts: ApiParts;
  readonly senders: MinimumRateGuard;
  readonly bodies: UploadAdmission;
  readonly sending: { readonly blobs: BlobStore; readonly limiter: DownloadLimiter };
  /** The owners of the targets of signed URLs, by caller and target. */
  readonly owners: TtlCache<TransferOwner | null>;
  /** The bytes of deleted versions that other versions refer to. */
  readonly referred: TtlCache<ReadonlySet<BlobHash>>;
}

/** One request for bytes, with the access its permission gives the caller. */
export interface ByteCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly access: Access;
  /** The parameters of the pattern, percent-encoded; `rest` is what `*` stands for. */
  readonly params: Readonly<Record<string, string>>;
}

/** One request for bytes by a signed URL, in the name of the user it was made for. */
export interface SignedCall<Target extends LinkTarget = LinkTarget> extends Omit<ByteCall, "params"> {
  readonly target: Target;
  readonly caller: SignedLink["caller"];
}

/** Answers one request to a byte route. */
export type ByteHandler = (server: ByteServer, call: ByteCall) => void | Promise<void>;

/** Answers one request by a signed URL. */
export type SignedHandler = (server: ByteServer, call: SignedCall) => Promise<void>;

/** The state that byte routes share for as long as a server runs. */
export function createByteServer(parts: ApiParts, senders: MinimumRateGuard): ByteServer {
  const { blobs, clock } = parts.ports;
  return {
    parts,
    senders,
    bodies: new UploadAdmission(),
    sending: { blobs, limiter: new DownloadLimiter(clock) },
    owners: new TtlCache(AUTHORIZATION_TTL_MS),
    referred: new TtlCache(AUTHORIZATION_TTL_MS),
  };
}
