import type { ByteRange } from "../../core/ports/blob-store.ts";

/** What a Range header asks for: everything, a part, or something the file does not have. */
export type AskedRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly range: ByteRange }
  | { readonly kind: "unsatisfiable" };

/**
 * Reads a Range header. One range is served; several, or another unit, are answered with the whole file.
 *
 * @see RFC 9110, section 14
 */
export function readRange(header: string | undefined, sizeBytes: number): AskedRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return { kind: "whole" };
  const [, from = "", to = ""] = match;
  if (from === "") {
    const last = Number(to);
    return last === 0 || sizeBytes === 0
      ? { kind: "unsatisfiable" }
      : { kind: "part", range: { start: Math.max(0, sizeBytes - last), end: sizeBytes } };
  }
  const start = Number(from);
  const end = to === "" ? sizeBytes : Math.min(Number(to) + 1, sizeBytes);
  if (start >= sizeBytes) return { kind: "unsatisfiable" };
  return end <= start ? { kind: "whole" } : { kind: "part", range: { start, end } };
}
