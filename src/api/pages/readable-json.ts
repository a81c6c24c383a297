import { parseLoose, writeLoose } from "../../model/index.ts";

/** A config for people: `{key: {value}}` becomes `key: value`, and what the client keeps for itself is left out. */
export function readableConfig(text: string): string {
  const config = parseLoose(text, "the run's config") as Record<string, unknown>;
  const plain = Object.entries(config).map(([key, entry]): [string, unknown] => [
    key,
    isWrapped(entry) ? entry.value : entry,
  ]);
  return readableLines(Object.fromEntries(plain));
}

/** A JSON object for people, a key a line. */
export function readableJson(text: string, subject: string): string {
  return readableLines(parseLoose(text, subject) as Record<string, unknown>);
}

function readableLines(object: Record<string, unknown>): string {
  const shown = Object.entries(object).filter(([key]) => key !== "_wandb");
  return shown.length === 0 ? "none" : shown.map(([key, value]) => `${key}: ${writeLoose(value)}`).join("\n");
}

function isWrapped(entry: unknown): entry is { value: unknown } {
  return typeof entry === "object" && entry !== null && "value" in entry;
}
