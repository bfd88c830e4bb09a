/** A process string under a name. */
import { invalidValue, OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { textOf } from '../../http/xml-document.js';
import type { StyleCategory } from '../../store/style-records.js';
import type { Action, Call } from '../call.js';
import { readDocument } from '../document.js';
import { FORBIDDEN_IN_STYLE, LONGEST_STYLE, STYLE_CONTENT_RULE, styleNameOf } from '../picture/styles.js';
import { bucketNameOf } from '../rows.js';

const CATEGORIES: readonly StyleCategory[] = ['image', 'document', 'video'];
const MAX_DOCUMENT_BYTES = 64 * 1024;

/** Replaces the style of that name. */
export const putStyle: Action = {
  name: 'PutStyle',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['style'] },
  needs: 'owner',
  async handle(call) {
    const name = styleNameOf(call);
    const category = categoryOf(call);
    const content = await contentOf(call);
    const most = call.services.settings.bucketStyles;
    await call.services.store.styles.put(bucketNameOf(call), { name, content, category, most });
    return emptyReply(200);
  },
};

function categoryOf({ query }: Call): StyleCategory {
  const value = query.value('category') ?? 'image';
  const category = CATEGORIES.find((each) => each === value);
  if (category !== undefined) return category;
  throw invalidValue('category', value, `one of ${CATEGORIES.join(', ')}`);
}

/** What the actions in it mean is not looked at before somebody uses it, as today's service: SDKs store nonsense. */
async function contentOf(call: Call): Promise<string> {
  const document = await readDocument(call, 'Style', MAX_DOCUMENT_BYTES);
  const content = (document && textOf(document, 'Content'))?.trim() ?? '';
  if (content !== '' && content.length <= LONGEST_STYLE && !FORBIDDEN_IN_STYLE.test(content)) return content;
  // SDKs compare the whole message.
  throw new OssError('BadRequest', 'Style content is invalid.', {
    ec: '0017-00000253',
    fields: { ArgumentName: 'Content', Allowed: STYLE_CONTENT_RULE },
  });
}
