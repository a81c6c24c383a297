import { closeSync, existsSync, openSync, readdirSync, readlinkSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, vi } from "vitest";
import type { Subject } from "./blob-driver.ts";
import { expectBytes, expectFault, folderRuleFor, nameOf, readAll, someBytes } from "./checks.ts";
import { fileSizeLimit, openFilesLimit, runLimited, smallDisk, tracedSyncs } from "./limited-process.ts";

const NAME = "0123456789abcdef";
const PATIENCE = { timeout: 60_000 };

/** Rules for a system that gives less than it should: no space, no handles, a sync that fails. */
export function faultRules(subject: Subject): void {
  const pathOf = (name: string): string => join(subject.place.folder!, name);
  const folderRule = folderRuleFor(subject);

  folderRule(
    "a put() that meets the size limit of files half-way is storage_full and leaves nothing",
    async (folder) => {
      const script = `
      tell(await outcome(driver.put("${NAME}", [Buffer.alloc(40_000), Buffer.alloc(200_000)])));
      tell(await outcome(driver.put("${nameOf(1)}", [Buffer.alloc(50_000)])));`;
      expect(await runLimited(folder, fileSizeLimit(64), script)).toEqual(["storage_full EFBIG", "done"]);
      expect(await readdir(folder)).toEqual([nameOf(1)]);
    },
  );

  folderRule(
    "on a full disk put() and append() are storage_full, leave nothing, and go on when there is space",
    async (folder, { skip }) => {
      const limit = smallDisk(folder, 1024);
      if (limit === undefined) return skip("this system lets no one mount a small disk for a test");
      const script = `
      const { readdir } = await import("node:fs/promises");
      await driver.tail.append("${nameOf(1)}", [Buffer.alloc(300_000, 1)]);
      await driver.tail.sync("${nameOf(1)}");
      await driver.put("${nameOf(2)}", [Buffer.alloc(300_000)]);
      tell(await outcome(driver.put("${NAME}", [Buffer.alloc(900_000)])));
      tell(await outcome(driver.tail.append("${nameOf(1)}", [Buffer.alloc(100), Buffer.alloc(900_000)])));
      tell((await driver.stat("${nameOf(1)}")).sizeBytes);
      tell((await driver.get("${nameOf(1)}", 0, 300_000)).every((byte) => byte === 1));
      tell((await readdir(folder)).sort());
      await driver.delete("${nameOf(2)}");
      tell(await outcome(driver.tail.append("${nameOf(1)}", [Buffer.alloc(500_000)])));
      tell(await outcome(driver.tail.sync("${nameOf(1)}")));
      tell((await driver.stat("${nameOf(1)}")).sizeBytes);`;
      expect(await runLimited(folder, limit, script)).toEqual([
        "storage_full ENOSPC",
        "storage_full ENOSPC",
        300_000,
        true,
        [nameOf(1), nameOf(2)],
        "done",
        "done",
        800_000,
      ]);
    },
  );

  folderRule("a process without free file handles is told unavailable, loses nothing and goes on", async (folder) => {
    const script = `
      const { closeSync, openSync } = await import("node:fs");
      await driver.put("${nameOf(1)}", [Buffer.alloc(10)]);
      const taken = [];
      try { for (;;) taken.push(openSync("/dev/null")); } catch {}
      tell(await outcome(driver.put("${nameOf(2)}", [Buffer.alloc(10)])));
      tell(await outcome(driver.get("${nameOf(1)}", 0, 10)));
      tell(await outcome(driver.tail.append("${nameOf(3)}", [Buffer.alloc(10)])));
      for (const fd of taken) closeSync(fd);
      tell(await outcome(driver.put("${nameOf(2)}", [Buffer.alloc(10)])));
      tell(await outcome(driver.get("${nameOf(1)}", 0, 10)));
      tell(await outcome(driver.tail.append("${nameOf(3)}", [Buffer.alloc(10)])));`;
    const refused = "unavailable EMFILE";
    expect(await runLimited(folder, openFilesLimit(64), script)).toEqual([
      refused,
      refused,
      refused,
      "done",
      "done",
      "done",
    ]);
  });

  folderRule("bytes are synced before their name is given, and the folder after it", async (folder, { skip }) => {
    const traceFile = join(dirname(folder), "trace");
    const limit = tracedSyncs(traceFile);
    if (limit === undefined) return skip("there is no strace that may trace here");
    const script = `
      await driver.put("${nameOf(1)}", [Buffer.alloc(10)]);
      for (let n = 0; n < 2; n++) {
        await driver.tail.append("${nameOf(2)}", [Buffer.alloc(10)]);
        await driver.tail.sync("${nameOf(2)}");
      }
      await driver.tail.cut("${nameOf(2)}", 5);`;
    await runLimited(folder, limit, script);
    expect(await syncsIn(traceFile, folder)).toEqual([
      `fsync ${nameOf(1)}.unfinished`,
      "rename",
      "fsync packs",
      `fdatasync ${nameOf(2)}`,
      "fsync packs",
      `fdatasync ${nameOf(2)}`,
      `fsync ${nameOf(2)}`,
    ]);
  });

  folderRule(
    "a put() whose sync fails is unavailable, not synced again, and leaves nothing",
    async (folder, { skip }) => {
      const traceFile = join(dirname(folder), "trace");
      // The first sync of the process is that of the folder above, when the driver is opened.
      for (const [failing, leftBy] of [
        [2, ["fsync"]],
        [3, ["fsync", "rename", "fsync"]],
      ] as const) {
        const limit = tracedSyncs(traceFile, `fsync:error=EIO:when=${failing}`);
        if (limit === undefined) return skip("there is no strace that may trace here");
        const told = await runLimited(folder, limit, `tell(await outcome(driver.put("${NAME}", [Buffer.alloc(10)])));`);
        expect(told).toEqual(["unavailable EIO"]);
        expect(await readdir(folder)).toEqual([]);
        const calls = (await syncsIn(traceFile, folder)).map((call) => call.split(" ")[0]);
        expect(calls).toEqual([...leftBy, "unlink"]);
      }
    },
  );

  folderRule(
    "after a failed sync() an object is never synced again, can be read, and its name is free after delete()",
    async (_folder, { skip }) => {
      if (!existsSync("/proc/self/fd")) return skip("only Linux tells which handle is the object's");
      const { driver } = subject;
      await driver.tail.append(NAME, [someBytes(100)]);
      const handle = exchangeHandle(pathOf(NAME), "/dev/null");
      await expect(driver.tail.sync(NAME)).rejects.toMatchObject({ code: "unavailable", cause: { code: "EINVAL" } });
      expect(handle.isOpen()).toBe(false);
      await expect(driver.tail.sync(NAME)).rejects.toMatchObject({ code: "unavailable", cause: { code: "EINVAL" } });
      await expectFault(driver.tail.append(NAME, [someBytes(1)]), "unavailable");
      await expectFault(driver.tail.cut(NAME, 0), "unavailable");
      await driver.tail.close(NAME);
      await expectFault(driver.tail.sync(NAME), "unavailable");
      expectBytes(await readAll(driver, NAME), someBytes(100));
      await driver.delete(NAME);
      await driver.tail.append(NAME, [someBytes(7)]);
      await driver.tail.sync(NAME);
      expectBytes(await readAll(driver, NAME), someBytes(7));
    },
  );

  folderRule("an append() that cannot be taken back gives the object up", async (_folder, { skip }) => {
    if (!existsSync("/proc/self/fd")) return skip("only Linux tells which handle is the object's");
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(100)]);
    await driver.tail.sync(NAME);
    exchangeHandle(pathOf(NAME), "/dev/full");
    await expect(driver.tail.append(NAME, [someBytes(5)])).rejects.toMatchObject({
      code: "storage_full",
      cause: { code: "ENOSPC" },
    });
    await expectFault(driver.tail.append(NAME, [someBytes(5)]), "unavailable");
    await expectFault(driver.tail.sync(NAME), "unavailable");
    expectBytes(await readAll(driver, NAME), someBytes(100));
  });

  folderRule(
    "at most 64 files are open for reading, unused ones are closed, deleted ones at once",
    async (folder, { skip }) => {
      if (!existsSync("/proc/self/fd")) return skip("only Linux lists the handles of a process");
      for (let n = 0; n < 100; n++) await subject.driver.put(nameOf(n), [someBytes(50_000, n)]);
      const reads = Array.from({ length: 400 }, (_, n) => subject.driver.get(nameOf(n % 100), 0, 50_000));
      let most = 0;
      const counting = setInterval(() => (most = Math.max(most, handlesIn(folder).length)), 0);
      await Promise.all(reads);
      clearInterval(counting);
      expect(Math.max(most, handlesIn(folder).length)).toBeLessThanOrEqual(64);
      expect(handlesIn(folder).length).toBe(64);
      for (let n = 0; n < 98; n++) await subject.driver.delete(nameOf(n));
      await vi.waitFor(() => expect(handlesIn(folder).length).toBeLessThanOrEqual(2), PATIENCE);
      await vi.waitFor(() => expect(handlesIn(folder)).toEqual([]), PATIENCE);
    },
  );

  folderRule("close() leaves no file open", async (folder, { skip }) => {
    if (!existsSync("/proc/self/fd")) return skip("only Linux lists the handles of a process");
    await subject.driver.put(nameOf(1), [someBytes(10)]);
    await subject.driver.get(nameOf(1), 0, 10);
    await subject.driver.tail.append(nameOf(2), [someBytes(10)]);
    await subject.driver.tail.append(nameOf(3), [someBytes(10)]);
    await subject.driver.tail.close(nameOf(3));
    await subject.driver.tail.cut(nameOf(3), 5);
    expect(handlesIn(folder).length).toBe(2);
    await subject.driver.close();
    expect(handlesIn(folder)).toEqual([]);
  });
}

