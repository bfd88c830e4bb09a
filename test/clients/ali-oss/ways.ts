/** ali-oss as it comes from npm, in every way to address a bucket and with both signatures. */
import type { Agent } from 'node:http';
import OSS from 'ali-oss';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { photo, png } from '../../pictures.js';
import { observeCalls } from '../observed.js';
import { ClientServer, KEY } from '../server.js';

const PLACES = {
  'virtual host': { host: 'localhost', sldEnable: false },
  path: { host: 'localhost', sldEnable: true },
  // The address is in the URL and the bucket in a Host header of the vendor's domain.
  IP: { host: '127.0.0.1', sldEnable: false },
};

export interface Way {
  readonly place: keyof typeof PLACES;
  readonly version: 'V1' | 'V4';
}

/** For describe.each(). */
export const WAYS: readonly Way[] = (['V1', 'V4'] as const).flatMap((version) =>
  (Object.keys(PLACES) as Way['place'][]).map((place) => ({ place, version })),
);

/**
 * Names that go wrong when somebody escapes them once too often or too little. None has '/../': the client signs it and
 * then takes it out of the path.
 */
export const NAMES = ['a/b c+d.txt', '目录/猫 é.txt', 'x@!small|y.txt', 'a//b.txt', "100%'(!)*&=;,.txt", 'a?acl#b'];

/** 80x60. */
export const PICTURE = await png(photo(80, 60));

export interface Clients {
  readonly server: ClientServer;
  /** The bucket's name is the way's own, so that one server does for all ways. */
  bucket(way: Way): string;
  of(way: Way, more?: { bucket?: string; region?: string; id?: string; secret?: string; agent?: Agent }): OSS;
  /** A client with a bucket that holds photo.png, by `ann`. */
  ready(way: Way): Promise<OSS>;
}

/** Starts a server for the tests of one file and ends it after them. */
export function useClients(): Clients {
  let server: ClientServer;
  beforeAll(async () => {
    server = await ClientServer.start();
  });
  afterAll(() => server?.end());
  observeCalls('ali-oss', () => server?.consoleUrl);
  const clients: Clients = {
    get server() {
      return server;
    },
    bucket: ({ place, version }) => `ali-${place.replace(' ', '-').toLowerCase()}-${version.toLowerCase()}`,
    of({ place, version }, { bucket, region = 'oss-cn-hangzhou', id = KEY.id, secret = KEY.secret, agent } = {}) {
      const { host, sldEnable } = PLACES[place];
      return new OSS({
        endpoint: `http://${host}:${server.port}`,
        accessKeyId: id,
        accessKeySecret: secret,
        region,
        ...(bucket !== undefined && { bucket }),
        sldEnable,
        authorizationV4: version === 'V4',
        agent: agent ?? server.agent,
      });
    },
    async ready(way) {
      const bucket = clients.bucket(way);
      const client = clients.of(way, { bucket });
      await client.putBucket(bucket);
      const headers = { 'Cache-Control': 'max-age=60' };
      await client.put('photo.png', PICTURE, { meta: { author: 'ann' }, headers });
      return client;
    },
  };
  return clients;
}

export async function sizeOf(bytes: Buffer) {
  const { format, width, height } = await sharp(bytes).metadata();
  return { format, width, height };
}

/** The client has no method for styles. */
export function styleRequest(client: OSS, bucket: string, method: 'GET' | 'PUT' | 'DELETE', name: string, chain = '') {
  const subres = { style: '', styleName: name };
  const content = chain === '' ? {} : { content: `<Style><Content>${chain}</Content></Style>` };
  const successStatuses = [method === 'DELETE' ? 204 : 200];
  return client.request({ method, bucket, subres, mime: 'xml', successStatuses, ...content });
}
