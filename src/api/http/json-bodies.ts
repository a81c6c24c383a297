import { FREE_JSON_BODY_BYTES, MAX_JSON_BODIES_BYTES, StemmaError } from "../../model/index.ts";

/** What one JSON body holds of the memory that all share. */
export interface BodyShare {
  /**
   * Says how long the body has become.
   *
   * @throws `too_many_requests`
   */
  grow(bytes: number): void;
  /** Gives the share back: the request has been answered. */
  release(): void;
}

/**
 * The memory that JSON bodies share until their requests are answered. The first part of a body is free, so that whoever
 * holds the rest with large bodies keeps no ordinary request out.
 */
export class JsonBodies {
  #heldBytes = 0;

  /**
   * Opens the share of a body that says of itself how long it will be, if it does.
   *
   * @throws `too_many_requests`
   */
  open(announcedBytes: number): BodyShare {
    this.#requireRoom(announcedBytes - FREE_JSON_BODY_BYTES);
    let held = 0;
    const take = (bytes: number): void => {
      this.#heldBytes += bytes;
      held += bytes;
    };
    return {
      grow: (bytes) => {
        const more = Math.max(bytes - FREE_JSON_BODY_BYTES, 0) - held;
        if (more <= 0) return;
        this.#requireRoom(more);
        take(more);
      },
      release: () => take(-held),
    };
  }

  #requireRoom(bytes: number): void {
    if (bytes > 0 && this.#heldBytes + bytes > MAX_JSON_BODIES_BYTES)
      throw new StemmaError(
        "too_many_requests",
        `Cannot read the body: other JSON bodies use ${this.#heldBytes} of ${MAX_JSON_BODIES_BYTES} bytes of memory; send it again later`,
      );
  }
}
