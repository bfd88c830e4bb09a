/** What a running server does with a configuration that was read again. */
import type { App } from '../app.js';
import { readSettings, type SettingSources } from '../config/settings.js';
import { loadConfig, SETTING_NAMES, SETTINGS, type SettingName, type Values } from '../config.js';

/** Taken over also when only the files behind these paths changed; so is the file of mirror-origins. */
const CERTIFICATE: readonly SettingName[] = ['tls-cert', 'tls-key'];
const OTHERS: readonly SettingName[] = [
  'log-level',
  'verify-reads',
  'bucket-styles',
  'account-channels',
  'mirror-origins',
];

/** Those that a running server takes over. */
const LIVE: readonly SettingName[] = [...CERTIFICATE, ...OTHERS];

/** The same for people. */
export const LIVE_NAMES = ['certificate', ...OTHERS.map((name) => `--${name}`)].join(', ');

/** SIGHUP, when no terminal can hang up on the server: then it means what it means to every daemon. */
export function onReloadSignal(reload: () => void): () => void {
  process.on('SIGHUP', reload);
  return () => process.off('SIGHUP', reload);
}

/**
 * Reads the configuration again, gives the server what it can take while it runs, and says what it cannot. Connections
 * go on: they keep the certificate that they began with.
 * @throws ConfigError for a configuration that no server would start with; the running one keeps its own
 */
export class Reloading {
  readonly #app: App;
  readonly #sources: SettingSources;
  readonly #started: Values;

  constructor(app: App, sources: SettingSources) {
    this.#app = app;
    this.#sources = sources;
    this.#started = valuesOf(sources);
  }

  /** Lines for the terminal. */
  reload(): readonly string[] {
    const config = loadConfig(this.#sources);
    const waiting = this.#needRestart(valuesOf(this.#sources));
    this.#app.reload(config);
    const done = `SIGHUP: ${LIVE_NAMES} are those of the configuration as it is now.`;
    if (waiting.length === 0) return [done];
    return [done, `${waiting.map((name) => `--${name}`).join(', ')} changed: restart the server for that.`];
  }

  #needRestart(now: Values): readonly SettingName[] {
    const before = this.#started;
    return SETTING_NAMES.filter((name) => {
      // HTTPS or not is decided when the port is opened.
      if (name === 'tls-cert') return (before[name] === undefined) !== (now[name] === undefined);
      return !LIVE.includes(name) && JSON.stringify(before[name]) !== JSON.stringify(now[name]);
    });
  }
}

function valuesOf(sources: SettingSources): Values {
  return readSettings(SETTINGS, SETTING_NAMES, sources);
}
