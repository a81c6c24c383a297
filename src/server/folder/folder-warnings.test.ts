import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { fileSystemWarnings, folderWarnings } from "./folder-warnings.ts";

test("warns about a folder in memory or on a network file system, but not about a local disk", () => {
  const [tmpfs, ramfs, nfs, smb2, ext4, xfs] = [0x0102_1994, -2_054_924_042, 0x6969, 0xfe53_4d42, 0xef53, 0x5846_5342];
  for (const type of [tmpfs, ramfs]) expect(fileSystemWarnings(type)).toEqual([expect.stringMatching(/in memory/)]);
  expect(fileSystemWarnings(nfs)).toEqual([expect.stringMatching(/on NFS, expected a local disk/)]);
  expect(fileSystemWarnings(smb2)).toEqual([expect.stringMatching(/on SMB/)]);
  for (const type of [ext4, xfs]) expect(fileSystemWarnings(type)).toEqual([]);
});

test("recognises a real folder in memory", async ({ skip }) => {
  if (!existsSync("/dev/shm")) return skip("this system has no /dev/shm");
  expect(await folderWarnings("/dev/shm")).toHaveLength(1);
});
