import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDiskDriver } from "../../../src/stores/blobs/driver/disk-driver.ts";
import { createMemoryDriver } from "../../support/memory-driver.ts";
import { blobDriverSuite, type DriverPlace } from "./blob-driver.ts";

blobDriverSuite({ name: "memory", newPlace: memoryPlace });
blobDriverSuite({ name: "disk", newPlace: diskPlace });

async function memoryPlace(): Promise<DriverPlace> {
  return { open: async () => createMemoryDriver(), remove: async () => undefined };
}

async function diskPlace(): Promise<DriverPlace> {
  const parent = await mkdtemp(join(tmpdir(), "stemma-objects-"));
  const folder = join(parent, "packs");
  return {
    folder,
    open: () => openDiskDriver(folder, { isOwner: true }),
    remove: () => rm(parent, { recursive: true }),
  };
}
