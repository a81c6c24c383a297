import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { MAX_CACHED_CHARACTERS, MAX_CACHED_DOCUMENTS } from "../../../model/index.ts";

/** Parsed documents by their text. The least recently used are evicted beyond a number of documents and of characters. */
export const createDocumentCache = (): LRUCache<string, DocumentNode> =>
  new LRUCache({
    max: MAX_CACHED_DOCUMENTS,
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_, text) => Math.max(1, text.length),
  });
