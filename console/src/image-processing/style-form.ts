/**
 * Basic Editing and the chain that it stands for. Pure: what a form cannot show is a reason, and the chain then stays
 * in Advanced Editing. Field by field the guide's page, Image Style.
 */
import type { OperationTable } from '../api/operations';
import { type Action, actionsOf, fieldsOf, keysOf, written } from './actions';
import type { Fields } from './values';

export type MarkKind = 'none' | 'image' | 'text';
/** '' follows the source picture. */
export type QualityKind = '' | 'q' | 'Q';

export interface StyleForm {
  /** '': no resizing; 'p': by percentage; else one of resize's m. */
  readonly mode: string;
  readonly resize: Fields;
  /** '': not written, which means on. */
  readonly orient: '' | '0' | '1';
  /** '': not written, the format of the source. */
  readonly format: string;
  /** '': none. */
  readonly sharpen: string;
  readonly quality: { readonly kind: QualityKind; readonly value: string };
  readonly mark: { readonly kind: MarkKind; readonly fields: Fields };
}

/** As the guide's page opens. */
export const NEW_FORM: StyleForm = {
  mode: '',
  resize: {},
  orient: '',
  format: '',
  sharpen: '',
  quality: { kind: 'q', value: '90' },
  mark: { kind: 'none', fields: {} },
};

/** Why Basic Editing cannot show a chain; `what` is the part of it. */
export interface Reason {
  readonly why: 'notImage' | 'bars' | 'operation' | 'repeated' | 'order' | 'value' | 'both';
  readonly what: string;
}

export type Shown =
  | { readonly form: StyleForm; readonly reason?: never }
  | { readonly reason: Reason; readonly form?: never };

const PREFIX = 'image/';
export const PERCENT = 'p';
/** Between the name of a mark and the chain that prepares it. */
const PREPARED = '?x-oss-process=';
/** In a form that chain is a field of its own. No parameter is called so. */
export const PREPARE = 'prepare';

const TEXT_KEYS = ['text', 'type', 'color', 'size', 'shadow'];
const BOTH_KEYS = ['order', 'align', 'interval'];

/** Those that draw, in the order in which a form has them. */
const DRAWN = ['resize', 'sharpen', 'watermark'];

export function chainOf(form: StyleForm, operations: readonly OperationTable[]): string {
  const table = tableIn(operations);
  const { mode, resize, orient, format, sharpen, quality, mark } = form;
  const actions = [
    mode !== '' && written(table('resize'), { ...resize, m: mode }, resizeKeys(mode)),
    orient !== '' && single(table('auto-orient'), orient),
    sharpen !== '' && single(table('sharpen'), sharpen),
    quality.kind !== '' && written(table('quality'), { [quality.kind]: quality.value }, [quality.kind]),
    format !== '' && single(table('format'), format),
    mark.kind !== 'none' && watermark(table('watermark'), mark),
  ].filter((action) => action !== false);
  return actions.length === 0 ? '' : PREFIX + actions.join('/');
}

/** The fields that a mode of resizing has. */
export function resizeKeys(mode: string): readonly string[] {
  if (mode === PERCENT) return [PERCENT];
  return ['m', 'w', 'h', 'l', 's', 'limit', ...(mode === 'pad' ? ['color'] : [])];
}

/** Those of a kind of mark, beside the picture that it is. */
export function markKeys(table: OperationTable, kind: MarkKind): readonly string[] {
  const others = [...BOTH_KEYS, 'image', ...(kind === 'image' ? TEXT_KEYS : [])];
  return keysOf(table).filter((key) => !others.includes(key));
}

function watermark(table: OperationTable, mark: StyleForm['mark']): string {
  const keys = markKeys(table, mark.kind).filter((key) => key !== 'text');
  return written(table, markFields(mark), [mark.kind, ...keys]);
}

function markFields({ kind, fields }: StyleForm['mark']): Fields {
  const { [PREPARE]: prepare = '', image = '', text = '', ...others } = fields;
  if (kind === 'text') return { ...others, text };
  return { ...others, image: image !== '' && prepare !== '' ? image + PREPARED + prepare : image };
}

