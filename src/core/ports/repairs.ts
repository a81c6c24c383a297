/** Writes that repair the store. */
export interface Repairs {
  /**
   * Recounts the counters in rows and corrects wrong ones.
   *
   * @returns their number
   */
  recount(): Promise<number>;
  /** Replaces the damaged bytes of a chunk. The caller has verified the new bytes. */
  putChunk(chunk: string, bytes: Uint8Array): Promise<void>;
}
