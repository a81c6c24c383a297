import type { EntityId } from "../../model/index.ts";

/** The quotas of entities. */
export interface Quotas {
  /**
   * @throws `quota_exceeded` if an entity has reached its quota
   */
  requireRoom(id: EntityId): Promise<void>;
  /**
   * Reserves room for a body before it is read, so that concurrent uploads do not exceed the quota together.
   *
   * @throws `quota_exceeded`
   */
  reserve(id: EntityId, bytes: number): Promise<Reservation>;
  /** Counts texts that were stored for an entity; texts are never rejected. */
  textsArrived(id: EntityId, texts: readonly (string | null | undefined)[]): void;
  /** Forgets the cached quota of an entity after it changed. */
  forget(id: EntityId): void;
}

/** Reserved room. */
export interface Reservation {
  /** Ends the reservation after the body was stored or rejected. A repeated call changes nothing. */
  release(isStored: boolean): void;
}
