import { expect, test } from "vitest";
import { rightsTable } from "./rights-table.ts";
import { routeOf } from "./route-of.ts";

test("every route of the rights table is found by a path of its own", () => {
  for (const route of Object.keys(rightsTable.routes)) {
    const [method = "", path = ""] = route.split(" ");
    const asked = path.replace(/:\w+/g, "some-name").replace("*", "folder/file.bin");
    expect(routeOf(method, asked), asked).toBe(route);
  }
});

test("a path with names like those of other routes goes to the more exact one", () => {
  expect(routeOf("HEAD", "/storage/wandb_artifacts/token.mac")).toBe("GET /storage/*");
  expect(routeOf("GET", "/files/ada/digits/run/output.log")).toBe("GET /files/:entity/:project/:run/*");
  expect(routeOf("POST", "/files/ada/digits/run/file_stream")).toBe("POST /files/:entity/:project/:run/file_stream");
  expect(routeOf("GET", "/ada/digits")).toBe("GET /:entity/:project");
});

test("what no route answers has no name of its own", () => {
  expect(routeOf("GET", "/")).toBe("none");
  expect(routeOf("BREW", "/ready")).toBe("none");
  expect(routeOf("GET", "/ada/digits/secret-key-in-a-path")).toBe("none");
});
