const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Formats a size with its exact number and a rounded unit: `1,234 bytes (1.2 KiB)`. */
export function bytesText(bytes: number): string {
  const exact = `${bytes.toLocaleString("en")} bytes`;
  const unit = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return unit === 0 ? exact : `${exact} (${(bytes / 1024 ** unit).toFixed(1)} ${UNITS[unit]})`;
}

/**
 * Parses a size such as `1234`, `500GiB` or `1.5 TiB`.
 *
 * @returns bytes; undefined if the text is not a size
 */
export function readBytes(text: string): number | undefined {
  const [, number, unit = "bytes"] = /^(\d+(?:\.\d+)?) ?([KMGTP]iB|bytes)?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const bytes = Math.round(Number(number) * 1024 ** UNITS.indexOf(unit as (typeof UNITS)[number]));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Formats a count with its noun: `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Formats rows with aligned columns. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
