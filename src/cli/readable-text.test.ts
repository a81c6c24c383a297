import { expect, test } from "vitest";
import { bytesText, counted, readBytes, tableText } from "./readable-text.ts";

test("bytesText() returns the exact number, and a unit from 1 KiB on", () => {
  expect(bytesText(0)).toBe("0 bytes");
  expect(bytesText(1023)).toBe("1,023 bytes");
  expect(bytesText(1024)).toBe("1,024 bytes (1.0 KiB)");
  expect(bytesText(5 * 1024 ** 3)).toBe("5,368,709,120 bytes (5.0 GiB)");
  expect(bytesText(2 ** 62)).toMatch(/\(4096\.0 PiB\)$/);
});

test("readBytes() parses human-readable sizes and rejects anything else", () => {
  expect(readBytes("0")).toBe(0);
  expect(readBytes("1234 bytes")).toBe(1234);
  expect(readBytes("500GiB")).toBe(500 * 1024 ** 3);
  expect(readBytes("1.5 KiB")).toBe(1536);
  for (const none of ["", "-1", "1e3", "5 GB", "GiB", "9000000 PiB"]) expect(readBytes(none)).toBeUndefined();
});

test("counted() uses singular and plural", () => {
  expect(counted(1, "file")).toBe("1 file");
  expect(counted(1200, "file")).toBe("1,200 files");
});

test("tableText() aligns columns and leaves no space at the ends of lines", () => {
  expect(
    tableText([
      ["a", "long"],
      ["longer", ""],
    ]),
  ).toBe("a       long\nlonger");
  expect(tableText([])).toBe("");
});
