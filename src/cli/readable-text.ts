const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size as people read it: `1,234 bytes (1.2 KiB)`, so that neither the exact number nor its weight has to be guessed. */
export function bytesText(bytes: number): string {
  const exact = `${bytes.toLocaleString("en")} bytes`;
  const unit = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return unit === 0 ? exact : `${exact} (${(bytes / 1024 ** unit).toFixed(1)} ${UNITS[unit]})`;
}

/** Reads a size as people write it: `1234`, `500GiB`, `1.5 TiB`; undefined where it is none (in bytes). */
export function readBytes(text: string): number | undefined {
  const [, number, unit = "bytes"] = /^(\d+(?:\.\d+)?) ?([KMGTP]iB|bytes)?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const bytes = Math.round(Number(number) * 1024 ** UNITS.indexOf(unit as (typeof UNITS)[number]));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `1 file`, `2 files` */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Rows under each other, the columns aligned. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
