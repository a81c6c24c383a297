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
    await reserve.look({ isFull: false });
    expect(reserve.isHeld).toBe(true);

    const given = reserve.look({ isFull: true });
    let wasEarly = false;
    while ((await Promise.race([given, setImmediate("going")])) === "going")
      wasEarly ||= !reserve.isHeld && existsSync(join(folder, "reserve"));
    expect(wasEarly).toBe(false);
    expect(reserve.isHeld).toBe(false);
    expect(reserve.lack?.code).toBe("storage_full");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
