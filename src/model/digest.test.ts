import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMd5Base64, md5FromBase64, md5FromHex, md5ToBase64 } from "./digest.ts";

const refusal = expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error;

describe("an MD5", () => {
  test("converts between hex and base64", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const hash = createHash("md5").update(bytes);
        const [hex, base64] = [hash.copy().digest("hex"), hash.digest("base64")];
        expect(md5FromBase64(base64, "it")).toBe(hex);
        expect(md5ToBase64(md5FromHex(hex, "it"))).toBe(base64);
        expect(isMd5Base64(base64)).toBe(true);
      }),
    );
  });

  test.each([
    "",
    "1B2M2Y8AsgTpgAmY7PhCfg=",
    "1B2M2Y8AsgTpgAmY7PhCfg",
    "1B2M2Y8AsgTpgAmY7PhCfg== ",
    " 1B2M2Y8AsgTpgAmY7PhCfg==",
    "1B2M2Y8AsgTpgAmY7PhCfg==\n",
    "1B2M2Y8AsgTpgAmY7PhC-_==",
    "d41d8cd98f00b204e9800998ecf8427e",
    "../../../../etc/passwd==",
  ])("in base64 is not %j", (text) => {
    expect(isMd5Base64(text)).toBe(false);
    expect(() => md5FromBase64(text, "it")).toThrow(refusal);
  });

  test("rejects a non-canonical base64 encoding", () => {
    expect(Buffer.from("1B2M2Y8AsgTpgAmY7PhCfh==", "base64")).toEqual(
      Buffer.from("1B2M2Y8AsgTpgAmY7PhCfg==", "base64"),
    );
    expect(isMd5Base64("1B2M2Y8AsgTpgAmY7PhCfh==")).toBe(false);
    expect(() => md5FromBase64("1B2M2Y8AsgTpgAmY7PhCfh==", "it")).toThrow(refusal);
  });

  test.each(["", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427", "g".repeat(32)])(
    "in hex is not %j",
    (text) => {
      expect(() => md5FromHex(text, "it")).toThrow(refusal);
    },
  );
});
