export type StartupSetting = 'data' | 'metadata' | 's3-endpoint' | 's3-bucket' | 's3-access-key-id';

/** What the store needs to start and cannot have. The message is one line for the person who started the program. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  /** The setting that names it. */
  readonly setting: StartupSetting;

  constructor(message: string, { setting, cause }: { setting?: StartupSetting; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.setting = setting ?? 'data';
  }
}
