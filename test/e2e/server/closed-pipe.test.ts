import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const stemma = join(import.meta.dirname, "..", "..", "..", "bin", "stemma.js");

test("stemma ends quietly when the reader of its output closes the pipe", () => {
  // The reader ends without reading anything.
  const { stderr, stdout } = spawnSync(
    "bash",
    ["-c", `(sleep 0.2; "$0" "$1" admin --help; echo "code $?" >&2) | true`, process.execPath, stemma],
    {
      encoding: "utf8",
    },
  );
  expect(stdout).toBe("");
  expect(stderr).toBe("code 0\n");
  expect(execFileSync(process.execPath, [stemma, "admin", "--help"], { encoding: "utf8" })).toContain("Usage:");
});
