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
 * The objects that one caller may see, checked once per object and request.
 *
 * Readers of its own project see a complete version; readers of a collection it is linked to see parts of it. Users who
 * share a team or organization see each other completely.
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

  /** Returns whether the caller may read what an entity owns. */
  reads(entityId: EntityId): boolean {
    return hasRight(this.#actor, "read", entityId);
  }

  get isSiteAdmin(): boolean {
    return this.#actor.isSiteAdmin;
  }

  /** Returns whether the caller belongs to an organization or one of its teams. */
  belongsTo(org: string): boolean {
    return this.#actor.memberships.some(({ entity }) => entity.org === org || entity.name === org);
  }

  /** Returns whether the caller sees a version: at its source, or in a collection it is linked to. */
  seesVersion({ id, collection }: Version): boolean | Promise<boolean> {
    return this.reads(collection.project.entityId) || this.#linked.has(id);
  }

  /** Returns whether the caller may read a collection, which may contain links. */
  readsCollection(id: CollectionId): Promise<boolean> {
    return this.#collections.has(id);
  }

  /** Returns whether the caller is this user or shares a team or organization with them. */
  knows(userId: UserId): boolean | Promise<boolean> {
    return this.isSiteAdmin || this.#actor.user?.id === userId || this.#known.has(userId);
  }
}

/** Looks up all ids of one tick of the event loop in one query, each id once. */
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
