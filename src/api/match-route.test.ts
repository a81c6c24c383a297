import { expect, test } from "vitest";
import { matchRoute, routeLabel } from "./match-route.ts";
import { routes } from "./routes.ts";

function labelOf(method: string, path: string): string {
  return routeLabel(matchRoute(method, path)?.route);
}

test("finds every route of the table", () => {
  for (const route of routes) {
    const path = route.pattern.replace(/:\w+/g, "some-name").replace("*", "folder/file.bin");
    expect(labelOf(route.method, path), path).toBe(routeLabel(route));
  }
});

test("no two routes have the same method and pattern", () => {
  expect(new Set(routes.map(routeLabel)).size).toBe(routes.length);
});

test("prefers the pattern with more fixed segments", () => {
  expect(labelOf("HEAD", "/storage/wandb_artifacts/token.mac")).toBe("GET /storage/*");
  expect(labelOf("GET", "/files/ada/digits/run/output.log")).toBe("GET /files/:entity/:project/:run/*");
  expect(labelOf("POST", "/files/ada/digits/run/file_stream")).toBe("POST /files/:entity/:project/:run/file_stream");
  expect(labelOf("GET", "/ada/digits")).toBe("GET /:entity/:project");
});

test("returns the parameters of the pattern as the path spells them", () => {
  expect(matchRoute("GET", "/files/ada/digits/run-1/media/a%20b.png")?.params).toEqual({
    entity: "ada",
    project: "digits",
    run: "run-1",
    rest: "media/a%20b.png",
  });
});

test("gives unknown paths one label", () => {
  expect(labelOf("GET", "/")).toBe("none");
  expect(labelOf("BREW", "/ready")).toBe("none");
  expect(labelOf("GET", "/ada/digits/secret-key-in-a-path")).toBe("none");
});
