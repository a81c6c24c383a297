import { LATEST } from "./alias.ts";

/** A version as people name it inside a project. */
export interface VersionName {
  readonly collection: string;
  /** An alias or `vN`; `latest` where the name was bare. */
  readonly alias: string;
}

/** Parts `collection:alias`, `collection:v3` or a bare `collection` (which means `latest`). */
export function parseVersionName(text: string): VersionName {
  const colon = text.indexOf(":");
  if (colon === -1) return { collection: text, alias: LATEST };
  return { collection: text.slice(0, colon), alias: text.slice(colon + 1) || LATEST };
}
