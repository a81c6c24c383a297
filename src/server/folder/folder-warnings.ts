import { statfs } from "node:fs/promises";

/**
 * File systems by their type number.
 *
 * @see man 2 statfs, include/uapi/linux/magic.h
 */
const IN_MEMORY: ReadonlySet<number> = new Set([0x0102_1994, 0x8584_58f6]);
const OVER_NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe53_4d42, "SMB"],
  [0xff53_4d42, "CIFS"],
  [0x00c3_6400, "Ceph"],
  [0x5346_414f, "AFS"],
  [0x0bd0_0bd0, "Lustre"],
  [0x0102_1997, "9P"],
]);

/** Returns a warning for each reason why the file system of a folder is unsuitable for data. */
export async function folderWarnings(folder: string): Promise<string[]> {
  return fileSystemWarnings((await statfs(folder)).type);
}

/** Returns the warnings for a file system type. */
export function fileSystemWarnings(type: number): string[] {
  // The number may be negative.
  const kind = type >>> 0;
  if (IN_MEMORY.has(kind)) return ["The data folder is in memory: all data is lost when the machine stops"];
  const network = OVER_NETWORK.get(kind);
  if (network === undefined) return [];
  return [
    `The data folder is on ${network}, expected a local disk: the locks and syncs of a network file system are not reliable`,
  ];
}
