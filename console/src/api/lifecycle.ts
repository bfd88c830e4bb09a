/** What a bucket loses by itself. */
import { ApiError } from './errors';
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

/** `date` is a day, '2030-12-31', which begins at midnight UTC; `named` is what the document calls it. */
export type Lifetime =
  | { readonly days: number }
  | { readonly date: string; readonly named: 'CreatedBeforeDate' | 'Date' };

export interface LifecycleRule {
  /** '': the server makes one. */
  readonly id: string;
  readonly prefix: string;
  readonly enabled: boolean;
  /** Of files. */
  readonly expiration?: Lifetime;
  /** Of unfinished uploads. */
  readonly abort?: Lifetime;
  /** Tags and filters, which have no field here, as the server wrote them: without them a rule would delete more. */
  readonly rest: string;
  readonly tags: readonly string[];
  readonly filtered: boolean;
}

const QUERY = { lifecycle: '' } as const;
const WITH_FIELDS = ['ID', 'Prefix', 'Status', 'Expiration', 'AbortMultipartUpload'];

export async function lifecycleRules(bucket: string, signal?: AbortSignal): Promise<readonly LifecycleRule[]> {
  try {
    const xml = await getXml(ossPath(bucket, '', QUERY), signal);
    return [...xml.querySelectorAll('LifecycleConfiguration > Rule')].map(ruleOf);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NoSuchLifecycle') return [];
    throw error;
  }
}

/** All of them anew; none takes the configuration away. */
export async function setLifecycleRules(bucket: string, rules: readonly LifecycleRule[]): Promise<void> {
  const path = ossPath(bucket, '', QUERY);
  if (rules.length === 0) {
    await send(path, { method: 'DELETE' });
    return;
  }
  const body = `<LifecycleConfiguration>${rules.map(written).join('')}</LifecycleConfiguration>`;
  await send(path, { method: 'PUT', body });
}

/** A Prefix is in Filter > Not, too. */
function ownText(rule: Element, name: string): string {
  return textOf(rule, `:scope > ${name}`);
}

function ruleOf(rule: Element): LifecycleRule {
  const rest = [...rule.children].filter(({ tagName }) => !WITH_FIELDS.includes(tagName));
  const expiration = lifetimeOf(rule, 'Expiration');
  const abort = lifetimeOf(rule, 'AbortMultipartUpload');
  return {
    id: ownText(rule, 'ID'),
    prefix: ownText(rule, 'Prefix'),
    enabled: ownText(rule, 'Status') === 'Enabled',
    ...(expiration && { expiration }),
    ...(abort && { abort }),
    rest: rest.map(({ outerHTML }) => outerHTML.replaceAll('\r', '&#13;')).join(''),
    tags: rest.filter(({ tagName }) => tagName === 'Tag').map((tag) => `${textOf(tag, 'Key')}=${textOf(tag, 'Value')}`),
    filtered: rest.some(({ tagName }) => tagName === 'Filter'),
  };
}

function lifetimeOf(rule: Element, name: string): Lifetime | undefined {
  const days = ownText(rule, `${name} > Days`);
  if (days !== '') return { days: Number(days) };
  for (const named of ['CreatedBeforeDate', 'Date'] as const) {
    const text = ownText(rule, `${name} > ${named}`);
    if (text !== '') return { date: text.slice(0, 10), named };
  }
  return undefined;
}

function written({ id, prefix, enabled, expiration, abort, rest }: LifecycleRule): string {
  const status = enabled ? 'Enabled' : 'Disabled';
  const first = `<ID>${escapeXml(id)}</ID><Prefix>${escapeXml(prefix)}</Prefix><Status>${status}</Status>`;
  return `<Rule>${first}${rest}${lifetimeXml('Expiration', expiration)}${lifetimeXml('AbortMultipartUpload', abort)}</Rule>`;
}

function lifetimeXml(name: string, lifetime: Lifetime | undefined): string {
  if (lifetime === undefined) return '';
  if ('days' in lifetime) return `<${name}><Days>${lifetime.days}</Days></${name}>`;
  const { named, date } = lifetime;
  return `<${name}><${named}>${escapeXml(date)}T00:00:00.000Z</${named}></${name}>`;
}
