/** What a form asks for: the object that its file becomes, and the answer when it is there. */
import { invalidValue, OssError } from '../../errors.js';
import type { ObjectDescription } from '../../store/records.js';
import { checkObjectName } from '../names.js';
import { STORED } from '../object/object-headers.js';
import { descriptionOf } from '../object/upload.js';
import type { PostedForm } from './fields.js';

/** Every one that the form has is replaced. */
const FILENAME = `\${filename}`;
const STATUSES = ['200', '201', '204'];

type Headers = Readonly<Record<string, string>>;

/** The key as it will be. @throws OssError 400 MissingArgument, InvalidObjectName */
export function keyOfForm({ fields, filename }: PostedForm): string {
  const key = fields.get('key');
  if (key) return checkObjectName(key.replaceAll(FILENAME, () => filename));
  throw new OssError('MissingArgument', `Bucket POST must contain a field named 'key', before the file.`, {
    fields: { ArgumentName: 'key' },
  });
}

/** @throws OssError 400 InvalidArgument, 501 NotImplemented */
export function descriptionOfForm(form: PostedForm): ObjectDescription {
  for (const name of ['callback', 'callback-var', 'x-oss-callback']) {
    if (form.fields.has(name)) throw new OssError('NotImplemented', undefined, { fields: { Header: name } });
  }
  return descriptionOf({ headers: headersOf(form) });
}

/**
 * The fields that PutObject has as headers. The type of the file's own part counts only where no field says one, so that
 * a policy for `$content-type` speaks of what is stored.
 */
function headersOf(form: PostedForm): Headers {
  const named = [...form.fields].filter(([name]) => name.startsWith('x-oss-') || AS_HEADERS.includes(name));
  const type = contentTypeOf(form);
  const headers = Object.fromEntries(type === undefined ? named : [...named, ['content-type', type]]);
  // What is no header's value could not be sent back as one.
  const wrong = Object.entries(headers).find(([, value]) => /[\0\r\n]/.test(value));
  if (wrong !== undefined) throw invalidValue(wrong[0], wrong[1], 'text without line ends');
  return headers;
}

const AS_HEADERS = STORED.filter((name) => name !== 'content-type');

export function contentTypeOf({ fields, fileType }: PostedForm): string | undefined {
  return fields.get('x-oss-content-type') || fields.get('content-type') || fileType;
}

/** What a condition of the policy may speak of: one value, of the key the one that was written before the one it is. */
export function valuesFor(form: PostedForm, bucket: string, key: string): (field: string) => readonly string[] {
  return (field) => {
    if (field === 'bucket') return [bucket];
    if (field === 'key') return [form.fields.get('key') ?? '', key];
    const value = field === 'content-type' ? contentTypeOf(form) : form.fields.get(field);
    return value === undefined ? [] : [value];
  };
}

export interface Answered {
  readonly status: 200 | 201 | 204 | 303;
  readonly location?: string;
}

/** @throws OssError 400 InvalidArgument for a redirect that is no http or https URL */
export function answerOf({ fields }: PostedForm): Answered {
  const redirect = fields.get('success_action_redirect');
  if (redirect) return { status: 303, location: checkedUrl(redirect) };
  const status = fields.get('success_action_status')?.trim() ?? '';
  return { status: STATUSES.includes(status) ? (Number(status) as Answered['status']) : 204 };
}

/** Written anew, in ASCII and without line ends. */
function checkedUrl(text: string): string {
  const url = /^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text);
  if (url) return new URL(text).href;
  throw invalidValue('success_action_redirect', text, 'a URL of http or https');
}
