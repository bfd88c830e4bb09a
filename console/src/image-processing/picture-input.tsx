/** The name of a picture of the bucket, with those that begin with what was typed. */
import { AutoComplete, Input } from 'antd';
import { useEffect, useState } from 'react';
import { listObjects } from '../api/objects';
import { kindOf } from '../parts/kinds';
import { useLoad } from '../parts/load';

export interface PictureInputProps {
  readonly bucket: string;
  readonly value: string;
  readonly onChange: (key: string) => void;
  readonly id?: string;
  readonly label?: string;
}

/** Milliseconds without a key before the list is asked for. */
const PAUSE = 250;
const MOST = 50;

export function PictureInput({ bucket, value, onChange, id, label }: PictureInputProps) {
  const prefix = useSettled(value, PAUSE);
  const { value: found } = useLoad(`${bucket}/${prefix}`, (signal) => listObjects(bucket, { prefix }, signal));
  const pictures = (found?.files ?? []).filter(({ key }) => kindOf(key) === 'picture').slice(0, MOST);
  return (
    <AutoComplete
      {...(id !== undefined && { id })}
      value={value}
      onChange={(next: string) => onChange(next ?? '')}
      // It takes a proposal; sending the form would be too early.
      onInputKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      options={pictures.map(({ key }) => ({ value: key }))}
      style={{ width: '100%' }}
    >
      <Input spellCheck={false} autoComplete="off" {...(label !== undefined && { 'aria-label': label })} />
    </AutoComplete>
  );
}

/** A value once it has not changed for so many milliseconds. */
export function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
