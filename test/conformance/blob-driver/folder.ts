import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, rename, symlink, truncate, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { openDiskDriver } from "../../../src/stores/blobs/driver/disk-driver.ts";
import type { Subject } from "./blob-driver.ts";
import { expectBytes, expectFault, folderRuleFor, listAll, nameOf, readAll, someBytes } from "./checks.ts";
import { runKilled } from "./limited-process.ts";

const NAME = "0123456789abcdef";

/** Rules for objects that are files of a folder, which outlive their process and which others can touch. */
export function folderRules(subject: Subject): void {
  const pathOf = (name: string): string => join(subject.place.folder!, name);
  const folderRule = folderRuleFor(subject);

  folderRule("a driver that is opened later sees everything", async () => {
    await subject.driver.put(nameOf(1), [someBytes(1000, 1)]);
    await subject.driver.tail.append(nameOf(2), [someBytes(1000, 2)]);
    await subject.driver.tail.sync(nameOf(2));
    await subject.driver.tail.append(nameOf(2), [someBytes(30, 3)]);
    await subject.driver.close();

    subject.driver = await subject.place.open();
    expect((await listAll(subject.driver)).map(({ sizeBytes }) => sizeBytes)).toEqual([1000, 1030]);
    expectBytes(await readAll(subject.driver, nameOf(1)), someBytes(1000, 1));
    await subject.driver.tail.cut(nameOf(2), 1000);
    await subject.driver.tail.append(nameOf(2), [someBytes(50, 4)]);
    await subject.driver.tail.sync(nameOf(2));
    expectBytes(await readAll(subject.driver, nameOf(2)), Buffer.concat([someBytes(1000, 2), someBytes(50, 4)]));
    await expectFault(subject.driver.put(nameOf(1), []), "already_exists");
  });

  folderRule(
    "a killed process leaves whole objects only, all those among them that were acknowledged",
    async (folder) => {
      const script = `
      for (let n = 0; ; n++) {
        const name = "object" + String(n).padStart(6, "0");
        await Promise.all([
          driver.put(name, [Buffer.alloc(150_000, n), Buffer.alloc(150_000, n)]),
          driver.tail.append("tail" + name, [Buffer.alloc(70_000, n)]).then(() => driver.tail.sync("tail" + name)),
        ]);
        tell(name);
      }`;
      const acknowledged = (await runKilled(folder, script, 15)) as string[];
      expect(acknowledged.length).toBeGreaterThanOrEqual(15);
      await subject.driver.close();
      subject.driver = await subject.place.open();
      const sizes = new Map((await listAll(subject.driver)).map(({ name, sizeBytes }) => [name, sizeBytes]));
      for (const name of acknowledged) expect([sizes.get(name), sizes.get(`tail${name}`)]).toEqual([300_000, 70_000]);
      for (const [name, sizeBytes] of sizes) if (name.startsWith("object")) expect(sizeBytes).toBe(300_000);
      expect((await readdir(folder)).length).toBe(sizes.size);
    },
  );

  folderRule("the folder is its owner's alone (0700), and so is every file (0600)", async (folder) => {
    await subject.driver.put(nameOf(1), [someBytes(10)]);
    await subject.driver.tail.append(nameOf(2), [someBytes(10)]);
    const modeOf = async (path: string): Promise<number> => (await lstat(path)).mode & 0o777;
    expect([await modeOf(folder), await modeOf(pathOf(nameOf(1))), await modeOf(pathOf(nameOf(2)))]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    await chmod(folder, 0o755);
    await (await subject.place.open()).close();
    expect(await modeOf(folder)).toBe(0o700);
  });

  folderRule("a folder is made with those above it", async (folder) => {
    const deep = join(dirname(folder), "one", "two", "three");
    const driver = await openDiskDriver(deep);
    await driver.put(NAME, [someBytes(5)]);
    expectBytes(await readFile(join(deep, NAME)), someBytes(5));
    await driver.close();
  });

  folderRule("a folder that is a symbolic link or a file is refused", async (folder) => {
    const elsewhere = join(dirname(folder), "elsewhere");
    await mkdir(elsewhere, { mode: 0o700 });
    await symlink(elsewhere, join(dirname(folder), "link"));
    await writeFile(join(dirname(folder), "file"), "");
    await expectFault(openDiskDriver(join(dirname(folder), "link")), "damaged");
    await expectFault(openDiskDriver(join(dirname(folder), "file")), "damaged");
    await expectFault(openDiskDriver(join(dirname(folder), "file", "below")), "damaged");
  });

  folderRule("a symbolic link at an object's place is never followed", async (folder) => {
    const secret = join(dirname(folder), "secret");
    await writeFile(secret, "not for anyone");
    await symlink(secret, pathOf(NAME));
    await symlink(secret, pathOf(`${nameOf(1)}.unfinished`));
    const { driver } = subject;
    await expectFault(driver.get(NAME, 0, 3), "damaged");
    await expectFault(driver.stat(NAME), "damaged");
    await expectFault(driver.tail.append(NAME, [someBytes(5)]), "damaged");
    await expectFault(driver.tail.cut(NAME, 0), "damaged");
    await expectFault(driver.put(NAME, [someBytes(5)]), "already_exists");
    await expectFault(driver.put(nameOf(1), [someBytes(5)]), "damaged");
    expect(await listAll(driver)).toEqual([]);
    await driver.delete(NAME);
    expect(await driver.stat(NAME)).toBeNull();
    expect(await readFile(secret, "utf8")).toBe("not for anyone");
  });

  folderRule(
    "a folder or a pipe at an object's place is damaged, and nothing waits for it",
    async (_folder, { skip }) => {
      await mkdir(pathOf(nameOf(1)));
      const { status } = spawnSync("mkfifo", [pathOf(nameOf(2))]);
      for (const name of [nameOf(1), nameOf(2)]) {
        if (!existsSync(pathOf(name))) continue;
        await expectFault(subject.driver.get(name, 0, 0), "damaged");
        await expectFault(subject.driver.stat(name), "damaged");
        await expect(subject.driver.tail.append(name, [someBytes(5)])).rejects.toMatchObject({ name: "StemmaError" });
        await expectFault(subject.driver.put(name, [someBytes(5)]), "already_exists");
      }
      expect(await listAll(subject.driver)).toEqual([]);
      if (status !== 0) skip("the folder was tried; there is no mkfifo here to try a pipe");
    },
  );

  folderRule("a file that was cut behind the driver's back is damaged, not short", async () => {
    await subject.driver.put(NAME, [someBytes(10_000)]);
    await subject.driver.get(NAME, 0, 10_000);
    await truncate(pathOf(NAME), 9999);
    await expectFault(subject.driver.get(NAME, 0, 10_000), "damaged");
    expectBytes(await subject.driver.get(NAME, 0, 9999), someBytes(10_000).subarray(0, 9999));
  });

  folderRule(
    "a file that was deleted or exchanged behind the driver's back is not given from an old handle",
    async () => {
      await subject.driver.put(NAME, [someBytes(100, 1)]);
      await subject.driver.get(NAME, 0, 100);
      await writeFile(pathOf(nameOf(1)), someBytes(100, 2), { mode: 0o600 });
      await rename(pathOf(nameOf(1)), pathOf(NAME));
      expectBytes(await subject.driver.get(NAME, 0, 100), someBytes(100, 2));
      await unlink(pathOf(NAME));
      await expectFault(subject.driver.get(NAME, 0, 100), "not_found");
    },
  );

  folderRule(
    "what a put() left unfinished is never listed, and the next owner removes it, no one else",
    async (folder) => {
      await writeFile(pathOf(`${NAME}.unfinished`), someBytes(100));
      expect(await listAll(subject.driver)).toEqual([]);
      await (await openDiskDriver(folder)).close();
      expect(await readdir(folder)).toEqual([`${NAME}.unfinished`]);
      await subject.driver.put(NAME, [someBytes(5)]);
      expectBytes(await readAll(subject.driver, NAME), someBytes(5));
      await writeFile(pathOf(`${NAME}.unfinished`), someBytes(100));
      await (await openDiskDriver(folder, { isOwner: true })).close();
      expect(await readdir(folder)).toEqual([NAME]);
    },
  );

  folderRule("files of others in the folder are neither listed nor touched", async (folder) => {
    await writeFile(join(folder, "README"), "hello");
    await writeFile(join(folder, "notes.txt"), "hello");
    expect(await listAll(subject.driver)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(["README", "notes.txt"]);
  });
}
