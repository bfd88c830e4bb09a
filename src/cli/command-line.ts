/** What others read of a command line: ps shows it to everybody on a machine, a worker that was taken over included. */
import { SETTING_NAMES, SETTINGS } from '../config.js';

const HIDDEN = SETTING_NAMES.filter((name) => SETTINGS[name].secret).map((name) => `--${name}`);

/**
 * The same without what may be secret, to be made the title of the process. Undefined: nothing has to be hidden.
 * @param words of process.argv, the program first
 */
export function shownCommandLine(words: readonly string[]): string | undefined {
  const shown = words.map((word, at) => {
    const flag = HIDDEN.find((name) => word.startsWith(`${name}=`));
    if (flag !== undefined) return `${flag}=***`;
    return HIDDEN.includes(words[at - 1] ?? '') ? '***' : word;
  });
  return shown.some((word, at) => word !== words[at]) ? shown.join(' ') : undefined;
}
