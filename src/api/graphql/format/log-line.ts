import type { RunLine } from "../../../model/index.ts";

/** A line of the console log, as it came: structured JSON, or plain text with an optional level and time before it. */
export function readLogLine({ number, text }: RunLine) {
  const structured = readStructured(text);
  if (structured !== undefined)
    return {
      number,
      timestamp: structured.ts ?? null,
      level: structured.level ?? "",
      label: structured.label ?? "",
      line: structured.content,
    };
  const [, level, timestamp, line] = /^(ERROR )?(\d{4}-\d{2}-\d{2}T[\d:.]+Z?) (.*)$/s.exec(text) ?? [];
  return {
    number,
    timestamp: timestamp ?? null,
    level: level === undefined ? "" : "error",
    label: "",
    line: line ?? text,
  };
}

interface StructuredLine {
  readonly ts?: string;
  readonly content: string;
  readonly level?: string;
  readonly label?: string;
}

function readStructured(text: string): StructuredLine | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(text) as Partial<StructuredLine>;
    return typeof value.content === "string" ? { ...value, content: value.content } : undefined;
  } catch {
    return undefined;
  }
}
