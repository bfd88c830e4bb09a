/** Resize Mode, Thumbnail Size and Thumbnail Limit. */
import { Form, Select } from 'antd';
import { useId } from 'react';
import type { OperationTable } from '../api/operations';
import { useTexts } from '../texts/texts';
import { rowOf } from './actions';
import { flagProps, ParamField } from './param-field';
import { PERCENT, resizeKeys, type StyleForm } from './style-form';
import { Toggle } from './toggle';

export interface ResizeFieldsProps {
  readonly table: OperationTable;
  readonly form: StyleForm;
  readonly onChange: (change: Partial<StyleForm>) => void;
  readonly problem: boolean;
}

/** The others have their own fields below. */
const NO_LENGTHS = ['m', 'limit', 'color'];

export function ResizeFields({ table, form, onChange, problem }: ResizeFieldsProps) {
  const { image: text } = useTexts();
  const id = useId();
  const { mode, resize } = form;
  const modes = ['', ...(rowOf(table, 'm')?.choices ?? []), PERCENT];
  const options = modes.map((value) => ({
    value,
    label: value === '' ? text.noResizing : (text.modes[value] ?? value),
  }));
  const set = (key: string) => (value: string) => onChange({ resize: { ...resize, [key]: value } });
  const keys = mode === '' ? [] : resizeKeys(mode);
  const lengths = keys.filter((key) => !NO_LENGTHS.includes(key));
  const field = (key: string) => {
    const row = rowOf(table, key);
    return row && <ParamField key={key} row={row} value={resize[key] ?? ''} onChange={set(key)} />;
  };
  return (
    <>
      <Form.Item
        label={text.resizeMode}
        htmlFor={id}
        extra={mode === 'lfit' || mode === 'mfit' ? text.longSide : undefined}
      >
        <Select id={id} options={options} value={mode} onChange={(value) => onChange({ mode: value })} />
      </Form.Item>
      {mode !== '' && (
        <fieldset className="field-group">
          <legend>{text.size}</legend>
          <div className="field-grid">{lengths.map(field)}</div>
          {problem && (
            <div className="problem" role="alert">
              {text.sizeMissing}
            </div>
          )}
          {mode !== PERCENT && <p className="muted">{text.sizeAbout}</p>}
        </fieldset>
      )}
      {keys.includes('color') && field('color')}
      {keys.includes('limit') && (
        <Toggle
          label={text.limit}
          about={text.limitAbout}
          {...flagProps(String(rowOf(table, 'limit')?.fallback ?? ''), resize.limit ?? '', set('limit'))}
        />
      )}
    </>
  );
}
