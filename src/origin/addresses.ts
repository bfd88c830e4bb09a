/** Which addresses an origin may have: those of the open internet, and what the operator allows beside them. */
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Block = readonly [Address, number];

/** All unicast addresses of the internet so far; what is outside, such as ::127.0.0.1, means something else. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by its number, and yet the machine's own: where Azure gives away what belongs to a virtual machine. */
const AZURE_HOST = '168.63.129.16';

export class OriginAddresses {
  readonly #allowed: readonly Block[];
  readonly #own: () => readonly string[];

  /**
   * @param allowed addresses and CIDR blocks that are asked although they are not of the open internet
   * @param own of this machine, asked for each time: they come and go
   */
  constructor(allowed: readonly string[] = [], own: () => readonly string[] = ownAddresses) {
    this.#allowed = allowed.map(blockOf);
    this.#own = own;
  }

  /**
   * Only plain unicast counts: an address that holds another one (IPv4-mapped, NAT64, 6to4, Teredo) could lead to it,
   * whatever that is. What is no address is refused.
   */
  allows(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    if (this.#allowed.some((block) => holds(block, address))) return true;
    // What is sent there passes no firewall, and whatever listens on this machine would take it for its own.
    return isPublic(address) && !this.#own().some((each) => holds(blockOf(each), address));
  }
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return (address as ipaddr.IPv6).match(GLOBAL_IPV6);
  return address.toString() !== AZURE_HOST;
}

function holds([start, bits]: Block, address: Address): boolean {
  if (start.kind() === 'ipv4')
    return address.kind() === 'ipv4' && (address as ipaddr.IPv4).match(start as ipaddr.IPv4, bits);
  return address.kind() === 'ipv6' && (address as ipaddr.IPv6).match(start as ipaddr.IPv6, bits);
}

function blockOf(text: string): Block {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
