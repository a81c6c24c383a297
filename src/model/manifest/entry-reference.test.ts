import { expect, test } from "vitest";
import { entryReferences } from "./entry-reference.ts";

const hexOf = (text: string): string => [...text].map((sign) => sign.charCodeAt(0).toString(16)).join("");

test("entryReferences() parses version and entry path", () => {
  const ref = `wandb-artifact://${hexOf("Artifact:12")}/media/images/a.png`;
  expect(entryReferences(ref)).toEqual([{ sourceId: 12, path: "media/images/a.png" }]);
});

test("entryReferences() returns a path with URL characters both whole and as clients truncate it", () => {
  const ref = `wandb-artifact://${hexOf("Artifact:12")}/a#1.png`;
  expect(entryReferences(ref).map(({ path }) => path)).toEqual(["a#1.png", "a"]);
});

test.each([
  undefined,
  "",
  "s3://bucket/a.png",
  "wandb-artifact://_id/abc/a.png",
  "wandb-artifact://zz/a.png",
  `wandb-artifact://${hexOf("Artifact:12")}`,
  `wandb-artifact://${hexOf("Artifact:12")}/`,
  `wandb-artifact://${hexOf("Artifact:-1")}/a`,
  `wandb-artifact://${hexOf("Run:12")}/a`,
])("entryReferences() finds none in %j", (ref) => {
  expect(entryReferences(ref)).toEqual([]);
});
