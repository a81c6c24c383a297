import { bodyOf, bulkyBodies, largeBodies, smallBodies } from "../../simulation/bodies.ts";
import type { Scenario } from "../scenario.ts";
import { fillSteps, finishSteps, type LoggedVersion, logSteps, moveAlias, partSteps } from "./log-steps.ts";

const [empty, one, , , , , prose] = smallBodies as readonly (typeof smallBodies)[number][];
const parts = [largeBodies[0]!, bulkyBodies[1]!];

const first: LoggedVersion = {
  key: "the first version",
  collection: "data",
  aliases: ["best"],
  files: { "a.bin": one!, "b/empty": empty!, "b/prose.txt": prose!, "large.bin": largeBodies[0]! },
  references: { "outside.bin": "s3://bucket/outside.bin" },
};

/** Shares bytes with the first version: small files, and most chunks of a large file. */
const second: LoggedVersion = {
  key: "the second version",
  collection: "data",
  files: { "a.bin": bulkyBodies[0]!, "larger.bin": largeBodies[1]! },
  base: "the first version",
};

const joined = bodyOf(Buffer.concat(parts.map(({ bytes }) => bytes)));

/** Has a multipart file. */
const third: LoggedVersion = {
  key: "the third version",
  collection: "model",
  files: { "note.txt": one!, "joined.bin": joined },
  inParts: ["joined.bin"],
};

/** Logs versions with small and large files, an increment and a multipart file, and moves an alias. */
export const logVersions: Scenario = {
  name: "log versions",
  async prepare() {},
  script: [
    ...logSteps(first),
    ...logSteps(second),
    moveAlias(second, "best"),
    ...fillSteps(third),
    ...partSteps(third, "joined.bin", parts, joined),
    ...finishSteps(third),
  ],
};
