import { StemmaError } from "../../model/index.ts";

/** How the server may be called. */
export interface AddressRules {
  /** Where people reach the server, without a trailing slash; set where a proxy stands before it. */
  readonly publicUrl: string | undefined;
  /** The host it was told to listen on. */
  readonly host: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address that all addresses in an answer begin with: `--public-url`, or the Host of the request where that is
 * loopback or the `--host` given. A foreign Host could otherwise make us sign addresses for a stranger.
 *
 * @throws `misdirected`
 */
export function baseUrl({ publicUrl, host }: AddressRules, hostHeader: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  const [, name = ""] = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(hostHeader ?? "") ?? [];
  if (LOOPBACK.test(name.toLowerCase()) || (name !== "" && name === host)) return `http://${hostHeader}`;
  throw new StemmaError(
    "misdirected",
    `Cannot answer for the host "${(hostHeader ?? "").slice(0, 80)}": this server does not know the name; start it with --public-url http://${(hostHeader ?? "").slice(0, 80)}`,
  );
}
