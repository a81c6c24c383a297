import type { DocumentNode } from "graphql";
import { MAX_CACHED_CHARACTERS, MAX_CACHED_DOCUMENTS } from "../../../model/index.ts";

/** Parsed documents by their text, the least recently used leaving first; bounded by number and by characters. */
export class DocumentCache {
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  /** In characters of all texts. */
  get characters(): number {
    return this.#characters;
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document === undefined) return undefined;
    this.#documents.delete(text);
    this.#documents.set(text, document);
    return document;
  }

  set(text: string, document: DocumentNode): void {
    this.#documents.set(text, document);
    this.#characters += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#characters <= MAX_CACHED_CHARACTERS && this.#documents.size <= MAX_CACHED_DOCUMENTS) return;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
