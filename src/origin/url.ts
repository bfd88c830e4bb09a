/** What the URL of an origin may be, before anybody asks where its host is. */
import { isIP } from 'node:net';
import type { OriginAddresses } from './addresses.js';

const LONGEST = 4096;
/** Below 1024 live the services of systems; of them an origin is one of these. */
const LOW_PORTS = [80, 443];
/** Above it, those that the Fetch standard has browsers keep away from, because they speak something else. */
const BAD_PORTS = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

export const ORIGIN_PORT = 'port 80, 443 or one from 1024 on that browsers do not avoid';
export const ORIGIN_URL = `http:// or https://, a host, no user and no password, ${ORIGIN_PORT}`;

/** undefined: nothing that an origin may be. An address instead of a name has to be one that `addresses` allows. */
export function originUrl(text: string, addresses: OriginAddresses, base?: URL): URL | undefined {
  if (text.length > LONGEST || !URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  if (!isWebPort(url.port === '' ? undefined : Number(url.port))) return undefined;
  const host = bareHost(url);
  return isIP(host) === 0 || addresses.allows(host) ? url : undefined;
}

/** Without the brackets of an IPv6 address. URL has written 0x7f.1, 2130706433 and 0177.0.0.1 as 127.0.0.1 already. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** undefined: that of the scheme. */
function isWebPort(port: number | undefined): boolean {
  if (port === undefined || LOW_PORTS.includes(port)) return true;
  return port >= 1024 && !BAD_PORTS.includes(port);
}
