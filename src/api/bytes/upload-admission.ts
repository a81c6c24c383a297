import {
  LARGE_BODIES_AT_ONCE,
  MAX_BODIES_AT_ONCE,
  SINGLE_CHUNK_BYTES,
  SMALL_BODIES_AT_ONCE,
  StemmaError,
} from "../../model/index.ts";

/** Counts the bodies that are in work or wait for their turn: small and large ones, which have places of their own. */
export class UploadAdmission {
  readonly #counts = { small: 0, large: 0 };

  /**
   * Counts a body in; gives the function that counts it out.
   *
   * @throws `too_many_requests`
   */
  enter(sizeBytes: number): () => void {
    const all = this.#counts.small + this.#counts.large;
    if (all >= MAX_BODIES_AT_ONCE)
      throw new StemmaError(
        "too_many_requests",
        `Cannot accept the body: ${all} other uploads are in progress; send it again later`,
      );
    const kind = kindOf(sizeBytes);
    this.#counts[kind] += 1;
    return () => void (this.#counts[kind] -= 1);
  }

  /** Whether some of its kind wait for a place. */
  isCrowded(sizeBytes: number): boolean {
    return kindOf(sizeBytes) === "small"
      ? this.#counts.small > SMALL_BODIES_AT_ONCE
      : this.#counts.large > LARGE_BODIES_AT_ONCE;
  }
}

function kindOf(sizeBytes: number): "small" | "large" {
  return sizeBytes > SINGLE_CHUNK_BYTES ? "large" : "small";
}
