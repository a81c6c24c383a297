import { StemmaError } from "../errors.ts";
import { MAX_PATTERN_CHARACTERS } from "../limits.ts";
import { shown } from "../names.ts";
import { type PatternBudget, findPattern, type PatternStep } from "./pattern-program.ts";

/** Steps a pattern may have once its counted repeats are written out. */
const MAX_PATTERN_STEPS = 1000;

/**
 * Reads a regular expression and gives the test for it, which takes linear time whatever the expression and the text.
 *
 * Letters, `.`, classes, `\d \w \s` and their opposites, `^ $ \b \B`, groups, `|`, `* + ? {n,m}`, `(?i)` in front. What
 * would need backtracking (back references, look-around) is refused.
 *
 * @throws `invalid_input`; `over_budget` from the test, once the filters of a request have used up their steps
 */
export function readPattern(text: string, isCaseIgnored: boolean, budget: PatternBudget): (value: string) => boolean {
  if (text.length > MAX_PATTERN_CHARACTERS)
    throw refused(text, `a pattern of at most ${MAX_PATTERN_CHARACTERS} characters`);
  const isFlagged = text.startsWith("(?i)");
  const reader = new PatternReader(isFlagged ? text.slice(4) : text, isCaseIgnored || isFlagged);
  const steps: PatternStep[] = [...reader.readAll(), { kind: "end" }];
  return (value) => {
    const isFound = findPattern(steps, value, budget);
    if (isFound === undefined)
      throw new StemmaError(
        "over_budget",
        `Cannot filter by "${shown(text)}": the pattern takes too long on this many values; use a simpler pattern or fewer values`,
      );
    return isFound;
  };
}

/** A piece of a pattern. Forks tell targets from their own place, so that pieces can be put one behind the other. */
type Piece = readonly RelativeStep[];
type RelativeStep = Exclude<PatternStep, { kind: "fork" }> | { readonly kind: "fork"; readonly targets: number[] };

const isWord = (character: string): boolean => /^\w$/.test(character);
const places: Readonly<Record<string, (before: string, after: string) => boolean>> = {
  "^": (before) => before === "",
  $: (_, after) => after === "",
  "\\b": (before, after) => isWord(before) !== isWord(after),
  "\\B": (before, after) => isWord(before) === isWord(after),
};

const TOKEN = /\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?[^:]|\(\?:|[^]/gsu;
const QUANTIFIER = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})$/;

class PatternReader {
  readonly #text: string;
  readonly #tokens: readonly string[];
  readonly #flags: string;
  #next = 0;

