import { StemmaError } from "./errors.ts";
import { MAX_NAME_CHARACTERS } from "./limits.ts";

/**
 * First URL segments of the server and its pages: no new user, team or organization may use one (case-insensitive).
 * Existing accounts keep their names.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    "api artifacts artifactsv2 assets auth authorize automations files frames graphql help home login logout metrics new " +
    "oidc orgs projects raw ready registry runs sdk search settings static storage transfer"
  ).split(" "),
);

/** Prefix of registry projects. */
const REGISTRY_PREFIX = "wandb-registry-";

/** Returns whether clients treat a project with this name as a registry; registries are not offered yet. */
export function isRegistryName(name: string): boolean {
  return name.toLowerCase().startsWith(REGISTRY_PREFIX);
}

const ACCOUNT_NAME = /^[A-Za-z0-9_-]{1,64}$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
const ARTIFACT_NAME = /^[A-Za-z0-9_\-.]+$/;
/** Spaces only between other characters: a trailing space would be invisible. */
const PORTFOLIO_NAME = /^[A-Za-z0-9_\-.]+(?: +[A-Za-z0-9_\-.]+)*$/;
const TAG = /^[-\w]+( +[-\w]+)*$/;

/**
 * Validates the name of a user, team or organization.
 *
 * @throws `invalid_input`
 */
export function checkAccountName(name: unknown, noun: "user" | "team" | "org"): string {
  if (typeof name !== "string" || !ACCOUNT_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${truncate(name)}": expected 1 to 64 letters, digits, "_" or "-"`,
    );
  }
  if (RESERVED_NAMES.has(name.toLowerCase())) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${name}": this name is reserved; choose another name`,
    );
  }
  return name;
}

/**
 * Validates the name of a project.
 *
 * @throws `invalid_input`
 */
export function checkProjectName(name: string): string {
  if (/[/\\#?%:]/.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a project "${truncate(name)}": expected a name without / \\ # ? % :`,
    );
  }
  return checkPlainName(name, "project");
}

/**
 * Validates the name of an artifact collection: letters, digits, `_`, `-`, `.`.
 *
 * @throws `invalid_input`
 */
export function checkCollectionName(name: string): string {
  checkPlainName(name, "artifact");
  if (!ARTIFACT_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name an artifact "${truncate(name)}": expected letters, digits, "_", "-" and "." only`,
    );
  }
  return name;
}

/**
 * Validates the name of a collection of links, which may contain spaces: "My Registered Model".
 *
 * @throws `invalid_input`
 */
export function checkPortfolioName(name: string): string {
  checkPlainName(name, "collection");
  if (!PORTFOLIO_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a collection "${truncate(name)}": expected letters, digits, "_", "-" and ".", with spaces between them`,
    );
  }
  return name;
}

/**
 * Validates the name of a run or artifact type, which must be a single readable URL segment.
 *
 * @throws `invalid_input`
 */
export function checkPlainName(name: string, noun: string): string {
  if (name.trim() === "" || name.length > MAX_NAME_CHARACTERS || CONTROL.test(name) || name.includes("/")) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${truncate(name)}": expected 1 to ${MAX_NAME_CHARACTERS} characters without "/" and control characters`,
    );
  }
  // In a URL, "." and ".." mean folders, and a lone surrogate cannot be encoded.
  if (name === "." || name === ".." || !name.isWellFormed())
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${truncate(name)}": expected a name that is valid in a URL`,
    );
  return name;
}

/**
 * Validates a tag of a version or collection: words of letters, digits, `_`, `-`, separated by spaces.
 *
 * @throws `invalid_input`
 */
export function checkTag(tag: string): string {
  if (!TAG.test(tag) || tag.length > MAX_NAME_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot tag with "${truncate(tag)}": expected words of letters, digits, "_" and "-", separated by spaces`,
    );
  }
  return tag;
}

/** Shortens a value for an error message: at most 80 characters on one line. */
export function truncate(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const start = text.slice(0, 80).toWellFormed();
  // eslint-disable-next-line no-control-regex
  return start.replace(/[\u0000-\u001f\u007f]/g, "\ufffd");
}
