import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "vitest";
import { root } from "./source-tree.ts";

test("the sources of the published package compile with the settings of the build", () => {
  const tsc = join(root, "node_modules", ".bin", "tsc");
  execFileSync(tsc, ["-p", "tsconfig.build.json", "--noEmit"], { cwd: root, encoding: "utf8" });
});
