/** Where a host is: asked once, checked, and then the only places that are connected to. */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { OriginAddresses } from './addresses.js';
import { OriginFailure, refused } from './failure.js';
import { bareHost } from './url.js';

export interface Found {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type Resolver = (name: string) => Promise<readonly Found[]>;

export const systemResolver: Resolver = (name) => systemLookup(name, { all: true });

/**
 * Those addresses of a host that may be asked. A name that has others too is asked where it may be: a network with DNS64
 * adds an address of NAT64 to every name.
 * @throws OriginFailure for a name without addresses, and one that has none that is allowed
 */
export async function placesOf(url: URL, addresses: OriginAddresses, resolve: Resolver): Promise<readonly Found[]> {
  const host = bareHost(url);
  const literal = isIP(host);
  const found = literal === 0 ? await resolved(host, resolve) : [{ address: host, family: literal }];
  const allowed = found.filter(({ address }) => isIP(address) !== 0 && addresses.allows(address));
  if (found.length > 0 && allowed.length === 0)
    throw refused('The address of the origin is not one that may be asked.');
  if (allowed.length === 0) throw new OriginFailure('The host of the origin is not known.');
  return allowed;
}

async function resolved(name: string, resolve: Resolver): Promise<readonly Found[]> {
  try {
    return await resolve(name);
  } catch (cause) {
    throw new OriginFailure('The host of the origin is not known.', { cause });
  }
}

/** For a socket, instead of a second question to the DNS, whose answer could be another one (rebinding). */
export function pinned(places: readonly Found[]): LookupFunction {
  return (_name, options, answer) => {
    const [first] = places;
    if (options.all) answer(null, [...places]);
    else answer(null, first?.address ?? '', first?.family ?? 0);
  };
}
