/** `tintype import`: objects from elsewhere into a bucket of a running server. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DirectorySource } from '../moving/directory/source.js';
import { OssSource } from '../moving/oss/source.js';
import { OssTarget } from '../moving/oss/target.js';
import { moveSettings } from '../moving/settings.js';
import { Crc64 } from '../store/blobs/crc64.js';
import { serverOf } from './endpoint.js';
import { type ReadyBucket, readyBucket } from './moving/bucket.js';
import {
  addMovingOptions,
  type BucketPlace,
  type MovingOptions,
  otherPlace,
  ownPlace,
  REMOTE_HELP,
  remoteKey,
} from './moving/options.js';
import { type Moving, runMove } from './moving/run.js';
import { flagsOf } from './options.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
SOURCE is a directory, oss://BUCKET (OSS or another Tintype, at --remote) or s3://BUCKET. BUCKET is made when it is
missing; with /PREFIX that is put in front of every key.

What is there already with the same bytes is passed over, so the same command goes on after Ctrl-C, a crash or a failure,
and brings a copy up to date. Nothing is ever deleted. Every object is compared with the digests of its source before it
is stored, and with the server's afterwards. Content-Type and its kind, user metadata, tags and the objects' own ACLs
come along where the source has them; the bucket's ACL, styles, separators, source protection, CORS and Referer rules,
where a whole OSS bucket goes into a whole bucket.
${REMOTE_HELP}
Exit codes: 0 all there, 1 some failed (each is named), 2 asked wrongly, 130 stopped by Ctrl-C. docs/moving.md says more.

Examples:
  tintype import ./pictures photos                          the files of a directory
  tintype import oss://photos photos --remote https://oss-cn-hangzhou.aliyuncs.com --dry-run
  tintype import oss://photos photos/old --remote http://10.0.0.7:9000 --prefix 2024/ --parallel 16`;

export function addImport(program: Command, session: Session): void {
  const command = program
    .command('import')
    .description('copy objects from a directory, OSS, S3 or another Tintype into a bucket')
    .argument('<source>', 'a directory, oss://BUCKET or s3://BUCKET')
    .argument('<bucket>', 'BUCKET or BUCKET/PREFIX of the running server');
  addMovingOptions(command).addHelpText('after', HELP);
  command.action(async (from: string, to: string, options: MovingOptions) => {
    const { bucket, prefix } = ownPlace(to);
    const source = otherPlace(from);
    const other = source.scheme === 'directory' ? undefined : checkedRemote(source, from, options);
    const { base, pair } = await serverOf({ flags: flagsOf(command), env: session.terminal.env }, options.endpoint);
    if (source.scheme === 'oss' && other === base && source.bucket === bucket) {
      throw new Failure(`${from} and ${to} are the same bucket.`, 2);
    }
    const key = { id: pair.accessKeyId, secret: pair.accessKeySecret };
    const opened = await openSource(from, options, session);
    const missing = options.dryRun ? 'look' : 'make';
    const target = await readyBucket({ endpoint: base, bucket, key, missing });
    session.exitCode = await runMove({
      source: opened.source,
      target: new OssTarget(target.client, prefix, { searched: options.prefix, empty: !target.isThere }),
      options,
      terminal: session.terminal,
      ...(prefix === '' && options.prefix === '' && withSettings(opened.bucket, target, options)),
    });
    opened.bucket?.client.close();
    target.client.close();
  });
}

interface OpenedSource {
  readonly source: Moving['source'];
  /** Where the source has settings. */
  readonly bucket?: ReadyBucket;
}

async function openSource(text: string, options: MovingOptions, session: Session): Promise<OpenedSource> {
  const place = otherPlace(text);
  const { prefix, acls } = options;
  if (place.scheme === 'directory') {
    return { source: new DirectorySource(checkedDirectory(place.path), prefix, await Crc64.load()) };
  }
  if (place.scheme === 's3') throw new Failure('s3:// is not built yet.', 2);
  const endpoint = checkedRemote(place, text, options) ?? '';
  const { bucket } = place;
  const ready = await readyBucket({
    endpoint,
    bucket,
    key: remoteKey(session),
    region: options.remoteRegion,
    missing: 'need',
  });
  return {
    source: new OssSource(ready.client, { prefix, acls: acls && remoteKey(session) !== undefined }),
    bucket: ready,
  };
}

function withSettings(
  from: ReadyBucket | undefined,
  to: ReadyBucket,
  options: MovingOptions,
): Pick<Moving, 'settings'> {
  if (from === undefined || !options.settings) return {};
  const signal = AbortSignal.timeout(SETTINGS_MS);
  const common = { dryRun: options.dryRun === true, bucketIsThere: to.isThere, signal };
  return { settings: (tell) => moveSettings(from.client, to.client, { ...common, ...tell }) };
}

/** Milliseconds for all settings of a bucket, which are some dozen requests. */
const SETTINGS_MS = 300_000;

function checkedRemote({ scheme, prefix }: BucketPlace, text: string, { remote }: MovingOptions): string | undefined {
  if (prefix !== '')
    throw new Failure(`${text}: name the bucket alone; --prefix ${prefix} chooses among its objects.`, 2);
  if (scheme === 'oss' && remote === undefined) {
    throw new Failure(`${text}: --remote says where it is, such as https://oss-cn-hangzhou.aliyuncs.com.`, 2);
  }
  return remote;
}

function checkedDirectory(path: string): string {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
  throw new Failure(`${path}: is no directory; a bucket is written oss://BUCKET or s3://BUCKET.`, 2);
}
