import { afterEach, beforeEach, describe } from "vitest";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import { faultRules } from "./faults.ts";
import { folderRules } from "./folder.ts";
import { objectRules } from "./objects.ts";
import { tailRules } from "./tails.ts";

/** Where a driver keeps its objects. */
export interface DriverPlace {
  /** Opens another driver over the same objects, as a process does that starts after another one ended. */
  readonly open: () => Promise<BlobDriver>;
  /** The folder of the objects, where they are files that a test can reach behind the driver's back. */
  readonly folder?: string;
  readonly remove: () => Promise<void>;
}

export interface DriverUnderTest {
  readonly name: string;
  readonly newPlace: () => Promise<DriverPlace>;
}

/** What a rule works on: a driver over a place that no other rule saw. */
export interface Subject {
  driver: BlobDriver;
  place: DriverPlace;
}

/** The rules of src/core/ports/blob-driver.ts, held against one driver. */
export function blobDriverSuite({ name, newPlace }: DriverUnderTest): void {
  describe(`${name} driver`, () => {
    const subject = {} as Subject;

    beforeEach(async () => {
      subject.place = await newPlace();
      subject.driver = await subject.place.open();
    });

    afterEach(async () => {
      await subject.driver.close();
      await subject.place.remove();
    });

    objectRules(subject);
    tailRules(subject);
    folderRules(subject);
    faultRules(subject);
  });
}
