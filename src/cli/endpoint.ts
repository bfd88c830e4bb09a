/** Where the server is and with which key it is asked: for the commands that speak of a running one. */
import { isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readSettings, type SettingSources } from '../config/settings.js';
import { rootKeyOf, SETTINGS, type SettingName } from '../config.js';
import { type KeyPair, keptRootKey } from '../root-key.js';
import { Failure } from './terminal.js';

/** What decides on the endpoint and on the key besides the command's own options. */
export const SERVER_SETTINGS = [
  'data',
  'host',
  'port',
  'tls-cert',
  'access-key-id',
  'access-key-secret',
] as const satisfies readonly SettingName[];

export interface Server {
  /** Scheme, host and port. */
  readonly base: string;
  readonly pair: KeyPair;
}

/** Said after 'no server answers'. */
export const WHERE_OURS =
  "start it with 'tintype serve', or say where it is with --port or --endpoint, and with --tls-cert where it speaks HTTPS";

/** `endpoint`: as --endpoint said, which wins over host and port. */
export async function serverOf(sources: SettingSources, endpoint: string | undefined): Promise<Server> {
  const values = readSettings(SETTINGS, SERVER_SETTINGS, sources);
  const data = resolve(values.data);
  const pair = rootKeyOf(values) ?? (await keptRootKey(data));
  if (pair === undefined) {
    throw new Failure(
      `--data ${data}: holds no key yet; name the server's data directory, or set TINTYPE_ACCESS_KEY_ID and TINTYPE_ACCESS_KEY_SECRET.`,
    );
  }
  return { base: endpoint ?? endpointOf(values.host, values.port, values['tls-cert'] !== undefined), pair };
}

/** The URL under which a server bound to `host` is reached from its own machine: nobody can go to 0.0.0.0. */
export function endpointOf(host: string, port: number, secure: boolean): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `${secure ? 'https' : 'http'}://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** Of --endpoint. @throws InvalidArgumentError */
export function endpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  if (!plain) throw new InvalidArgumentError('It must be a scheme, a host and perhaps a port: http://127.0.0.1:9000.');
  return url.origin;
}
