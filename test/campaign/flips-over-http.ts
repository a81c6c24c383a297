import { findVersion } from "../support/read-version.ts";
import { sendRequest } from "../support/send-request.ts";
import type { ServerProcess } from "../support/server-process.ts";
import type { StoredRecord } from "../support/stored-records.ts";
import { WireClient } from "../support/wire-client.ts";
import type { CampaignResult } from "./campaign.ts";

/** A flip that is in force until it is undone. */
interface HttpFlip {
  readonly record: StoredRecord;
  readonly name: string;
  undo(): void;
}

/**
 * The same over a socket: a client that verifies nothing has to see the failure, because the answer is an error or the
 * connection ends before as many bytes came as were declared.
 */
export async function flipsOverHttp(
  server: ServerProcess,
  versions: readonly string[],
  { flip, count }: { readonly flip: () => HttpFlip; readonly count: number },
): Promise<CampaignResult> {
  const { byBlob, manifests } = await readAddresses(new WireClient(server.baseUrl, server.apiKey), versions);
  const counts = { requests: 0, "ended early": 0, "answered 500": 0, "same bytes over HTTP": 0 };
  const failures: string[] = [];
  for (let done = 0; done < count; done++) {
    const { record, name, undo } = flip();
    // A part of a manifest belongs to some of the manifests; one at least has to fail.
    const reads =
      record.kind === "manifest" ? manifests : record.readers.flatMap(({ blob }) => byBlob.get(blob!) ?? []);
    let refused = 0;
    let same = 0;
    for (const { url, bytes } of reads) {
      const answer = await sendRequest(url);
      counts.requests += 1;
      if (answer.status === 500) counts["answered 500"] += 1;
      else if (answer.isCutOff) counts["ended early"] += 1;
      if (answer.status === 500 || answer.isCutOff) refused += 1;
      else if (answer.status === 200 && answer.body.equals(bytes)) same += 1;
      else failures.push(`${name}: ${url.slice(0, 80)} answered ${answer.status} with wrong bytes`);
      if (answer.status === 200 && !bytes.subarray(0, answer.body.byteLength).equals(answer.body))
        failures.push(`${name}: wrong bytes were sent before the connection ended`);
    }
    undo();
    const mustFail = record.kind === "small" || record.kind === "large";
    if (refused === 0) counts["same bytes over HTTP"] += same;
    if (refused === 0 && mustFail) failures.push(`${name}: every read over HTTP was answered as if nothing were wrong`);
  }
  return { counts, failures };
}

interface Address {
  readonly url: string;
  readonly bytes: Buffer;
}

/** The signed addresses, with what they give while nothing is flipped; files by their ETag, which is the blob's hash. */
async function readAddresses(
  wire: WireClient,
  versions: readonly string[],
): Promise<{ byBlob: Map<string, Address[]>; manifests: Address[] }> {
  const byBlob = new Map<string, Address[]>();
  const manifests: Address[] = [];
  for (const name of versions) {
    const version = await findVersion(wire, { project: "varied", name });
    if (version === null) throw new Error(`The version "${name}" is gone`);
    for (const { url } of version.files) {
      const { body, headers } = await sendRequest(url);
      const hash = String(headers.etag).replaceAll('"', "");
      byBlob.set(hash, [...(byBlob.get(hash) ?? []), { url, bytes: body }]);
    }
    manifests.push({ url: version.manifestUrl, bytes: (await sendRequest(version.manifestUrl)).body });
  }
  return { byBlob, manifests };
}
