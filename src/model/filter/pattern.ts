import { RE2JS, type RE2JSSyntaxException } from "re2js";
import { StemmaError } from "../errors.ts";
import { MAX_PATTERN_CHARACTERS, MAX_PATTERN_SIZE, MAX_PATTERN_STEPS_OF_TEXT } from "../limits.ts";
import { truncate } from "../names.ts";

/** The remaining steps of the filters of a request. */
export interface PatternBudget {
  steps: number;
}

/**
 * Compiles a regular expression to a test that takes linear time for any expression and text.
 *
 * The syntax is that of RE2 with JavaScript's `\uXXXX`: no back references and no look-around. Before a match, the
 * length of the text times the size of the compiled pattern, the maximum cost, is charged to the budget.
 *
 * @throws `invalid_input`; `over_budget` from the test, once the filters of a request have used up their steps
 * @see docs/decisions/0010-re2js-matches-patterns.md
 */
export function readPattern(text: string, isCaseIgnored: boolean, budget: PatternBudget): (value: string) => boolean {
  if (text.length > MAX_PATTERN_CHARACTERS)
    throw refused(text, `expected a pattern of at most ${MAX_PATTERN_CHARACTERS} characters`);
  const pattern = compile(text, isCaseIgnored);
  const size = pattern.programSize();
  if (size > MAX_PATTERN_SIZE) throw refused(text, "it has too many repeats; use fewer or smaller counts");
  return (value) => {
    const steps = (value.length + 1) * size;
    budget.steps -= steps;
    if (budget.steps < 0 || steps > MAX_PATTERN_STEPS_OF_TEXT)
      throw new StemmaError(
        "over_budget",
        `Cannot filter by "${truncate(text)}": the pattern takes too long on these values; use a simpler pattern or fewer values`,
      );
    return pattern.matcher(value).find();
  };
}

function compile(text: string, isCaseIgnored: boolean): RE2JS {
  // An escaped backslash is matched first, so that a `u` after it is unchanged.
  const source = text.replace(
    /\\\\|\\u\{([0-9a-fA-F]+)\}|\\u([0-9a-fA-F]{4})/g,
    (found, long?: string, short?: string) => {
      const code = long ?? short;
      return code === undefined ? found : `\\x{${code}}`;
    },
  );
  try {
    return RE2JS.compile(source, isCaseIgnored ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    throw refused(text, `${(error as RE2JSSyntaxException).message}; expected a regular expression of RE2`);
  }
}

function refused(text: string, reason: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot filter by "${truncate(text)}": ${reason}`);
}
