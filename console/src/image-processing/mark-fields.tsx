/** Watermark: none, an image or a text, where it stands, and everything else that its table has. */
import { Form, Input, Radio } from 'antd';
import { useId } from 'react';
import type { OperationTable } from '../api/operations';
import { useTexts } from '../texts/texts';
import { keysOf, rowOf } from './actions';
import { ParamField } from './param-field';
import { PictureInput } from './picture-input';
import { type MarkKind, markKeys, PREPARE, type StyleForm } from './style-form';

export interface MarkFieldsProps {
  readonly bucket: string;
  readonly table: OperationTable;
  readonly mark: StyleForm['mark'];
  readonly onChange: (mark: StyleForm['mark']) => void;
  readonly problem: boolean;
}

const KINDS: readonly MarkKind[] = ['none', 'image', 'text'];

export function MarkFields({ bucket, table, mark, onChange, problem }: MarkFieldsProps) {
  const { image: text } = useTexts();
  const { kind, fields } = mark;
  const set = (key: string) => (value: string) => onChange({ kind, fields: { ...fields, [key]: value } });
  const keys =
    kind === 'none'
      ? []
      : ordered(
          markKeys(table, kind).filter((key) => key !== 'text'),
          keysOf(table),
        );
  return (
    <>
      <Form.Item label={text.watermark}>
        <Radio.Group
          aria-label={text.watermark}
          optionType="button"
          buttonStyle="solid"
          options={KINDS.map((value) => ({ value, label: text.marks[value] }))}
          value={kind}
          onChange={(event) => onChange({ kind: event.target.value, fields })}
        />
      </Form.Item>
      {kind === 'image' && (
        <ImageFields bucket={bucket} fields={fields} set={set} {...(problem && { problem: text.markImageMissing })} />
      )}
      {kind === 'text' && (
        <Main row={rowOf(table, 'text')} value={fields.text ?? ''} onChange={set('text')} problem={problem} />
      )}
      {kind !== 'none' && (
        <div className="field-grid">
          {keys.map((key) => {
            const row = rowOf(table, key);
            return row && <ParamField key={key} row={row} value={fields[key] ?? ''} onChange={set(key)} />;
          })}
        </div>
      )}
    </>
  );
}

interface MainProps {
  readonly row: ReturnType<typeof rowOf>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: boolean;
}

function Main({ row, value, onChange, problem }: MainProps) {
  const { image: text } = useTexts();
  if (row === undefined) return null;
  return (
    <ParamField row={row} value={value} onChange={onChange} problem={problem ? text.markTextMissing : undefined} />
  );
}

interface ImageFieldsProps {
  readonly bucket: string;
  readonly fields: StyleForm['mark']['fields'];
  readonly set: (key: string) => (value: string) => void;
  readonly problem?: string;
}

function ImageFields({ bucket, fields, set, problem }: ImageFieldsProps) {
  const { image: text } = useTexts();
  const [image, prepare] = [useId(), useId()];
  return (
    <>
      <Form.Item
        label={text.fields.image}
        htmlFor={image}
        extra={text.helps.image}
        {...(problem !== undefined && { help: problem, validateStatus: 'error' as const })}
      >
        <PictureInput bucket={bucket} id={image} value={fields.image ?? ''} onChange={set('image')} />
      </Form.Item>
      <Form.Item label={text.fields.prepare} htmlFor={prepare} extra={text.helps.prepare}>
        <Input
          id={prepare}
          className="mono"
          spellCheck={false}
          value={fields[PREPARE] ?? ''}
          onChange={(event) => set(PREPARE)(event.target.value)}
        />
      </Form.Item>
    </>
  );
}

/** Letters first, then the place, then the rest as the table has it. */
const FIRST = ['type', 'size', 'color', 'shadow', 'g', 't'];

function ordered(keys: readonly string[], table: readonly string[]): readonly string[] {
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length + table.indexOf(key));
  return [...keys].sort((a, b) => rank(a) - rank(b));
}
