import { StemmaError } from "../../model/index.ts";
import { baseUrl } from "../http/base-url.ts";
import type { ByteHandler } from "./byte-server.ts";

/** Answers a CORS preflight: pages of this server may read and write its bytes, pages of other origins may not. */
export const answerPreflight: ByteHandler = ({ parts }, { request, response, params }) => {
  // Runs post to this path, which no page does.
  if (params["rest"] === "file_stream") throw new StemmaError("not_found", "Cannot find the file");
  const { origin } = new URL(baseUrl(parts.addresses, request.headers.host));
  response
    .writeHead(204, {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Methods": "GET, HEAD, PUT",
      Vary: "Host",
    })
    .end();
};
