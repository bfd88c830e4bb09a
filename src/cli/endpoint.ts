import { isIPv6 } from 'node:net';

/** The URL under which a server bound to `host` is reached from its own machine: nobody can go to 0.0.0.0. */
export function endpointOf(host: string, port: number, secure: boolean): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `${secure ? 'https' : 'http'}://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}
