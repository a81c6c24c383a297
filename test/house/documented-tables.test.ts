import { expect, test } from "vitest";
import { type Route, routes } from "../../src/api/routes.ts";
import { errorTable } from "../../src/wire/error-table.ts";
import { readText } from "./source-tree.ts";

const page = "docs/internals/wandb-wire.md";

test("the page about the wire lists the routes of the table", () => {
  expect(documentedRows("route")).toEqual(
    routes.map((route) => [`\`${route.method} ${route.pattern}\``, route.purpose, requirementOf(route)]),
  );
});

test("the page about the wire lists the errors of the table", () => {
  expect(documentedRows("code")).toEqual(
    Object.entries(errorTable).map(([code, { status, retryAfterSeconds, help }]) => [
      `\`${code}\``,
      String(status),
      retryAfterSeconds === undefined ? "" : `${retryAfterSeconds} s`,
      help,
    ]),
  );
});

function requirementOf(route: Route): string {
  if ("signed" in route) return "signed URL";
  if (route.permission === "public") return "nothing";
  if (route.permission === "signed-in") return "key";
  return route.permission === "site-admin" ? "admin token" : `key, ${route.permission}`;
}

/** The cells of the table whose first column has this title, without its head. */
function documentedRows(firstColumn: string): string[][] {
  const lines = readText(page).split("\n");
  const head = lines.findIndex((line) => new RegExp(`^\\| ${firstColumn} +\\|`).test(line));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  return lines.slice(head + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}
