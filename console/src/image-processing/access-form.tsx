/** Access Settings, field by field as in the guide (Set separators, Configure access rules). */
import { Alert, Checkbox, Form } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { type AccessSettings, setAccessSettings } from '../api/access-settings';
import type { Acl } from '../api/oss';
import { paths } from '../frame/paths';
import { useAttempt } from '../parts/failure';
import { FormEnd } from '../parts/form-end';
import { WordsInput } from '../parts/words-input';
import { useTexts } from '../texts/texts';
import { Toggle } from './toggle';
import { UrlTable } from './url-table';
import { cleanSuffixes, SEPARATORS } from './urls';

export interface AccessFormProps {
  readonly bucket: string;
  readonly settings: AccessSettings;
  readonly acl: Acl;
  /** One of the bucket, for the URLs that are shown. */
  readonly style: string | undefined;
  readonly sample: string | undefined;
}

/** What the server processes (guide, Image Service restrictions), and every file. */
const SUFFIXES = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'tiff', 'avif', '*'];
/** Of a bucket that is protected for the first time. */
const USUAL = ['jpg', 'png'];

export function AccessForm({ bucket, settings, acl, style, sample }: AccessFormProps) {
  const { image: text } = useTexts();
  const [chosen, setChosen] = useState(settings);
  const [suffixes, setSuffixes] = useState(settings.suffixes.length > 0 ? settings.suffixes : USUAL);
  const [on, setOn] = useState(settings.suffixes.length > 0);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const attempt = useAttempt();
  const set = (change: Partial<AccessSettings>) => setChosen((before) => ({ ...before, ...change }));
  const result = { ...chosen, suffixes: on ? suffixes : [] };
  const incomplete = on && suffixes.length === 0;
  const back = () => navigate(paths.image(bucket));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (incomplete) return;
    setBusy(true);
    const done = await attempt(() => setAccessSettings(bucket, result), text.settingsSaved);
    setBusy(false);
    if (done) back();
  };
  return (
    <div className="style-editor">
      <form className="panel" onSubmit={save} noValidate>
        <h2>{text.accessSettings}</h2>
        <Form component={false} layout="vertical">
          <Toggle label={text.protect} about={text.protectAbout} checked={on} onChange={setOn} />
          {on && <Suffixes value={suffixes} onChange={setSuffixes} />}
          <Form.Item label={text.separators} extra={text.separatorsAbout}>
            <Checkbox.Group
              aria-label={text.separators}
              options={SEPARATORS.map((value) => ({
                value,
                label: `${value}  ${text.separatorNames[value] ?? ''}`,
              }))}
              value={[...chosen.separators]}
              onChange={(separators: string[]) => set({ separators })}
            />
          </Form.Item>
          <Toggle
            label={text.synchronise}
            about={text.synchroniseAbout}
            checked={chosen.ossDomains}
            onChange={(ossDomains) => set({ ossDomains })}
          >
            {!chosen.ossDomains && <Alert type="warning" showIcon title={text.synchroniseWarning} />}
          </Toggle>
          <Toggle
            label={text.oldSyntax}
            about={text.oldSyntaxAbout}
            checked={chosen.oldSyntax}
            onChange={(oldSyntax) => set({ oldSyntax })}
          />
        </Form>
        <FormEnd busy={busy} onCancel={back} />
      </form>
      <UrlTable bucket={bucket} settings={result} acl={acl} style={style} sample={sample} />
    </div>
  );
}

interface SuffixesProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

function Suffixes({ value, onChange }: SuffixesProps) {
  const { image: text } = useTexts();
  const id = useId();
  return (
    <Form.Item
      label={text.suffixes}
      htmlFor={id}
      extra={text.suffixesAbout}
      {...(value.length === 0 && { help: text.suffixesMissing, validateStatus: 'error' as const })}
    >
      <WordsInput id={id} often={SUFFIXES} value={value} onChange={(next) => onChange(cleanSuffixes(next))} />
    </Form.Item>
  );
}