  constructor(text: string, isCaseIgnored: boolean) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#flags = isCaseIgnored ? "iu" : "u";
  }

  readAll(): PatternStep[] {
    const piece = this.#readChoice();
    if (this.#next < this.#tokens.length) throw refused(this.#text, "as many ( as )");
    return piece.map((step, index) =>
      step.kind === "fork" ? { kind: "fork", targets: step.targets.map((target) => index + target) } : step,
    );
  }

  #readChoice(): Piece {
    let left = this.#readRow();
    while (this.#tokens[this.#next] === "|") {
      this.#next += 1;
      const right = this.#readRow();
      left = [fork(1, left.length + 2), ...left, fork(right.length + 1), ...right];
    }
    return left;
  }

  #readRow(): Piece {
    const row: RelativeStep[] = [];
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token === undefined || token === "|" || token === ")") return row;
      const piece = this.#readRepeats(this.#readOne(token));
      if (row.length + piece.length > MAX_PATTERN_STEPS) throw refused(this.#text, "a shorter pattern");
      row.push(...piece);
    }
  }

  #readOne(token: string): Piece {
    this.#next += 1;
    if (token === "(" || token === "(?:") {
      const piece = this.#readChoice();
      if (this.#tokens[this.#next] !== ")") throw refused(this.#text, "as many ( as )");
      this.#next += 1;
      return piece;
    }
    if (token.startsWith("(?") || /^\\[1-9k]/.test(token))
      throw refused(this.#text, "a pattern without backreferences and lookaround");
    if (QUANTIFIER.test(token)) throw refused(this.#text, `something before "${token}"`);
    if (token === "[" || token === "\\") throw refused(this.#text, `something after "${token}"`);
    const isMet = places[token];
    return [isMet === undefined ? this.#characterStep(token) : { kind: "place", isMet }];
  }

  /** One character is tested natively: on a single one there is nothing to go back to. */
  #characterStep(token: string): RelativeStep {
    const source = token.startsWith("[") ? token.replace(/\\([^A-Za-z0-9])/gu, escaped) : literal(token);
    try {
      return { kind: "character", isMet: remembered(new RegExp(`^${source}$`, this.#flags)) };
    } catch (cause) {
      throw new StemmaError("invalid_input", `Cannot filter by "${shown(this.#text)}": it is not a pattern`, { cause });
    }
  }

  #readRepeats(piece: Piece): Piece {
    let repeated = piece;
    for (let token = this.#tokens[this.#next]; token !== undefined; token = this.#tokens[this.#next]) {
      const match = QUANTIFIER.exec(token);
      if (match === null) return repeated;
      this.#next += 1;
      // Lazy or not: whether it is found is the same.
      if (this.#tokens[this.#next] === "?") this.#next += 1;
      repeated = this.#repeat(repeated, ...bounds(token, match));
    }
    return repeated;
  }

  #repeat(piece: Piece, least: number, most: number): Piece {
    const copies = Number.isFinite(most) ? most : least + 1;
    if (most < least || piece.length * copies > MAX_PATTERN_STEPS) throw refused(this.#text, "fewer repeats");
    const needed = Array.from({ length: least }, () => piece).flat();
    if (!Number.isFinite(most)) return [...needed, fork(1, piece.length + 2), ...piece, fork(-piece.length - 1)];
    const optional = Array.from({ length: most - least }, () => [fork(1, piece.length + 1), ...piece]).flat();
    return [...needed, ...optional];
  }
}

/** The test of one character; what was asked of an ASCII character once is not asked again. */
function remembered(test: RegExp): (character: string) => boolean {
  const known = new Int8Array(128);
  return (character) => {
    const code = character.charCodeAt(0);
    if (code >= known.length) return test.test(character);
    if (known[code] === 0) known[code] = test.test(character) ? 1 : -1;
    return known[code] === 1;
  };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const simple: readonly string[] = text.match(TOKEN) ?? [];
  for (let index = 0; index < simple.length; index++) {
    const end = simple[index] === "{" ? simple.indexOf("}", index) : -1;
    const joined = end === -1 ? "" : simple.slice(index, end + 1).join("");
    const isCount = QUANTIFIER.test(joined);
    tokens.push(isCount ? joined : simple[index]!);
    if (isCount) index = end;
  }
  return tokens;
}

function bounds(token: string, [, least = "", comma = "", most = ""]: RegExpExecArray): [number, number] {
  if (token === "*") return [0, Number.POSITIVE_INFINITY];
  if (token === "+") return [1, Number.POSITIVE_INFINITY];
  if (token === "?") return [0, 1];
  if (comma === "") return [Number(least), Number(least)];
  return [Number(least), most === "" ? Number.POSITIVE_INFINITY : Number(most)];
}

function fork(...targets: number[]): RelativeStep {
  return { kind: "fork", targets };
}

const SYNTAX = /[$()*+./?[\\\]^{|}]/;

function literal(token: string): string {
  if (token.startsWith("\\") && token.length === 2)
    return /[A-Za-z0-9]/.test(token[1]!) ? token : escaped(token, token[1]!);
  return SYNTAX.test(token) && token !== "." && !token.startsWith("\\") ? `\\${token}` : token;
}

/** Other languages let every sign be escaped; ours lets those that mean something. */
function escaped(_: string, sign: string): string {
  if (sign === "-") return "\\x2d";
  return SYNTAX.test(sign) ? `\\${sign}` : sign;
}

function refused(found: string, expected: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot filter by "${shown(found)}": expected ${expected}`);
}
