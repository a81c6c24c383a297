import type { EntityId } from "../../model/index.ts";

/** The bounds of what entities may store. */
export interface Quotas {
  /**
   * @throws `quota_exceeded` when an entity holds all that it may
   */
  requireRoom(id: EntityId): Promise<void>;
  /**
   * Sets room aside for a body before it is read, so that bodies which arrive at once do not pass the bound together.
   *
   * @throws `quota_exceeded`
   */
  reserve(id: EntityId, bytes: number): Promise<Reservation>;
  /** Texts were stored for an entity, which are counted and never refused. */
  textsArrived(id: EntityId, texts: readonly (string | null | undefined)[]): void;
  /** The quota of an entity was changed: what comes from now on is held against the new one. */
  forget(id: EntityId): void;
}

/** Room that was set aside. */
export interface Reservation {
  /** The body is stored, or it is not. A repeated call changes nothing. */
  settle(isStored: boolean): void;
}
