import type { GraphQLResolveInfo, SelectionSetNode } from "graphql";
import type { RunTexts } from "../../../core/ports/metadata.ts";

/** Nothing that can be megabytes. */
export const noTexts: RunTexts = { config: false, summary: false };

/** Fields of a run that are made of its config, and those that are made of its summary. */
const CONFIG_FIELDS = ["config", "wandbConfig"];
const SUMMARY_FIELDS = ["summaryMetrics"];

/** Which texts of the runs of a list are asked for, anywhere below the field. */
export function runTexts(info: GraphQLResolveInfo): RunTexts {
  const names = new Set<string>();
  const seen = new Set<string>();
  const collect = (selections: SelectionSetNode | undefined): void => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === "Field") {
        names.add(selection.name.value);
        collect(selection.selectionSet);
      } else if (selection.kind === "InlineFragment") collect(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        collect(info.fragments[selection.name.value]?.selectionSet);
      }
    }
  };
  for (const node of info.fieldNodes) collect(node.selectionSet);
  return {
    config: CONFIG_FIELDS.some((name) => names.has(name)),
    summary: SUMMARY_FIELDS.some((name) => names.has(name)),
  };
}
