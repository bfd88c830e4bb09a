/** Whose word about the client's address and scheme counts. */
import { BlockList, isIP, isIPv4 } from 'node:net';

export class TrustedProxies {
  readonly #list = new BlockList();
  readonly #empty: boolean;

  /** Addresses and CIDR blocks, IPv4 or IPv6. Throws an Error naming the entry that is neither. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
    this.#empty = entries.length === 0;
  }

  trusts(address: string): boolean {
    return !this.#empty && isIP(address) !== 0 && this.#list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }

  /**
   * The client behind a trusted peer: X-Forwarded-For is read from the right, over the proxies that are trusted
   * themselves, to the first address that is not. What stands further left was written by that client.
   */
  clientOf(peer: string, forwardedFor: string | undefined): string {
    let client = peer;
    for (const hop of forwardedFor?.split(',').reverse() ?? []) {
      const address = addressIn(hop);
      if (address === undefined || !this.trusts(client)) break;
      client = address;
    }
    return client;
  }

  #add(entry: string): void {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? undefined : Number(prefix);
    const bitsFit = bits === undefined || (/^\d+$/.test(prefix ?? '') && bits <= (family === 4 ? 32 : 128));
    if (family === 0 || rest.length > 0 || !bitsFit) throw new Error(`'${entry}' is not an IP address or a CIDR block`);
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) this.#list.addAddress(address, type);
    else this.#list.addSubnet(address, bits, type);
  }
}

/** A dual-stack listener sees IPv4 clients as ::ffff:192.0.2.1. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}

/** Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711. */
function addressIn(hop: string): string | undefined {
  const text = hop.trim();
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.split(':')[0] : text);
  return bare !== undefined && isIP(bare) !== 0 ? plainAddress(bare) : undefined;
}
