/** `tintype url`: a link that lets whoever holds it see a picture of a private bucket, for a while. */
import { type Command, InvalidArgumentError } from 'commander';
import { readSettings, type SettingSources } from '../config/settings.js';
import { loadLimits, SETTINGS } from '../config.js';
import { OssError } from '../errors.js';
import { checkBucketName, checkObjectName } from '../oss/names.js';
import { isStyleName, STYLE_NAME_RULE, styleNameIn } from '../oss/picture/styles.js';
import type { UrlToSign } from '../oss/signature/signed-url.js';
import { signUrlV1 } from '../oss/signature/v1.js';
import { MAX_EXPIRES_V4, signUrlV4 } from '../oss/signature/v4.js';
import { endpoint, SERVER_SETTINGS, serverOf } from './endpoint.js';
import { explainedOld } from './old-url.js';
import { addSettings, flagsOf } from './options.js';
import { planFrom } from './process.js';
import { Failure, type Session } from './terminal.js';

const HELP = `
The key pair is that of --access-key-id and --access-key-secret or, better, since other users can read command lines,
of TINTYPE_ACCESS_KEY_ID and TINTYPE_ACCESS_KEY_SECRET; else the one kept in the server's data directory.
The endpoint follows --host and --port like the server's own unless --endpoint says otherwise.
V1 is good for any time and in any region. V4 signs every parameter of the URL with SHA-256, for a week at most, and for
the region that the server was started with.

Examples:
  tintype url photos/cat.jpg image/resize,w_200
  tintype url photos/cat.jpg style/small
  tintype url photos/cat.jpg@!small
  tintype url photos/2024/cat.jpg --expires 86400 --v4
  tintype url photos/cat.jpg image/format,webp --endpoint https://img.example
  tintype url --old cat.jpg@100w_100h_1e_1c.jpg
  tintype url --old 'http://photos.img-cn-hangzhou.aliyuncs.com/cat.jpg@400w|90r'`;

interface UrlOptions {
  /** Seconds from now. */
  readonly expires: number;
  readonly endpoint?: string;
  readonly v4?: boolean;
  readonly old?: boolean;
}

export function addUrl(program: Command, session: Session): void {
  const command = program
    .command('url')
    .description('print a signed URL')
    .argument('<bucket/key>', 'the object: photos/2024/cat.jpg; with --old a URL of the old API')
    .argument('[chain]', "what to do with it: 'image/resize,w_200', or style/NAME")
    .option('--expires <seconds>', 'how long it is good for', seconds, 3600)
    .option('--endpoint <url>', 'scheme, host and port of the server', endpoint)
    .option('--v4', 'sign with V4 instead of V1')
    .option('--old', 'sign nothing: print the chain that a URL of the old API means today');
  addSettings(command, [...SERVER_SETTINGS, 'region']).addHelpText('after', HELP);
  command.action(async (object: string, chain: string | undefined, options: UrlOptions) => {
    const sources = { flags: flagsOf(command), env: session.terminal.env };
    if (options.old) {
      session.terminal.stdout.write(`${explainedOld(object, loadLimits(sources))}\n`);
      return;
    }
    const { bucket, key } = objectOf(object);
    if (chain !== undefined) checkProcess(chain, sources);
    const { base, pair } = await serverOf(sources, options.endpoint);
    const url: UrlToSign = {
      endpoint: base,
      bucket,
      key,
      query: chain === undefined ? [] : [['x-oss-process', chain]],
      accessKeyId: pair.accessKeyId,
      secret: pair.accessKeySecret,
    };
    session.terminal.stdout.write(`${signUrl(url, options, sources)}\n`);
  });
}

/** What a style says is known to the server alone. */
function checkProcess(process: string, sources: SettingSources): void {
  const style = styleNameIn(process);
  if (style === undefined) planFrom(process, loadLimits(sources));
  else if (!isStyleName(style)) throw new Failure(`${process}: the name of a style must be ${STYLE_NAME_RULE}.`, 2);
}

function signUrl(url: UrlToSign, { v4 = false, expires }: UrlOptions, sources: SettingSources): string {
  const now = Date.now();
  if (!v4) return named(url.key ?? '', () => signUrlV1({ ...url, expires: Math.floor(now / 1000) + expires }));
  if (expires > MAX_EXPIRES_V4) {
    throw new Failure(`--expires ${expires}: a URL signed with V4 is good for at most ${MAX_EXPIRES_V4} seconds.`, 2);
  }
  const { region } = readSettings(SETTINGS, ['region'], sources);
  return signUrlV4({ ...url, region, from: now, seconds: expires });
}

function objectOf(text: string): { bucket: string; key: string } {
  if (/^https?:\/\//i.test(text)) {
    throw new Failure(`'${text}' is a URL: write BUCKET/KEY, and the server as --endpoint. --old takes URLs.`, 2);
  }
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) {
    throw new Failure(`'${text}' is no object: write BUCKET/KEY, such as photos/2024/cat.jpg.`, 2);
  }
  const [bucket, key] = [text.slice(0, slash), text.slice(slash + 1)];
  return named(text, () => ({ bucket: checkBucketName(bucket), key: checkObjectName(key) }));
}

/** What is refused is said of `text`. */
function named<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OssError) throw new Failure(`${text}: ${error.message}`, 2);
    throw error;
  }
}

function seconds(text: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError('It must be a whole number of seconds, at least 1.');
  return value;
}
