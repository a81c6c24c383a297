import { LATEST } from "./alias.ts";

/** The name of a version inside a project. */
export interface VersionName {
  readonly collection: string;
  /** An alias or `vN`; `latest` if the name had neither. */
  readonly alias: string;
}

/** Parses `collection:alias`, `collection:v3` or `collection` (which means `latest`). */
export function parseVersionName(text: string): VersionName {
  const colon = text.indexOf(":");
  if (colon === -1) return { collection: text, alias: LATEST };
  return { collection: text.slice(0, colon), alias: text.slice(colon + 1) || LATEST };
}
