import { StemmaError } from "./errors.ts";

/** MD5 as lower-case hex, by which the official client declares files. Declared by clients, never an identity. */
export type Md5Hex = string & { readonly __digest: "md5" };

/** BLAKE3 of a whole body as lower-case hex: the identity of a blob. */
export type BlobHash = string & { readonly __digest: "blake3-blob" };

/** The algorithms of the digest of a manifest entry. */
export type DigestAlgorithm = "MD5" | "XXH128";

/**
 * Returns the algorithm of an entry's digest, which the client stores beside the entry.
 *
 * @see docs/internals/wandb-wire.md
 */
export function digestAlgorithmOf(extra: Readonly<Record<string, unknown>> | undefined): DigestAlgorithm {
  return extra?.["alg"] === "XXH128" ? "XXH128" : "MD5";
}

/**
 * 128 bits take 21 characters and two bits of the last one, whose other four bits must be zero: each MD5 has one
 * spelling.
 */
const MD5_BASE64 = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const MD5_HEX = /^[0-9a-f]{32}$/;

/**
 * Converts an MD5 from base64, as on the wire, to hex.
 *
 * @throws `invalid_input`
 */
export function md5FromBase64(text: string, subject: string): Md5Hex {
  if (!MD5_BASE64.test(text)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot read the MD5 of "${subject}": it is "${text.slice(0, 64)}", expected base64 of 16 bytes`,
    );
  }
  return base64ToHex(text) as Md5Hex;
}

/** Converts an MD5 to base64, as on the wire. */
export function md5ToBase64(md5: Md5Hex): string {
  return btoa(String.fromCharCode(...hexBytes(md5)));
}

/**
 * Validates an MD5 in lower-case hex.
 *
 * @throws `invalid_input`
 */
export function md5FromHex(text: string, subject: string): Md5Hex {
  if (!MD5_HEX.test(text)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot read the MD5 of "${subject}": it is "${text.slice(0, 64)}", expected 32 lower-case hex digits`,
    );
  }
  return text as Md5Hex;
}

/** Returns whether a text is a base64 MD5 or another digest of 128 bits. */
export function isMd5Base64(text: string): boolean {
  return MD5_BASE64.test(text);
}

/**
 * Validates an XXH128 as on the wire.
 *
 * @throws `invalid_input`
 */
export function checkXxh128(text: string, subject: string): string {
  if (isMd5Base64(text)) return text;
  throw new StemmaError(
    "invalid_input",
    `Cannot read the XXH128 of "${subject}": it is "${text.slice(0, 64)}", expected base64 of 16 bytes`,
  );
}

function base64ToHex(text: string): string {
  return Array.from(atob(text), (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

function hexBytes(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}
