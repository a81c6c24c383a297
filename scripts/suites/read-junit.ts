import type { TestResult } from "./test-result.ts";

/**
 * Reads the JUnit report of pytest.
 *
 * **Source** pytest escapes `<` in texts and attributes, so the tags are found without an XML parser.
 */
export function readJunit(suite: string, xml: string): TestResult[] {
  return [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)].map(([, attributes, body]) => {
    const test = readAttributes(attributes!);
    const [, tag, inner] = /<(failure|error|skipped)\b([^>]*)/.exec(body ?? "") ?? [];
    return {
      suite,
      name: [test["classname"], test["name"]].filter(Boolean).join(" > "),
      outcome: tag === undefined ? "passed" : tag === "skipped" ? "skipped" : "failed",
      seconds: Number(test["time"] ?? 0),
      ...(tag === undefined ? {} : { reason: readAttributes(inner!)["message"]?.split("\n", 1)[0] ?? tag }),
    };
  });
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([\w:]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, unescapeXml(value!)]));
}

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[name] ?? whole;
  });
}
