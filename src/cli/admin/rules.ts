import { readFileSync } from "node:fs";
import { type RetentionRule, ruleText, StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { nodesOf, PAGE_INFO } from "./pages.ts";
import {
  PLACE_ARGUMENTS,
  PLACE_VARIABLES,
  PLACED_VERSION,
  type Place,
  type PlacedVersion,
  readPlace,
  versionText,
} from "./scope.ts";
import { bytesText, counted, tableText } from "../readable-text.ts";

const SET_RULES = `setBy setAt rules {
  types afterDays keepLast keepAliased keepTagged keepLinked keepUsed keepBest { metadata order count } }`;
const HISTORY = `query Q(${PLACE_VARIABLES}, $first: Int, $after: String) {
  list: retentionRules(${PLACE_ARGUMENTS},
    first: $first, after: $after) { edges { node { ${SET_RULES} } } ${PAGE_INFO} } }`;
const SET = `mutation M($input: SetRetentionRulesInput!) { setRetentionRules(input: $input) { ${SET_RULES} } }`;
const PREVIEW = `query Q(${PLACE_VARIABLES}, $rules: [RetentionRuleInput!]) {
  previewRetention(${PLACE_ARGUMENTS},
    rules: $rules) { bytes versions { bytes reason artifact { ${PLACED_VERSION} } } } }`;

/** The options of `stemma admin rules`. */
export interface RulesOptions {
  readonly set?: string;
  readonly dryRun?: boolean;
  readonly all?: boolean;
}

interface SetRules {
  readonly setBy: string | null;
  readonly setAt: string;
  readonly rules: readonly RetentionRule[];
}

interface Preview {
  readonly bytes: number;
  readonly versions: readonly { readonly bytes: number; readonly reason: string; readonly artifact: PlacedVersion }[];
}

/**
 * Shows the retention rules of a scope, sets them from a file, or previews what they delete.
 *
 * @throws `invalid_input`, `not_found`, and the errors of the server
 */
export async function adminRules(
  server: AdminConnection,
  name: string | undefined,
  options: RulesOptions,
): Promise<void> {
  const place = readPlace(name);
  const rules = options.set === undefined ? null : readRules(options.set);
  if (options.dryRun) return preview(server, { place, name, rules });
  if (rules !== null) {
    const { setRetentionRules } = await server.ask<{ setRetentionRules: SetRules }>(SET, {
      input: { ...place, rules },
    });
    return console.log(describe(setRetentionRules));
  }
  let isNone = true;
  for await (const set of nodesOf<SetRules>(server, HISTORY, { variables: place, name: scopeText(name) })) {
    console.log(describe(set));
    isNone = false;
    if (!options.all) break;
  }
  if (isNone) console.log(`${scopeText(name)} has no rules of its own`);
}

/**
 * @throws `invalid_input`
 */
function readRules(file: string): unknown {
  try {
    const rules: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (Array.isArray(rules)) return rules;
  } catch (cause) {
    throw refusedFile(file, (cause as Error).message, cause);
  }
  throw refusedFile(file, "expected a list", undefined);
}

function refusedFile(file: string, found: string, cause: unknown): StemmaError {
  return new StemmaError(
    "invalid_input",
    `Cannot read rules from "${file}": ${found}; write a JSON list such as [{"types": ["model"], "afterDays": 7, "keepLast": 5}]`,
    { cause },
  );
}

function describe({ rules, setBy, setAt }: SetRules): string {
  const head = `set ${setAt} by ${setBy ?? "the admin token"}:${rules.length === 0 ? " no rules" : ""}`;
  return [head, ...rules.map((rule) => `  ${ruleText(rule)}`)].join("\n");
}

async function preview(
  server: AdminConnection,
  { place, name, rules }: { place: Place; name: string | undefined; rules: unknown },
): Promise<void> {
  const { previewRetention } = await server.ask<{ previewRetention: Preview | null }>(PREVIEW, { ...place, rules });
  if (previewRetention === null) throw new StemmaError("not_found", `Cannot find "${scopeText(name)}"`);
  const { versions, bytes } = previewRetention;
  const rows = versions.map((of) => [versionText(of.artifact), bytesText(of.bytes), of.reason]);
  if (rows.length > 0) console.log(tableText([["version", "unique bytes", "deleted by"], ...rows]));
  console.log(
    `the next nightly run deletes ${counted(rows.length, "version")}; purging ${rows.length === 1 ? "it" : "them"} frees ${bytesText(bytes)}`,
  );
}

function scopeText(name: string | undefined): string {
  return name ?? "the instance";
}
