/** Makes temporary credentials of a key: an id, a secret and a token that end by themselves. */
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { type AccessKey, createTemporaryKey, type NewKeyPair } from '../api/keys';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';
import { FormDialog } from './form-dialog';
import { KeyLimitFields, type KeyLimits, limitsOf } from './key-limit-fields';
import { KeyMade } from './key-made';

interface Fields extends KeyLimits {
  readonly of: string;
  readonly seconds: number;
  readonly note?: string;
}

/** Seconds to choose from, within what the server allows: a minute to a week. */
const TIMES = [900, 3600, 43_200, 86_400, 604_800] as const;
const HOUR = 3600;

export interface TemporaryKeyFormProps {
  readonly keys: readonly AccessKey[];
  /** The key it is to stand for; absent: the one that is signed in. */
  readonly of: string | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function TemporaryKeyForm({ keys, of, onClose, onSaved }: TemporaryKeyFormProps) {
  const { keys: text } = useTexts();
  const { accessKeyId } = useSession();
  const [made, setMade] = useState<NewKeyPair>();
  const save = async ({ of, seconds, note, ...limits }: Fields) =>
    setMade(await createTemporaryKey({ of, seconds, ...(note && { note }), ...limitsOf(limits) }));
  if (made !== undefined) return <KeyMade pair={made} onClose={onClose} />;
  return (
    <FormDialog<Fields>
      title={text.createTemporary}
      first="of"
      initial={{ of: of ?? accessKeyId, seconds: HOUR, readOnly: false, buckets: [] }}
      save={save}
      onSaved={onSaved}
      onClose={onClose}
    >
      <p className="muted">{text.temporaryAbout}</p>
      <Form.Item name="of" label={text.standsFor} extra={text.standsForAbout}>
        <Select showSearch optionFilterProp="label" options={parents(keys, accessKeyId, text.signedInWith)} />
      </Form.Item>
      <Form.Item name="seconds" label={text.validFor}>
        <Select options={TIMES.map((value) => ({ value, label: text.times[value] }))} />
      </Form.Item>
      <Form.Item name="note" label={text.note}>
        <Input maxLength={200} placeholder={text.noteExample} />
      </Form.Item>
      <KeyLimitFields />
    </FormDialog>
  );
}

/** Keys that something temporary can stand for; the one that is signed in may be the root pair, which no list has. */
function parents(keys: readonly AccessKey[], own: string, ownText: string) {
  const others = keys.filter(({ id, enabled, temporary }) => enabled && temporary === undefined && id !== own);
  return [
    { value: own, label: `${own} (${ownText})` },
    ...others.map(({ id, note }) => ({ value: id, label: note === undefined ? id : `${id} (${note})` })),
  ];
}
