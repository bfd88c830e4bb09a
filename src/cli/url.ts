/** `tintype url`: a link that lets whoever holds it see a picture of a private bucket, for a while. */
import { type Command, InvalidArgumentError } from 'commander';
import { loadLimits } from '../config.js';
import { OssError } from '../errors.js';
import { checkBucketName, checkObjectName } from '../oss/names.js';
import { signUrlV1 } from '../oss/signature/v1.js';
import { endpoint, SERVER_SETTINGS, serverOf } from './endpoint.js';
import { addSettings, flagsOf } from './options.js';
import { planFrom } from './process.js';
import { Failure, type Session } from './terminal.js';

const NAMES_RULE =
  'A bucket has 3 to 63 lower-case letters, digits and inner hyphens; a key has at most 1023 bytes and no / in front.';

const HELP = `
The key pair is that of --access-key-id and --access-key-secret or, better, since other users can read command lines,
of TINTYPE_ACCESS_KEY_ID and TINTYPE_ACCESS_KEY_SECRET; else the one kept in the server's data directory.
The endpoint follows --host and --port like the server's own unless --endpoint says otherwise.

Examples:
  tintype url photos/cat.jpg image/resize,w_200
  tintype url photos/2024/cat.jpg --expires 86400
  tintype url photos/cat.jpg image/format,webp --endpoint https://img.example`;

interface UrlOptions {
  /** Seconds from now. */
  readonly expires: number;
  readonly endpoint?: string;
}

export function addUrl(program: Command, session: Session): void {
  const command = program
    .command('url')
    .description('print a signed URL')
    .argument('<bucket/key>', 'the object: photos/2024/cat.jpg')
    .argument('[chain]', "what to do with it: 'image/resize,w_200'")
    .option('--expires <seconds>', 'how long it is good for', seconds, 3600)
    .option('--endpoint <url>', 'scheme, host and port of the server', endpoint);
  addSettings(command, SERVER_SETTINGS).addHelpText('after', HELP);
  command.action(async (object: string, chain: string | undefined, options: UrlOptions) => {
    const sources = { flags: flagsOf(command), env: session.terminal.env };
    const { bucket, key } = objectOf(object);
    if (chain !== undefined) planFrom(chain, loadLimits(sources));
    const { base, pair } = await serverOf(sources, options.endpoint);
    const url = signUrlV1({
      endpoint: base,
      bucket,
      key,
      query: chain === undefined ? [] : [['x-oss-process', chain]],
      accessKeyId: pair.accessKeyId,
      secret: pair.accessKeySecret,
      expires: Math.floor(Date.now() / 1000) + options.expires,
    });
    session.terminal.stdout.write(`${url}\n`);
  });
}

function objectOf(text: string): { bucket: string; key: string } {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) {
    throw new Failure(`'${text}' is no object: write BUCKET/KEY, such as photos/2024/cat.jpg.`, 2);
  }
  try {
    return { bucket: checkBucketName(text.slice(0, slash)), key: checkObjectName(text.slice(slash + 1)) };
  } catch (error) {
    if (error instanceof OssError) throw new Failure(`${text}: ${error.message} ${NAMES_RULE}`, 2);
    throw error;
  }
}

function seconds(text: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError('It must be a whole number of seconds, at least 1.');
  return value;
}
