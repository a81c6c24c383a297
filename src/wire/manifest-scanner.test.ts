import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DeclaredEntry, MAX_MANIFEST_ENTRY_BYTES, MAX_MANIFEST_HEAD_BYTES } from "../model/index.ts";
import { scanManifest } from "./manifest-scanner.ts";

/** ASCII and everything else half and half; lone surrogates among it. */
const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

const MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
const HEAD = '"version":1,"storagePolicy":"wandb-storage-policy-v1","storagePolicyConfig":{"storageLayout":"V2"}';

/** A manifest with these members as its contents. */
const withContents = (contents: string): string => `{${HEAD},"contents":{${contents}}}`;
const refusal = expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error;

/** Scans bytes that arrive cut into pieces of some sizes, over and over. */
async function scan(source: string | Uint8Array, sizes: readonly number[] = [64 * 1024]): Promise<DeclaredEntry[]> {
  const bytes = Buffer.from(source);
  async function* pieces(): AsyncIterable<Uint8Array> {
    for (let start = 0, turn = 0; start < bytes.length; turn++) {
      const piece = Uint8Array.from(bytes.subarray(start, start + sizes[turn % sizes.length]!));
      yield piece;
      start += piece.length;
      // The memory of a part is used again by whoever sent it.
      piece.fill(0);
    }
  }
  const entries: DeclaredEntry[] = [];
  for await (const batch of scanManifest(pieces())) entries.push(...batch);
  return entries;
}

/** What the members of a manifest mean, read in the plain way. */
function expected(source: string): DeclaredEntry[] {
  const { contents } = JSON.parse(source) as { contents: Record<string, Record<string, unknown>> };
  return Object.entries(contents).map(([path, { digest, size, ref, extra }]) => ({
    path,
    digest: digest as string,
    sizeBytes: typeof size === "number" ? size : undefined,
    ...(typeof ref === "string" ? { ref } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra: extra as Record<string, unknown> } : {}),
  }));
}

const byPath = (entries: readonly DeclaredEntry[]): DeclaredEntry[] =>
  entries.toSorted((left, right) => Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)));

const text = fc.string({ unit: character, maxLength: 12 }).map((value) => value.toWellFormed());
const tricky = fc.constantFrom(
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "contents",
  '"contents":{',
  "\\u0000",
  "__proto__",
);
// JSON.parse of Node 24 and 26 takes a later key that begins with an escape for a key that is one backslash.
const word = fc
  .oneof(
    text,
    fc.array(fc.oneof(text, tricky), { maxLength: 4 }).map((words) => words.join("")),
  )
  .filter((joined) => joined !== "\\");
