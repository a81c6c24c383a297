import {
  type Actor,
  type ArtifactId,
  type CollectionId,
  type EntityId,
  hasRight,
  type UserId,
  type Version,
} from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";

/**
 * What one caller may see, asked once per object and request.
 *
 * A version is seen whole by those who may read its own project, and in part by those who may read a collection it is
 * linked to. A user is seen whole by those who share a team or organization with them.
 */
export class Visibility {
  readonly #actor: Actor;
  readonly #linked: Batch<ArtifactId>;
  readonly #known: Batch<UserId>;
  readonly #collections: Batch<CollectionId>;

  constructor(actor: Actor, rows: Pick<Rows, "links" | "members" | "collections">) {
    this.#actor = actor;
    const readable = (owners: readonly { id: number; entityId: EntityId }[]): Set<number> =>
      new Set(owners.filter(({ entityId }) => this.reads(entityId)).map(({ id }) => id));
    this.#linked = new Batch(async (ids) => readable(await rows.links.ownersOf(ids)));
    this.#collections = new Batch(async (ids) => readable(await rows.collections.ownersOf(ids)));
    const places = actor.memberships.map(({ entity }) => entity.id);
    this.#known = new Batch(async (ids) => new Set(await rows.members.among(places, ids)));
  }

  /** Whether the caller may read what an entity owns. */
  reads(entityId: EntityId): boolean {
    return hasRight(this.#actor, "read", entityId);
  }

  get isSiteAdmin(): boolean {
    return this.#actor.isSiteAdmin;
  }

  /** Whether the caller belongs to an organization, or to one of its teams. */
  belongsTo(org: string): boolean {
    return this.#actor.memberships.some(({ entity }) => entity.org === org || entity.name === org);
  }

  /** Whether the caller sees a version at all: at its source, or in a collection it is linked to. */
  seesVersion({ id, collection }: Version): boolean | Promise<boolean> {
    return this.reads(collection.project.entityId) || this.#linked.has(id);
  }

  /** Whether the caller may read the collection of that id, which may be one of links. */
  readsCollection(id: CollectionId): Promise<boolean> {
    return this.#collections.has(id);
  }

  /** Whether the caller is this user, or shares a team or organization with them. */
  knows(userId: UserId): boolean | Promise<boolean> {
    return this.isSiteAdmin || this.#actor.user?.id === userId || this.#known.has(userId);
  }
}

/** Asks about all ids of one turn of the event loop with one query, and about none twice. */
class Batch<Id extends number> {
  readonly #find: (ids: readonly Id[]) => Promise<ReadonlySet<number>>;
  readonly #answers = new Map<Id, Promise<boolean>>();
  #next: { readonly ids: Id[]; readonly found: Promise<ReadonlySet<number>> } | undefined;

  constructor(find: (ids: readonly Id[]) => Promise<ReadonlySet<number>>) {
    this.#find = find;
  }

  has(id: Id): Promise<boolean> {
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    this.#next ??= this.#begin();
    this.#next.ids.push(id);
    const answer = this.#next.found.then((found) => found.has(id));
    this.#answers.set(id, answer);
    return answer;
  }

  #begin() {
    const ids: Id[] = [];
    const found = Promise.resolve().then(() => {
      this.#next = undefined;
      return this.#find(ids);
    });
    return { ids, found };
  }
}
