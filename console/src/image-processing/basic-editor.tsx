/** Basic Editing: the guide's page, field by field. */
import { Form, Radio, Select } from 'antd';
import { useId } from 'react';
import type { OperationTable } from '../api/operations';
import { useTexts } from '../texts/texts';
import { rowOf } from './actions';
import { MarkFields } from './mark-fields';
import { flagProps, NumberInput } from './param-field';
import { ResizeFields } from './resize-fields';
import { type QualityKind, type StyleForm, tableIn } from './style-form';
import { Toggle } from './toggle';

export interface BasicEditorProps {
  readonly bucket: string;
  readonly operations: readonly OperationTable[];
  readonly form: StyleForm;
  readonly onChange: (form: StyleForm) => void;
  /** Keys of what must be filled in, once that shall be said. */
  readonly problems: readonly string[];
}

export function BasicEditor({ bucket, operations, form, onChange, problems }: BasicEditorProps) {
  const table = tableIn(operations);
  const set = (change: Partial<StyleForm>) => onChange({ ...form, ...change });
  return (
    <>
      <ResizeFields table={table('resize')} form={form} onChange={set} problem={problems.includes('size')} />
      <Orientation value={form.orient} onChange={(orient) => set({ orient })} />
      <Format table={table('format')} value={form.format} onChange={(format) => set({ format })} />
      <Sharpening table={table('sharpen')} value={form.sharpen} onChange={(sharpen) => set({ sharpen })} />
      <Quality
        table={table('quality')}
        quality={form.quality}
        onChange={(quality) => set({ quality })}
        problem={problems.includes('quality')}
      />
      <MarkFields
        bucket={bucket}
        table={table('watermark')}
        mark={form.mark}
        onChange={(mark) => set({ mark })}
        problem={problems.includes(form.mark.kind)}
      />
    </>
  );
}

interface OrientationProps {
  readonly value: StyleForm['orient'];
  readonly onChange: (value: StyleForm['orient']) => void;
}

/** On without being written, which has no limit of size; an `auto-orient,1` has one (behaviour D41). */
function Orientation({ value, onChange }: OrientationProps) {
  const { image: text } = useTexts();
  const flag = flagProps('1', value, (next) => onChange(next === '0' ? '0' : ''));
  return <Toggle label={text.orient} about={text.orientAbout} {...flag} />;
}

interface ValueProps {
  readonly table: OperationTable;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Format({ table, value, onChange }: ValueProps) {
  const { image: text } = useTexts();
  const id = useId();
  const formats = rowOf(table, table.bare ?? '')?.choices ?? [];
  const options = ['', ...formats].map((format) => ({
    value: format,
    label: format === '' ? text.sourceFormat : (text.formats[format] ?? format),
  }));
  return (
    <Form.Item label={text.format} htmlFor={id}>
      <Select id={id} options={options} value={value} onChange={onChange} />
    </Form.Item>
  );
}

/** Guide, Sharpen. */
const RECOMMENDED = '100';

function Sharpening({ table, value, onChange }: ValueProps) {
  const { image: text } = useTexts();
  const id = useId();
  const row = rowOf(table, table.bare ?? '');
  const { min = 0, max = 0 } = row ?? {};
  const on = value !== '';
  const options = [
    { value: false, label: text.noSharpening },
    { value: true, label: text.sharpened },
  ];
  return (
    <Form.Item label={text.sharpening} htmlFor={id} extra={on && `${text.range(min, max)}. ${text.sharpenAbout}`}>
      <div className="field-line">
        <Select id={id} options={options} value={on} onChange={(next) => onChange(next ? RECOMMENDED : '')} />
        {on && row && (
          <NumberInput
            row={row}
            label={text.sharpening}
            value={value}
            // Emptied, it keeps its last number: without one there is no sharpening.
            onChange={(next) => next !== '' && onChange(next)}
          />
        )}
      </div>
    </Form.Item>
  );
}

const QUALITIES: readonly QualityKind[] = ['q', 'Q', ''];

interface QualityProps {
  readonly table: OperationTable;
  readonly quality: StyleForm['quality'];
  readonly onChange: (quality: StyleForm['quality']) => void;
  readonly problem: boolean;
}

function Quality({ table, quality, onChange, problem }: QualityProps) {
  const { image: text } = useTexts();
  const { kind, value } = quality;
  const row = rowOf(table, kind);
  const range = row?.min === undefined || row.max === undefined ? '' : `${text.range(row.min, row.max)}. `;
  return (
    <Form.Item
      label={text.quality}
      extra={range + text.qualityAbout[kind]}
      {...(problem && { help: text.qualityMissing, validateStatus: 'error' as const })}
    >
      <div className="field-line">
        <Radio.Group
          aria-label={text.quality}
          optionType="button"
          buttonStyle="solid"
          options={QUALITIES.map((each) => ({ value: each, label: text.qualities[each] }))}
          value={kind}
          onChange={(event) => onChange({ kind: event.target.value, value })}
        />
        {row && (
          <NumberInput
            row={row}
            label={text.qualityValue}
            value={value}
            onChange={(next) => onChange({ kind, value: next })}
          />
        )}
      </div>
    </Form.Item>
  );
}
