/** A parameter as a field. Range, choices and default are the table's; here are only its looks. */
import { Form, Input, InputNumber, Select, Switch } from 'antd';
import { useId } from 'react';
import type { ParamRow } from '../api/operations';
import { useTexts } from '../texts/texts';
import { NineCells } from './nine-cells';
import { isSwitch } from './values';

export interface ParamFieldProps {
  readonly row: ParamRow;
  /** '': not written, the default holds. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string;
  /** Why it must be filled in. */
  readonly problem?: string | undefined;
}

export function ParamField({ row, value, onChange, label, problem }: ParamFieldProps) {
  const { image: text } = useTexts();
  const id = useId();
  const name = label ?? text.fields[row.key] ?? row.key;
  return (
    <Form.Item
      label={name}
      htmlFor={id}
      className="param-field"
      extra={useRule(row)}
      {...(problem !== undefined && { help: problem, validateStatus: 'error' as const })}
    >
      <Control id={id} name={name} row={row} value={value} onChange={onChange} />
    </Form.Item>
  );
}

/** '1 – 4096, default 40', and what else there is to know. */
function useRule(row: ParamRow): string {
  const { image: text } = useTexts();
  const { min, max, fallback } = row;
  const ranged = row.kind === 'integer' && !isSwitch(row) && min !== undefined && max !== undefined;
  const range = ranged ? text.range(min, max) : '';
  const numbers = range !== '' && fallback !== undefined ? text.range2(range, String(fallback)) : range;
  return [numbers, text.helps[row.key] ?? ''].filter((part) => part !== '').join('. ');
}

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly row: ParamRow;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Control({ id, name, row, value, onChange }: ControlProps) {
  const fallback = row.fallback === undefined ? '' : String(row.fallback);
  if (isSwitch(row)) return <Switch id={id} {...flagProps(fallback, value, onChange)} />;
  if (row.kind === 'integer') return <NumberInput id={id} row={row} value={value} onChange={onChange} />;
  if (row.kind === 'color') return <ColorInput id={id} fallback={fallback} value={value} onChange={onChange} />;
  if (row.choices === undefined)
    return <Input id={id} value={value} onChange={(event) => onChange(event.target.value)} />;
  if (row.choices.length === 9) {
    return <NineCells label={name} cells={row.choices} value={value || fallback} onChange={onChange} />;
  }
  const options = row.choices.map((choice) => ({ value: choice, label: choice }));
  return <Select id={id} options={options} value={value || fallback} onChange={onChange} />;
}

interface InputProps {
  readonly id?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A switch of 0 and 1. What is the default is not written. */
export function flagProps(fallback: string, value: string, onChange: (value: string) => void) {
  const usual = (fallback || '0') === '1';
  return {
    checked: (value || fallback) === '1',
    onChange: (on: boolean) => onChange(on === usual ? '' : on ? '1' : '0'),
  };
}

export interface NumberInputProps extends InputProps {
  readonly row: ParamRow;
  readonly label?: string;
}

export function NumberInput({ row, value, onChange, id, label }: NumberInputProps) {
  const { min, max, fallback } = row;
  return (
    <InputNumber
      {...(id !== undefined && { id })}
      {...(label !== undefined && { 'aria-label': label })}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      precision={0}
      placeholder={fallback === undefined ? '' : String(fallback)}
      value={value === '' ? null : Number(value)}
      onChange={(next) => onChange(next === null ? '' : String(next))}
    />
  );
}

function ColorInput({ id, fallback, value, onChange }: InputProps & { readonly fallback: string }) {
  const { image: text } = useTexts();
  const isWhole = /^[0-9A-F]{6}$/.test(value);
  return (
    <div className="color-field">
      <input
        type="color"
        aria-label={text.chooseColor}
        value={`#${(isWhole ? value : fallback).toLowerCase()}`}
        onChange={(event) => onChange(event.target.value.slice(1).toUpperCase())}
      />
      <Input
        {...(id !== undefined && { id })}
        className="mono"
        prefix="#"
        maxLength={6}
        spellCheck={false}
        placeholder={fallback}
        value={value}
        onChange={(event) => onChange(event.target.value.replaceAll(/[^0-9a-f]/gi, '').toUpperCase())}
      />
    </div>
  );
}
