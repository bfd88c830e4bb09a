/**
 * The new syntax as text and as raw actions: 'image/resize,w_100/rotate,90|sys/saveas,o_…'. Only the shape is read
 * here; what an action is called and what its tokens mean is bound later. Source: guide, Image Service access rules.
 */
import { invalidValue, OssError } from '../errors.js';
import { causeOf } from './causes.js';

export interface RawAction {
  readonly name: string;
  /** Between the commas, empty ones left out: 'w_100', '90'. */
  readonly tokens: readonly string[];
}

/** One part between the bars. */
export interface RawPipe {
  readonly kind: 'image' | 'video' | 'sys';
  readonly actions: readonly RawAction[];
}

export interface RawChain {
  /** The kind of the first pipe. */
  readonly kind: 'image' | 'video';
  readonly pipes: readonly RawPipe[];
}

/** Up to five bars (behaviour D39). */
const MOST_PIPES = 6;

/** @throws OssError 400: not a chain of image/ or video/, too many bars, a part without an action. */
export function parseChain(text: string): RawChain {
  const pipes = partsOf(text).map(parsePipe);
  const kind = pipes[0]?.kind;
  if (kind === 'sys') throw misplacedSys(pipes[0]?.actions[0]?.name ?? '');
  if (kind === undefined) throw notAChain(text);
  return { kind, pipes };
}

/** A process string as a POST carries it: what is made, and `sys/saveas` where the result is to be kept. */
export interface SavedChain {
  /** 'image/…', 'video/…' or 'style/NAME'; not looked at. */
  readonly chain: string;
  readonly saveas?: RawAction;
}

/**
 * Takes `|sys/saveas,…` off the end.
 * @throws OssError 400: another sys/ part there, too many bars in all.
 */
export function splitSaveas(text: string): SavedChain {
  const bar = text.lastIndexOf('|');
  if (bar < 0 || !text.startsWith('sys/', bar + 1)) return { chain: text };
  const last = parsePipe(partsOf(text).at(-1) ?? '').actions[0];
  if (last?.name !== 'saveas') throw misplacedSys(last?.name ?? '');
  return { chain: text.slice(0, bar), saveas: last };
}

/** `sys/` where a chain that draws does not have it. */
export function misplacedSys(name: string): OssError {
  return invalidValue('process', `sys/${name}`, 'sys/saveas at the end of a chain in the body of a POST');
}

/** The text of a chain. `parseChain(printChain(chain))` equals the chain. */
export function printChain(chain: RawChain): string {
  return chain.pipes.map((pipe) => `${pipe.kind}/${pipe.actions.map(printAction).join('/')}`).join('|');
}

function printAction(action: RawAction): string {
  return [action.name, ...action.tokens].join(',');
}

function partsOf(text: string): readonly string[] {
  const parts = text.split('|', MOST_PIPES + 1);
  if (parts.length <= MOST_PIPES) return parts;
  throw new OssError('TooManyPipe', `The chain has more than ${MOST_PIPES - 1} bars.`, { ec: causeOf('tooManyPipes') });
}

function parsePipe(text: string): RawPipe {
  const slash = text.indexOf('/');
  const kind = slash < 0 ? text : text.slice(0, slash);
  if (kind !== 'image' && kind !== 'video' && kind !== 'sys') throw notAChain(text);
  const rest = slash < 0 ? '' : text.slice(slash + 1);
  // A sys/ part is one action: its values may be standard base64, where '/' is a digit (behaviour D21).
  const actions = (kind === 'sys' ? [rest] : rest.split('/')).map(parseAction).filter(isWritten);
  if (actions.length === 0) {
    throw new OssError('InvalidArgument', `The value: ${kind}/ of parameter: process is invalid. It has no action.`, {
      ec: causeOf('noAction'),
      fields: { ArgumentName: 'process', ArgumentValue: `${kind}/` },
    });
  }
  return { kind, actions };
}

function parseAction(text: string): RawAction {
  const [name = '', ...tokens] = text.split(',');
  return { name, tokens: tokens.filter((token) => token !== '') };
}

/** Nothing between two slashes, or commas alone, is forgiven (behaviour D13). */
function isWritten({ name, tokens }: RawAction): boolean {
  return name !== '' || tokens.length > 0;
}

function notAChain(text: string): OssError {
  if (text.startsWith('style/')) {
    return invalidValue('process', text, 'style/NAME by itself or followed by |sys/saveas in a POST');
  }
  return invalidValue('process', text, 'a chain that begins with image/, video/ or style/');
}
