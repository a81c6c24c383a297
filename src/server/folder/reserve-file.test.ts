import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { ReserveFile } from "./reserve-file.ts";

test("the reserve counts as held until its file is deleted", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-reserve-"));
  try {
    const reserve = new ReserveFile(folder, 4096, () => 0);
    await reserve.check({ isFull: false });
    expect(reserve.exists).toBe(true);

    const releasing = reserve.check({ isFull: true });
    let wasEarly = false;
    while ((await Promise.race([releasing, setImmediate("going")])) === "going")
      wasEarly ||= !reserve.exists && existsSync(join(folder, "reserve"));
    expect(wasEarly).toBe(false);
    expect(reserve.exists).toBe(false);
    expect(reserve.shortage?.code).toBe("storage_full");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
