/** POST /api/chain: what is wrong with the content of a style, and where. PutStyle itself takes nonsense, as OSS does. */
import { FORBIDDEN_IN_STYLE, isChain, LONGEST_STYLE, STYLE_CONTENT_RULE } from '../../oss/picture/styles.js';
import type { Profile } from '../../process/params.js';
import { type Fault, faultIn, oldTextIn } from '../../process/plan-fault.js';
import type { ApiAction } from '../call.js';
import { json, readJson, textMember } from '../json.js';

/** Beyond what a style may have, so that one which is too long is told so in place. */
const LONGEST = 2 * LONGEST_STYLE;

export const checkChain: ApiAction = {
  method: 'POST',
  path: 'chain',
  async handle({ request, parts }) {
    const chain = textMember(await readJson(request), 'chain', LONGEST) ?? '';
    const { fault = null, today = null } = verdictOf(chain, parts.profile);
    return json({ fault, today });
  },
};

interface Verdict {
  readonly fault?: Fault | undefined;
  /** As a chain of today, to be looked at; absent: the old syntax alone can say it. */
  readonly today?: string;
}

function verdictOf(chain: string, profile: Profile): Verdict {
  const forbidden = forbiddenIn(chain);
  if (forbidden !== undefined) return { fault: forbidden };
  if (!isChain(chain)) {
    const old = oldTextIn(chain, profile);
    // Whoever begins with a digit means the old syntax; what else is no chain is one that was not finished.
    if (chain !== '' && (old.fault === undefined || /^\d/.test(chain))) return old;
  }
  const fault = faultIn(chain, profile);
  return fault === undefined ? { today: chain } : { fault };
}

function forbiddenIn(chain: string): Fault | undefined {
  const at = chain.search(FORBIDDEN_IN_STYLE);
  const from = at < 0 ? LONGEST_STYLE : at;
  if (from >= chain.length) return undefined;
  const message = `A style cannot have this. Allowed: ${STYLE_CONTENT_RULE}.`;
  return { code: 'BadRequest', message, from, to: at < 0 ? chain.length : at + 1 };
}
