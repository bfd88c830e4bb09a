/** Several words, with those that are often meant. Enter, a comma or a blank ends one; so does leaving the field. */
import { Select } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';

export interface WordsInputProps {
  readonly often: readonly string[];
  readonly id?: string;
  readonly value?: readonly string[];
  readonly onChange?: (words: readonly string[]) => void;
}

export function WordsInput({ often, value = [], onChange, ...field }: WordsInputProps) {
  const [open, setOpen] = useState(false);
  return (
    // While its list is open, antd takes Tab for a choice and keeps it, so that nobody gets out. It is closed before.
    <div onKeyDownCapture={({ key }) => key === 'Tab' && flushSync(() => setOpen(false))}>
      <Select
        mode="tags"
        tokenSeparators={[',', ' ', '\n']}
        options={often.map((word) => ({ value: word, label: word }))}
        value={[...value]}
        open={open}
        onOpenChange={setOpen}
        style={{ width: '100%' }}
        onChange={(words: string[]) => onChange?.(words)}
        {...field}
      />
    </div>
  );
}
