import type { Context } from "hono";
import { MAX_NAME_CHARACTERS, SOLE_WRITER, StemmaError } from "../../model/index.ts";

/**
 * Reads the name by which one of several processes writes to a run.
 *
 * @throws `invalid_input`
 * @see docs/internals/wandb-wire.md
 */
export function writerOf(context: Context, header: "X-WANDB-CLIENT-ID" | "X-WANDB-ASYNC-CLIENT-ID"): string {
  const name = context.req.header(header);
  if (name === undefined || context.req.header("X-WANDB-USE-ASYNC-FILESTREAM") !== "true") return SOLE_WRITER;
  if (name.length > MAX_NAME_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot read the header ${header}: expected at most ${MAX_NAME_CHARACTERS} characters`,
    );
  }
  return name;
}
