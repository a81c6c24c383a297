import { parse } from "graphql";
import { expect, test } from "vitest";
import { MAX_CACHED_CHARACTERS } from "../../../model/index.ts";
import { createDocumentCache } from "./document-cache.ts";

test("many long documents take no more than their share, and the last used ones stay", () => {
  const cache = createDocumentCache();
  const document = parse("{ viewer { id } }");
  const text = (index: number): string => `{ viewer { id } } # ${index} ${"x".repeat(64_000)}`;
  cache.set("{ viewer { id } }", document);
  for (let index = 0; index < 420; index++) {
    cache.set(text(index), document);
    expect(cache.calculatedSize).toBeLessThanOrEqual(MAX_CACHED_CHARACTERS);
    expect(cache.get("{ viewer { id } }")).toBe(document);
  }
  expect(cache.get(text(0))).toBeUndefined();
  expect(cache.get(text(419))).toBe(document);
});
