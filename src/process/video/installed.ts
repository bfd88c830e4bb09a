/** Which ffmpeg is here. It draws frames, so its version is part of their ETag; it may come or go while we run. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OssError } from '../../errors.js';
import { saysWant, tooBusy } from './want.js';

export const NOT_INSTALLED =
  'video/snapshot needs ffmpeg and ffprobe, and this server does not find them on its PATH. Install the package ' +
  'ffmpeg (on Debian and Ubuntu as root: tintype doctor --install). Nothing else needs it.';

/** Milliseconds for which an answer without a version is believed: `npm start` installs it beside the running server. */
const MISSING_FOR = 1000;
/** Milliseconds that a program may take to say its version. */
const PATIENCE = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * 'ffmpeg-7.1.5', or undefined when one of the two programs is missing or does not run.
 * @throws OssError 503 when the machine is too busy to run them
 */
export async function ffmpegVersion(env: Environment, patience = PATIENCE): Promise<string | undefined> {
  const [ffmpeg, ffprobe] = await Promise.all(
    ['ffmpeg', 'ffprobe'].map((program) => versionOf(program, env, patience)),
  );
  return ffmpeg === undefined || ffprobe === undefined ? undefined : `ffmpeg-${ffmpeg}`;
}

async function versionOf(program: string, env: Environment, patience: number): Promise<string | undefined> {
  const options = { env: { ...env }, timeout: patience, killSignal: 'SIGKILL' } as const;
  try {
    const { stdout } = await promisify(execFile)(program, ['-version'], options);
    return /version (\S+)/.exec(stdout)?.[1];
  } catch (error) {
    // By us, after its time, or by the machine: there is one, and nobody knows which.
    const killed = (error as { signal?: unknown }).signal === 'SIGKILL';
    if (error instanceof Error && (killed || saysWant(error))) throw tooBusy(error);
    return undefined;
  }
}

/** Asks once and remembers; asks again while it has no version. */
export class InstalledFfmpeg {
  readonly #env: Environment;
  readonly #patience: number;
  #asked: Promise<string | undefined> | undefined;

  /** `patience`: milliseconds that a program may take to say its version. */
  constructor(env: Environment = process.env, patience = PATIENCE) {
    this.#env = env;
    this.#patience = patience;
  }

  /**
   * Part of the ETag of what comes from a video.
   * @throws OssError 501 NotImplemented, which says what to install; 503 when the machine is too busy to say
   */
  async version(): Promise<string> {
    this.#asked ??= this.#ask();
    const version = await this.#asked;
    if (version === undefined) throw new OssError('NotImplemented', NOT_INSTALLED);
    return version;
  }

  async #ask(): Promise<string | undefined> {
    let version: string | undefined;
    try {
      version = await ffmpegVersion(this.#env, this.#patience);
      return version;
    } finally {
      if (version === undefined) setTimeout(() => (this.#asked = undefined), MISSING_FOR).unref();
    }
  }
}
