/** Which ffmpeg is here. It draws frames, so its version is part of their ETag; it may come or go while we run. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OssError } from '../../errors.js';

export const NOT_INSTALLED =
  'video/snapshot needs ffmpeg and ffprobe, and this server does not find them on its PATH. Install the package ' +
  'ffmpeg (on Debian and Ubuntu as root: tintype doctor --install). Nothing else needs it.';

/** Milliseconds for which 'not here' is believed: `npm start` installs it beside the running server. */
const MISSING_FOR = 1000;

type Environment = Readonly<Record<string, string | undefined>>;

/** 'ffmpeg-7.1.5', or undefined when one of the two programs is missing or does not run. */
export async function ffmpegVersion(env: Environment): Promise<string | undefined> {
  const [ffmpeg, ffprobe] = await Promise.all(['ffmpeg', 'ffprobe'].map((program) => versionOf(program, env)));
  return ffmpeg === undefined || ffprobe === undefined ? undefined : `ffmpeg-${ffmpeg}`;
}

async function versionOf(program: string, env: Environment): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-version'], { env: { ...env }, timeout: 10_000 });
    return /version (\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Asks once and remembers; asks again while it is missing. */
export class InstalledFfmpeg {
  readonly #env: Environment;
  #asked: Promise<string | undefined> | undefined;

  constructor(env: Environment = process.env) {
    this.#env = env;
  }

  /** Part of the ETag of what comes from a video. @throws OssError 501 NotImplemented, which says what to install */
  async version(): Promise<string> {
    this.#asked ??= this.#ask();
    const version = await this.#asked;
    if (version === undefined) throw new OssError('NotImplemented', NOT_INSTALLED);
    return version;
  }

  async #ask(): Promise<string | undefined> {
    const version = await ffmpegVersion(this.#env);
    if (version === undefined) setTimeout(() => (this.#asked = undefined), MISSING_FOR).unref();
    return version;
  }
}
