import { type Answer, jsonOf, sendRequest, type Sending } from "./send-request.ts";

/** Plain HTTP to one server with one key, for requests that no client would send. */
export class WireClient {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(baseUrl: string, apiKey: string) {
    this.baseUrl = baseUrl;
    this.headers = { Authorization: `Basic ${btoa(`api:${apiKey}`)}` };
  }

  /** Sends a request with the key to a path of the server. */
  send(path: string, sending: Sending = {}): Promise<Answer> {
    return sendRequest(this.baseUrl + path, { ...sending, headers: { ...this.headers, ...sending.headers } });
  }

  /** Posts a GraphQL request; the answer may be an error. */
  graphql(query: string, variables: object = {}): Promise<Answer> {
    return this.send("/graphql", { method: "POST", body: { query, variables } });
  }

  /** Returns the data of a GraphQL request, which must succeed. */
  async data<Data>(query: string, variables: object = {}): Promise<Data> {
    const answer = await this.graphql(query, variables);
    const { data, errors } = jsonOf(answer);
    if (answer.status !== 200 || errors !== undefined)
      throw new Error(`The server answered ${answer.status}: ${answer.body.toString("utf8").slice(0, 2000)}`);
    return data as Data;
  }
}
