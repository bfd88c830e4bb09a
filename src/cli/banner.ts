/** What a start says to people: where everything is, the key, and something to click. */
import type { App } from '../app.js';
import type { Config } from '../config.js';
import { DEMO_BUCKET, type DemoKey } from '../demo/pictures.js';
import { shownUrl } from '../store/metadata/postgres-url.js';
import { endpointOf } from './endpoint.js';
import { faceLines } from './faces.js';

interface Sample {
  readonly title: string;
  readonly key: DemoKey;
  readonly chain: string;
}

/** One changes the size, one the shape, one asks. */
const SAMPLES: readonly Sample[] = [
  { title: 'a phone photo, upright and small', key: 'photo.jpg', chain: 'image/resize,w_400' },
  {
    title: 'a square out of it, turned',
    key: 'photo.jpg',
    chain: 'image/resize,m_fill,w_300,h_300/rotate,8/format,webp',
  },
  { title: 'what is known of it', key: 'photo.jpg', chain: 'image/info' },
];

export async function bannerLines(app: App, config: Config, version: string): Promise<string[]> {
  const endpoint = endpointOf(config.host, app.oss.port, config.tls !== undefined);
  const rows: [string, string][] = [
    ['Endpoint', `${endpoint}${openness(config.host)}`],
    ['Console', endpointOf(config.consoleHost, app.console.port, config.tls !== undefined)],
    ['Data', config.data],
    ...(config.metadata === undefined ? [] : [['Metadata', shownUrl(config.metadata)] as [string, string]]),
    ...(config.s3 === undefined ? [] : [['Blobs', shownS3(config.s3)] as [string, string]]),
    ['Region', config.region],
    ['Key id', app.rootKey.accessKeyId],
  ];
  if (app.rootKey.origin === 'made') {
    rows.push(['Secret', `${app.rootKey.accessKeySecret}   (shown this once; kept in ${app.rootKey.path})`]);
  }
  for (const [index, line] of faceLines(app.faces, { paths: false }).entries()) {
    rows.push([index === 0 ? 'Fonts' : '', line]);
  }
  const table = rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  return [
    '',
    `Tintype ${version} is ready.`,
    '',
    ...table,
    '',
    ...(await sampleLines(app, endpoint)),
    '  Ctrl-C stops it.',
    '',
  ];
}

/** Only what an anonymous click can see. */
async function sampleLines(app: App, endpoint: string): Promise<string[]> {
  const heads = await Promise.all(
    SAMPLES.map(async (sample) => ({ sample, ...(await app.store.head(DEMO_BUCKET, sample.key)) })),
  );
  const seen = heads.filter(({ bucket, object }) => object !== undefined && bucket?.acl !== 'private');
  if (seen.length === 0) return [];
  const lines = seen.map(({ sample: { title, key, chain } }) => {
    return `    ${endpoint}/${DEMO_BUCKET}/${key}?x-oss-process=${chain}\n      ${title}`;
  });
  return ['  Click:', ...lines, ''];
}

function openness(host: string): string {
  return /^(127\.|::1$|localhost$)/.test(host) ? '   (this machine only; --host 0.0.0.0 opens it to the network)' : '';
}

function shownS3({ endpoint, bucket, region }: NonNullable<Config['s3']>): string {
  return `bucket ${bucket} of ${endpoint ?? `Amazon S3 in ${region}`}`;
}