/** What must be filled in before the form is a chain, by the key of its field. */
export function missingIn(form: StyleForm): readonly string[] {
  const { mode, resize, quality, mark } = form;
  const has = (fields: Fields, keys: readonly string[]) => keys.some((key) => (fields[key] ?? '') !== '');
  return [
    ...(mode === '' || has(resize, mode === PERCENT ? [PERCENT] : ['w', 'h', 'l', 's']) ? [] : ['size']),
    ...(quality.kind !== '' && quality.value === '' ? ['quality'] : []),
    ...(mark.kind !== 'none' && !has(mark.fields, [mark.kind]) ? [mark.kind] : []),
  ];
}

export function formOf(chain: string, operations: readonly OperationTable[]): Shown {
  if (!chain.startsWith(PREFIX)) return { reason: { why: 'notImage', what: chain } };
  if (chain.includes('|')) return { reason: { why: 'bars', what: '|' } };
  const actions = actionsOf(chain.slice(PREFIX.length));
  const misplaced = structureOf(actions);
  if (misplaced !== undefined) return { reason: misplaced };
  let form: StyleForm = { ...NEW_FORM, quality: { kind: '', value: NEW_FORM.quality.value } };
  for (const action of actions) {
    const table = operations.find(({ name }) => name === action.name);
    const fields = table && fieldsOf(action, table);
    const next = fields && READERS[action.name]?.(form, fields, action);
    if (next === undefined) return { reason: { why: 'value', what: textOf(action) } };
    if ('why' in next) return { reason: next };
    form = next;
  }
  return { form };
}

function structureOf(actions: readonly Action[]): Reason | undefined {
  const unknown = actions.find(({ name }) => !Object.hasOwn(READERS, name));
  if (unknown !== undefined) return { why: 'operation', what: unknown.name };
  const names = actions.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return { why: 'repeated', what: repeated };
  const drawn = names.filter((name) => DRAWN.includes(name));
  const late = drawn.find((name, index) => index > 0 && DRAWN.indexOf(name) < DRAWN.indexOf(drawn[index - 1] ?? ''));
  return late === undefined ? undefined : { why: 'order', what: late };
}

type Reader = (form: StyleForm, fields: Fields, action: Action) => StyleForm | Reason | undefined;

/** For each operation of the form, what its values change; undefined: they are more than the form has. */
const READERS: Readonly<Record<string, Reader>> = {
  resize(form, { m, ...resize }) {
    const lengths = ['w', 'h', 'l', 's'].some((key) => key in resize);
    if (!(PERCENT in resize)) return lengths ? { ...form, mode: m ?? 'lfit', resize } : undefined;
    return lengths || m !== undefined ? undefined : { ...form, mode: PERCENT, resize };
  },
  'auto-orient': (form, { value }) => (value === '0' || value === '1' ? { ...form, orient: value } : undefined),
  format: (form, { value }) => (value === undefined ? undefined : { ...form, format: value }),
  sharpen: (form, { value }) => (value === undefined ? undefined : { ...form, sharpen: value }),
  quality(form, { q, Q, value, lossless }) {
    const absolute = Q ?? value;
    if (lossless !== undefined) return undefined;
    if (q !== undefined) return absolute === undefined ? { ...form, quality: { kind: 'q', value: q } } : undefined;
    return absolute === undefined ? undefined : { ...form, quality: { kind: 'Q', value: absolute } };
  },
  watermark(form, fields, action) {
    const { image, text } = fields;
    if (image !== undefined && text !== undefined) return { why: 'both', what: textOf(action) };
    if (text !== undefined) return { ...form, mark: { kind: 'text', fields } };
    if (image === undefined) return undefined;
    const at = image.indexOf(PREPARED);
    const parts: Fields =
      at < 0 ? { image } : { image: image.slice(0, at), [PREPARE]: image.slice(at + PREPARED.length) };
    return { ...form, mark: { kind: 'image', fields: { ...fields, ...parts } } };
  },
};

function textOf({ name, tokens }: Action): string {
  return [name, ...tokens].join(',');
}

/** The value of an operation that has one only. */
function single(table: OperationTable, value: string): string {
  return written(table, { [table.bare ?? '']: value });
}

export function tableIn(operations: readonly OperationTable[]): (name: string) => OperationTable {
  return (name) => {
    const table = operations.find((each) => each.name === name);
    if (table === undefined) throw new Error(`The server knows no operation ${name}.`);
    return table;
  };
}
