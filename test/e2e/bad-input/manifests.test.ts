/** A manifest that is none is refused as it arrives, and no version comes of it. */
import { describe, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const DEEP = 100_000;
const MIB = 1024 * 1024;

const nested = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);

describe("an invalid manifest", () => {
  const entry = '{"digest":"AAAAAAAAAAAAAAAAAAAAAA==","size":1}';
  const whole = (contents: string, head = '"version":1'): string =>
    `{${head},"storagePolicy":"wandb-storage-policy-v1","contents":${contents}}`;
  test.each<[string, string | Uint8Array]>([
    ["empty", ""],
    ["not JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    [
      "not UTF-8",
      Buffer.concat([Buffer.from('{"version":1,"contents":{"'), Buffer.of(0xff), Buffer.from(`":${entry}}}`)]),
    ],
    ["deep", nested("[", "]")],
    ["a deep entry", whole(`{"a":${nested("[", "]")}}`)],
    ["without contents", '{"version":1}'],
    ["contents twice", `{"version":1,"contents":{},"contents":{}}`],
    ["contents that are a list", whole("[]")],
    ["another version", whole("{}", '"version":2')],
    ["an entry that is a text", whole('{"a":"b"}')],
    ["an entry twice", whole(`{"a":${entry},"a":${entry}}`)],
    ["a size below zero", whole(`{"a":${entry.replace("1}", "-1}")}}`)],
    ["a size beyond all", whole(`{"a":${entry.replace("1}", "1e9999}")}}`)],
    ["a size of 2^53", whole(`{"a":${entry.replace("1}", "9007199254740992}")}}`)],
    ["a reference that is a number", whole(`{"a":${entry.replace("}", ',"ref":7}')}}`)],
    ["an entry of two mebibytes", whole(`{"a":${entry.replace("}", `,"extra":{"x":"${"y".repeat(2 * MIB)}"}}`)}}`)],
    ["a long head", whole("{}", `"version":1,"x":"${"y".repeat(MIB)}"`)],
    ["never closed", `{"version":1,"contents":{"a":${entry}`],
    ["more behind it", `${whole("{}")}{}`],
  ])("%s", async (_, text) => {
    const draft = await WireDraft.open(server.wire, { project: "manifests", collection: "manifests" });
    const { url, headers } = await draft.manifestAddress("");
    const before = server.facts();
    expectRefusal(await sendRequest(url, { method: "PUT", headers, body: text }), 400);
    expectRefusal(await draft.commit(), 400);
    await server.expectNothingStored(before);
  });
});
