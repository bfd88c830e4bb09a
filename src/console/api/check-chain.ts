/** POST /api/chain: what is wrong with the content of a style, and where. PutStyle itself takes nonsense, as OSS does. */
import { FORBIDDEN_IN_STYLE, LONGEST_STYLE, STYLE_CONTENT_RULE } from '../../oss/styles.js';
import { type Fault, faultIn } from '../../process/plan-fault.js';
import type { ApiAction } from '../call.js';
import { json, readJson, textMember } from '../json.js';

/** Beyond what a style may have, so that one which is too long is told so in place. */
const LONGEST = 2 * LONGEST_STYLE;

export const checkChain: ApiAction = {
  method: 'POST',
  path: 'chain',
  async handle({ request, parts }) {
    const chain = textMember(await readJson(request), 'chain', LONGEST) ?? '';
    return json({ fault: forbiddenIn(chain) ?? faultIn(chain, parts.profile) ?? null });
  },
};

function forbiddenIn(chain: string): Fault | undefined {
  const at = chain.search(FORBIDDEN_IN_STYLE);
  const from = at < 0 ? LONGEST_STYLE : at;
  if (from >= chain.length) return undefined;
  const message = `A style cannot have this. Allowed: ${STYLE_CONTENT_RULE}.`;
  return { code: 'BadRequest', message, from, to: at < 0 ? chain.length : at + 1 };
}
