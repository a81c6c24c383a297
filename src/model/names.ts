import { StemmaError } from "./errors.ts";
import { MAX_NAME_CHARACTERS } from "./limits.ts";

/**
 * First path segments of the server itself, and those its pages will need: no new user, team or organisation may take one
 * (compared without case). Accounts that had such a name before it was reserved keep it.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    "api artifacts artifactsv2 assets auth authorize automations files frames graphql help home login logout metrics new " +
    "oidc orgs projects raw ready registry runs sdk search settings static storage transfer"
  ).split(" "),
);

/** How the names of projects begin that hold registries. */
const REGISTRY_PREFIX = "wandb-registry-";

/** Tells whether a project of this name is a registry to clients; registries are not offered yet. */
export function isRegistryName(name: string): boolean {
  return name.toLowerCase().startsWith(REGISTRY_PREFIX);
}

const ACCOUNT_NAME = /^[A-Za-z0-9_-]{1,64}$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
const ARTIFACT_NAME = /^[A-Za-z0-9_\-.]+$/;
/** Blanks only between other characters: a name that ends in one looks like another. */
const PORTFOLIO_NAME = /^[A-Za-z0-9_\-.]+(?: +[A-Za-z0-9_\-.]+)*$/;
const TAG = /^[-\w]+( +[-\w]+)*$/;

/**
 * Checks the name of a user, team or organisation.
 *
 * @throws `invalid_input`
 */
export function checkAccountName(name: unknown, noun: "user" | "team" | "org"): string {
  if (typeof name !== "string" || !ACCOUNT_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${shown(name)}": expected 1 to 64 letters, digits, "_" or "-"`,
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
 * Checks the name of a project.
 *
 * @throws `invalid_input`
 */
export function checkProjectName(name: string): string {
  if (/[/\\#?%:]/.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a project "${shown(name)}": expected a name without / \\ # ? % :`,
    );
  }
  return checkPlainName(name, "project");
}

/**
 * Checks the name of an artifact collection: letters, digits, `_`, `-`, `.`.
 *
 * @throws `invalid_input`
 */
export function checkCollectionName(name: string): string {
  checkPlainName(name, "artifact");
  if (!ARTIFACT_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name an artifact "${shown(name)}": expected letters, digits, "_", "-" and "." only`,
    );
  }
  return name;
}

/**
 * Checks the name of a collection of links, which may hold blanks: "My Registered Model".
 *
 * @throws `invalid_input`
 */
export function checkPortfolioName(name: string): string {
  checkPlainName(name, "collection");
  if (!PORTFOLIO_NAME.test(name)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a collection "${shown(name)}": expected letters, digits, "_", "-" and ".", with spaces between them`,
    );
  }
  return name;
}

/**
 * Checks a name that only has to be a readable single word of a URL: runs, artifact types.
 *
 * @throws `invalid_input`
 */
export function checkPlainName(name: string, noun: string): string {
  if (name.trim() === "" || name.length > MAX_NAME_CHARACTERS || CONTROL.test(name) || name.includes("/")) {
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${shown(name)}": expected 1 to ${MAX_NAME_CHARACTERS} characters without "/" and control characters`,
    );
  }
  // In an address "." and ".." mean folders, and a lone surrogate cannot be written at all.
  if (name === "." || name === ".." || !name.isWellFormed())
    throw new StemmaError(
      "invalid_input",
      `Cannot name a ${noun} "${shown(name)}": expected a name that is valid in a URL`,
    );
  return name;
}

/**
 * Checks a tag of a version or collection: words of letters, digits, `_`, `-`, separated by spaces.
 *
 * @throws `invalid_input`
 */
export function checkTag(tag: string): string {
  if (!TAG.test(tag) || tag.length > MAX_NAME_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot tag with "${shown(tag)}": expected words of letters, digits, "_" and "-", separated by spaces`,
    );
  }
  return tag;
}

/** A value as an error message may show it: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const start = text.slice(0, 80).toWellFormed();
  // eslint-disable-next-line no-control-regex
  return start.replace(/[\u0000-\u001f\u007f]/g, "\ufffd");
}