const extra = fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true });
const file = fc.record(
  { digest: fc.constant(MD5), size: fc.maxSafeNat(), birthArtifactID: word, extra },
  { requiredKeys: ["digest"], noNullPrototype: true },
);
const reference = fc.record(
  { digest: word, ref: word, size: fc.oneof(fc.maxSafeNat(), fc.constant(null)), extra },
  { requiredKeys: ["digest", "ref"], noNullPrototype: true },
);
const contents = fc.uniqueArray(fc.tuple(word, fc.oneof(file, reference)), {
  maxLength: 12,
  selector: ([path]) => path,
});
const blanks = fc.string({ unit: fc.constantFrom(" ", "\n", "\t", "\r"), maxLength: 3 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe("scanManifest()", () => {
  test("returns the entries that JSON.parse returns, however the bytes are split", async () => {
    await fc.assert(
      fc.asyncProperty(contents, sizes, fc.boolean(), blanks, async (members, cuts, isFirst, blank) => {
        const inside = members
          .map(([path, entry]) => `${blank}${JSON.stringify(path)}${blank}:${blank}${JSON.stringify(entry)}${blank}`)
          .join(",");
        const own = `${blank}"contents"${blank}:${blank}{${inside || blank}}${blank}`;
        const source = `${blank}{${isFirst ? `${own},${HEAD}` : `${HEAD},${own}`}}${blank}`;
        expect(byPath(await scan(source, cuts))).toEqual(byPath(expected(source)));
      }),
      { numRuns: 200 },
    );
  });

  test("rejects a manifest truncated at any byte", async () => {
    const source = `{${HEAD},"contents":{"a":{"digest":"${MD5}","size":1},"b é":{"ref":"s3://x","digest":"e","extra":{"k":[1]}}}}`;
    expect(await scan(source)).toHaveLength(2);
    const bytes = Buffer.from(source);
    for (let end = 0; end < bytes.length; end++)
      for (const cuts of [[bytes.length], [1], [7]])
        await expect(scan(bytes.subarray(0, end), cuts)).rejects.toThrow(refusal);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["no object", "[]"],
    ["a text", '"contents"'],
    ["null", "null"],
    ["no contents", `{${HEAD}}`],
    ["contents that are a list", `{${HEAD},"contents":[]}`],
    ["contents that are null", `{${HEAD},"contents":null}`],
    ["contents on another level", `{${HEAD},"other":{"contents":{}}}`],
    ["contents twice", `{${HEAD},"contents":{},"contents":{}}`],
    ["contents twice, then null", `{${HEAD},"contents":{"a":{"digest":"${MD5}"}},"contents":null}`],
    ["another version", '{"version":2,"contents":{}}'],
    ["no version", '{"contents":{}}'],
    ["a version in quotes", '{"version":"1","contents":{}}'],
    ["something behind the end", `${withContents("")} {}`],
    ["a brace too many", `${withContents("")}}`],
    ["a comma before the first entry", withContents(`,"a":{"digest":"${MD5}"}`)],
    ["a comma behind the last entry", withContents(`"a":{"digest":"${MD5}"},`)],
    ["two commas", withContents(`"a":{"digest":"${MD5}"},,"b":{"digest":"${MD5}"}`)],
    ["a comma alone", withContents(",")],
    ["no comma", withContents(`"a":{"digest":"${MD5}"}"b":{"digest":"${MD5}"}`)],
    ["a bracket for a brace", withContents(`"a":{"digest":"${MD5}"]`)],
    ["contents that end with a bracket", `{${HEAD},"contents":{]}`],
    ["an entry that is a text", withContents('"a":"b"')],
    ["an entry that is a list", withContents('"a":[]')],
    ["an entry that is null", withContents('"a":null')],
    ["an entry without a digest", withContents('"a":{"size":1}')],
    ["a digest that is a number", withContents('"a":{"digest":1}')],
    ["a digest that is no MD5", withContents('"a":{"digest":"x"}')],
    ["a size in quotes", withContents(`"a":{"digest":"${MD5}","size":"1"}`)],
    ["a size below 0", withContents(`"a":{"digest":"${MD5}","size":-1}`)],
    ["half a byte", withContents(`"a":{"digest":"${MD5}","size":1.5}`)],
    ["a size that no number keeps", withContents(`"a":{"digest":"${MD5}","size":9007199254740993}`)],
    ["a size without end", withContents(`"a":{"digest":"${MD5}","size":1e999}`)],
    ["NaN", withContents(`"a":{"digest":"${MD5}","size":NaN}`)],
    ["a reference that is a number", withContents('"a":{"digest":"x","ref":1}')],
    ["an extra that is a list", withContents(`"a":{"digest":"${MD5}","extra":[]}`)],
    ["a raw line break in a path", withContents(`"a\nb":{"digest":"${MD5}"}`)],
    ["single quotes", withContents(`'a':{"digest":"${MD5}"}`)],
    ["a byte order mark", `\ufeff${withContents("")}`],
    ["nesting without end", withContents(`"a":${"[".repeat(100_000)}`)],
    ["nesting without end in the head", `{"x":${"[".repeat(100_000)}`],
  ])("refuses %s, however the bytes are cut", async (_, source) => {
    for (const cuts of [[200_000], [1], [13, 5]]) await expect(scan(source, cuts)).rejects.toThrow(refusal);
  });

  test.each<[string, string]>([
    ["twice", `"a":{"digest":"${MD5}"},"a":{"digest":"${MD5}"}`],
    ["twice, spelt in two ways", `"a":{"digest":"${MD5}"},"\\u0061":{"digest":"${MD5}"}`],
  ])("refuses a path that is listed %s in one batch", async (_, members) => {
    await expect(scan(withContents(members))).rejects.toThrow(/listed twice/);
  });

  test("refuses bytes that are not UTF-8, in a path and in the head", async () => {
    const broken = Buffer.from(withContents(`"\u00ff":{"digest":"${MD5}"}`), "latin1");
    await expect(scan(broken)).rejects.toThrow(/not UTF-8/);
    await expect(scan(Buffer.from(`{"x":"\u00ff",${HEAD},"contents":{}}`, "latin1"))).rejects.toThrow(/not UTF-8/);
  });

  test("accepts empty contents, with and without spaces", async () => {
    for (const source of [withContents(""), withContents(" \n "), `{"contents":{},${HEAD}}`])
      for (const cuts of [[64 * 1024], [1]]) expect(await scan(source, cuts)).toEqual([]);
  });

  test("accepts whitespace of any length anywhere", async () => {
    const blank = " \n\t\r".repeat(500);
    const source = `{${blank}${HEAD}${blank},${blank}"contents"${blank}:${blank}{${blank}"a"${blank}:${blank}{"digest":"${MD5}"}${blank}}${blank}}${blank}`;
    expect(await scan(source)).toHaveLength(1);
    expect(await scan(source, [3])).toHaveLength(1);
  });

  test("accepts paths such as __proto__", async () => {
    const entries = await scan(
      withContents(
        `"__proto__":{"digest":"${MD5}","extra":{"__proto__":{"polluted":1}}},"constructor":{"digest":"${MD5}"},"7":{"digest":"${MD5}"}`,
      ),
    );
    expect(entries.map(({ path }) => path).toSorted()).toEqual(["7", "__proto__", "constructor"]);
    expect(JSON.stringify(entries.find(({ path }) => path === "__proto__")?.extra)).toBe(
      '{"__proto__":{"polluted":1}}',
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("accepts an entry of the largest allowed size and rejects a larger one, however the bytes are split", async () => {
    const entry = (sizeBytes: number): string => {
      const plain = `"a":{"digest":"${MD5}","extra":{"k":""}}`;
      return plain.replace('""', `"${"x".repeat(sizeBytes - plain.length)}"`);
    };
    const small = `"b":{"digest":"${MD5}"}`;
    for (const cuts of [[100_000_000], [64 * 1024], [700_000]]) {
      for (const members of [[entry(MAX_MANIFEST_ENTRY_BYTES)], [small, entry(MAX_MANIFEST_ENTRY_BYTES)]])
        expect(await scan(withContents(members.join(",")), cuts)).toHaveLength(members.length);
      const half = [entry(600_000), entry(600_000).replace('"a"', '"c"'), small];
      expect(await scan(withContents(half.join(",")), cuts)).toHaveLength(3);
      for (const members of [
        [entry(MAX_MANIFEST_ENTRY_BYTES + 1)],
        [small, entry(MAX_MANIFEST_ENTRY_BYTES + 1), small],
      ])
        await expect(scan(withContents(members.join(",")), cuts)).rejects.toThrow(/longer than/);
    }
  });

  test("rejects an oversized head, in one part and in many", async () => {
    const head = `"x":"${"y".repeat(MAX_MANIFEST_HEAD_BYTES)}"`;
    for (const source of [`{${head},${withContents("").slice(1)}`, `${withContents("").slice(0, -1)},${head}}`])
      for (const cuts of [[100_000_000], [999]])
        await expect(scan(source, cuts)).rejects.toThrow(/outside its contents/);
  });

  test("returns twenty thousand entries in batches without keeping them", async () => {
    const members = Array.from({ length: 20_000 }, (_, n) => `"folder/${n}":{"digest":"${MD5}","size":${n}}`);
    const source = Buffer.from(withContents(members.join(",")));
    let [batches, count, isInOrder] = [0, 0, true];
    async function* pieces(): AsyncIterable<Uint8Array> {
      for (let start = 0; start < source.length; start += 10_000) yield source.subarray(start, start + 10_000);
    }
    for await (const batch of scanManifest(pieces())) {
      batches += 1;
      isInOrder &&= batch.every(({ sizeBytes }, n) => sizeBytes === count + n);
      count += batch.length;
    }
    expect([count, isInOrder]).toEqual([20_000, true]);
    expect(batches).toBeGreaterThan(40);
  });

  test("rethrows errors of the source", async () => {
    const lost = new Error("the sender went away");
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(withContents("").slice(0, 20));
      throw lost;
    }
    const reading = (async () => {
      for await (const batch of scanManifest(broken())) expect(batch).toEqual([]);
    })();
    await expect(reading).rejects.toBe(lost);
  });
});