/** The files of a folder that this process holds open, those among them that were deleted too. */
function handlesIn(folder: string): { fd: number; path: string }[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(`${folder}/`) ? [{ fd: Number(fd), path }] : [];
    } catch {
      return [];
    }
  });
}

/** The traced calls that concern a folder and its files, in order, each with the last part of its path. */
async function syncsIn(traceFile: string, folder: string): Promise<string[]> {
  const lines = (await readFile(traceFile, "utf8")).split("\n");
  return lines.flatMap((line) => {
    const call = /^\d+ +(fdatasync|fsync|rename|unlink)/.exec(line)?.[1];
    const path = (/"([^"]*)"/.exec(line) ?? /<([^>]*)>/.exec(line))?.[1];
    if (call === undefined || path === undefined || !`${path}/`.startsWith(`${folder}/`)) return [];
    return [call.endsWith("sync") ? `${call} ${basename(path)}` : call];
  });
}

/** Puts a device whose writes or syncs really fail behind the handle by which the driver writes a file. */
function exchangeHandle(path: string, device: string): { isOpen: () => boolean } {
  const handle = handlesIn(dirname(path)).find((one) => one.path === path);
  if (handle === undefined) throw new Error(`no handle of ${path} is open`);
  closeSync(handle.fd);
  if (openSync(device, "w") !== handle.fd) throw new Error(`the handle of ${path} went to someone else`);
  return {
    isOpen: () => existsSync(`/proc/self/fd/${handle.fd}`) && readlinkSync(`/proc/self/fd/${handle.fd}`) === device,
  };
}
