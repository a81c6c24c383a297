import { expect, test } from "vitest";
import { FREE_JSON_BODY_BYTES, MAX_JSON_BODIES_BYTES } from "../../model/index.ts";
import { JsonBodies } from "./json-bodies.ts";

const MIB = 1024 * 1024;

test("bounds the bytes of all bodies together and reuses released bytes", () => {
  const bodies = new JsonBodies();
  const shares = Array.from({ length: 4 }, () => bodies.open(19 * MIB));
  expect(() => shares.forEach((share) => share.grow(19 * MIB))).toThrow(/other JSON bodies use/);
  expect(() => bodies.open(MAX_JSON_BODIES_BYTES)).toThrow(/send it again/);
  shares.forEach((share) => share.release());
  bodies.open(MAX_JSON_BODIES_BYTES).grow(MAX_JSON_BODIES_BYTES);
});

test("accepts an ordinary body whatever the others hold", () => {
  const bodies = new JsonBodies();
  bodies.open(0).grow(MAX_JSON_BODIES_BYTES + FREE_JSON_BODY_BYTES);
  const share = bodies.open(FREE_JSON_BODY_BYTES);
  share.grow(FREE_JSON_BODY_BYTES);
  expect(() => share.grow(FREE_JSON_BODY_BYTES + 1)).toThrow(/send it again/);
});
