import fc from "fast-check";
import { expect, test } from "vitest";
import { AT_MS, type World, WHOLE, written } from "../world.ts";

/** ASCII and everything else half and half; lone surrogates among it. */
const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

/** Texts that break what is put together by hand, or what counts in other units than bytes. */
const oddTexts = {
  "quotes and backslashes": `it's "quoted" \\ 'twice' \\\\ \`back\` "" '' \\' \\"`,
  "what looks like SQL": `'); drop table entities; -- $1 ? :name @x $$ /* */`,
  "what looks like JSON": `{"a":[1,"b\\n",null],"c":"\\u0000 \\ud83d\\ude00 \\\\u0041"}`,
  "letters beyond ASCII": "Grüße, Ωμέγα, 日本語, مرحبا, नमस्ते, e\u0301 and é",
  "characters beyond the basic plane": "😀👩‍👩‍👧𝒳\u{10ffff}\u{10000}",
  "control characters": "\u0001\u0007\b\t\n\v\f\r\u001b\u007f\u0085\u2028\u2029\ufeff",
  "blanks around": "  \t both ends \n ",
  nothing: "",
  "wild cards": "%_*?[a-z]^$.\\d",
};

/** More than PostgreSQL keeps in one page, and more than one message of its protocol's buffer. */
const LONG_TEXT_CHARACTERS = 3_000_000;

/** Rules for texts: what goes in comes out. */
export function textRules(world: World): void {
  /** A text by the two ways into the database: as a parameter, and as one row of many. */
  async function roundTrip(texts: readonly string[]): Promise<{ alone: string[]; amongMany: string[] }> {
    const runId = await world.run(await world.project());
    const { linesId } = (await world.metadata.read.runs.byId(runId))!;
    await world.metadata.transaction((rows) => rows.runLines.put(linesId, "output", "w", written(0, texts)));
    const amongMany = (await world.metadata.read.runLines.read(linesId, "output", 0, texts.length)).map(
      ({ text }) => text,
    );
    const alone: string[] = [];
    for (const text of texts) {
      await world.metadata.transaction((rows) => rows.runs.update(runId, { config: text }));
      alone.push((await world.metadata.read.runs.byId(runId))!.config);
    }
    return { alone, amongMany };
  }

  for (const [what, text] of Object.entries(oddTexts)) {
    test(`a text of ${what} comes back as it was`, async () => {
      expect(await roundTrip([text, `a${text}`])).toEqual({ alone: [text, `a${text}`], amongMany: [text, `a${text}`] });
    });
  }

  test("a text of three million characters is returned unchanged", async () => {
    const text = "0123456789é😀\\\"'".repeat(LONG_TEXT_CHARACTERS / 16).slice(0, LONG_TEXT_CHARACTERS);
    const { alone, amongMany } = await roundTrip([text]);
    expect(alone[0] === text).toBe(true);
    expect(amongMany[0] === text).toBe(true);
  });

  test("any text without U+0000 is returned unchanged", async () => {
    const anyText = fc.string({ unit: character }).map((text) => text.replaceAll("\0", "0").toWellFormed());
    const someTexts = fc.array(anyText, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(someTexts, async (texts) => {
        expect(await roundTrip(texts)).toEqual({ alone: texts, amongMany: texts });
      }),
      { numRuns: 20 },
    );
  });

  test("U+0000 and lone surrogates in lines are stored as U+FFFD", async () => {
    const id = await world.lines();
    const lines = ["a\0b", "\0", "\ud800x", "x\udc00", "\ude00\ud83d", "\ud83d\ude00", "\\u0000", "\\ud800"];
    await world.metadata.transaction((rows) => rows.runLines.put(id, "output", "w", written(0, lines)));
    const read = await world.metadata.read.runLines.read(id, "output", 0, lines.length);
    const replaced = ["a\ufffdb", "\ufffd", "\ufffdx", "x\ufffd", "\ufffd\ufffd", "\ud83d\ude00", "\\u0000", "\\ud800"];
    expect(read.map(({ text }) => text)).toEqual(replaced);
  });

  test("names are ordered by UTF-8 bytes, beyond the basic plane too", async () => {
    const { id: projectId } = await world.project();
    const names = [
      "b",
      "B",
      "a",
      "_",
      "é",
      "z",
      "\u{10000}",
      "\uffee",
      "\ud7ff",
      "a b",
      "a-b",
      "a\u{1f600}",
      "aé",
      "ab",
    ];
    await world.metadata.transaction(async (rows) => {
      for (const name of names) await rows.types.insert({ projectId, name, atMs: AT_MS });
    });
    const listed = (await world.metadata.read.types.list(projectId, WHOLE)).rows.map(({ name }) => name);
    expect(listed).toEqual(names.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
  });

  test("names that differ by case, accent or normalisation are different", async () => {
    const { id: projectId } = await world.project();
    const names = ["model", "Model", "mödel", "mo\u0308del", "MODEL", "model "];
    const ids = await world.metadata.transaction((rows) =>
      Promise.all(names.map(async (name) => (await rows.types.insert({ projectId, name, atMs: AT_MS })).id)),
    );
    expect(new Set(ids).size).toBe(names.length);
    for (const [index, name] of names.entries())
      expect((await world.metadata.read.types.find(projectId, name))?.id).toBe(ids[index]);
  });
}
