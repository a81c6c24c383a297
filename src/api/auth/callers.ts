import { createHash, timingSafeEqual } from "node:crypto";
import type { Metadata } from "../../core/ports/metadata.ts";
import { type Actor, StemmaError, type UserId } from "../../model/index.ts";
import { TtlCache } from "./ttl-cache.ts";

/** A key that was revoked, or a member who was removed, is refused after this time at the latest. */
const ACTOR_MEMORY_MS = 5_000;

/** Finds out who calls: by API key, by the admin token, or by the id in a signed address. */
export class Callers {
  readonly #metadata: Metadata;
  readonly #adminToken: string;
  readonly #memory: TtlCache<Actor | null>;

  constructor(ports: { metadata: Metadata; adminToken: string }) {
    this.#metadata = ports.metadata;
    this.#adminToken = ports.adminToken;
    this.#memory = new TtlCache(ACTOR_MEMORY_MS);
  }

  /**
   * The caller behind an `Authorization` header: `Basic api:<key>`, or `Bearer` with the admin token or a key.
   *
   * @throws `unauthenticated`
   */
  async byHeader(header: string | undefined): Promise<Actor> {
    const secret = secretOf(header);
    if (secret === undefined)
      throw new StemmaError("unauthenticated", "user is not logged in: the request has no API key");
    if (isSame(secret, this.#adminToken)) return { user: null, isSiteAdmin: true, memberships: [] };
    const hash = hashKey(secret);
    const actor = await this.#memory.get(`key ${hash}`, () => this.#metadata.read.accounts.actorByKey(hash));
    if (actor === null)
      throw new StemmaError("unauthenticated", "user is not logged in: this server does not know the API key");
    return actor;
  }

  /**
   * The caller a signed address was made for.
   *
   * @throws `link_expired` when the user is gone
   */
  async byLink(caller: UserId | null): Promise<Actor> {
    if (caller === null) return { user: null, isSiteAdmin: true, memberships: [] };
    const actor = await this.#memory.get(`user ${caller}`, () => this.#metadata.read.accounts.actorByUser(caller));
    if (actor === null) throw new StemmaError("link_expired", "Cannot use the URL: its user was deleted");
    return actor;
  }

  /** Whether a header carries the admin token. */
  isAdminToken(header: string | undefined): boolean {
    return header?.startsWith("Bearer ") === true && isSame(header.slice("Bearer ".length), this.#adminToken);
  }
}

/** Keys are random and long, so a plain hash keeps them; the key itself is stored nowhere. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function secretOf(header: string | undefined): string | undefined {
  if (header?.startsWith("Bearer ")) return header.slice("Bearer ".length) || undefined;
  if (!header?.startsWith("Basic ")) return undefined;
  const text = Buffer.from(header.slice("Basic ".length), "base64").toString();
  return text.slice(text.indexOf(":") + 1) || undefined;
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(left!, right!);
}
