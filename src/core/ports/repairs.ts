/** The side of the store that writes, as far as it mends what is wrong. */
export interface Repairs {
  /** Counts again what rows keep counters of and corrects those that are wrong; gives their number. */
  recount(): Promise<number>;
  /** Stores the bytes of a chunk that is damaged once more, in the place of the damaged ones. They are the sealed ones. */
  putChunk(chunk: string, bytes: Uint8Array): Promise<void>;
}
