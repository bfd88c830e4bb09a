/** The guide's Preview dialog: File Name, Signature, Validity, Image Style, URL, Type, File ACL. */
import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select, Switch, Tooltip } from 'antd';
import { useState } from 'react';
import { MOST_SECONDS } from '../api/links';
import type { ObjectFacts } from '../api/objects';
import type { Acl, ObjectAcl } from '../api/oss';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';
import { useCopy } from './copy';
import { Failure } from './failure';
import { FileAclForm } from './file-acl-form';
import { useFormat } from './format';
import { HeaderForm } from './header-form';

export interface FileLinkProps {
  readonly bucket: string;
  readonly fileKey: string;
  readonly facts: ObjectFacts;
  readonly acl: ObjectAcl;
  readonly bucketAcl: Acl;
  readonly styles: readonly string[];
  readonly link: LinkState;
  readonly onChanged: () => void;
}

/** What the URL is made of. */
export interface LinkState {
  readonly signed: boolean;
  readonly seconds: number;
  /** '' is none. */
  readonly style: string;
  readonly url: string | undefined;
  readonly error: unknown;
  set(change: Partial<Pick<LinkState, 'signed' | 'seconds' | 'style'>>): void;
}

export function FileLink(props: FileLinkProps) {
  const { bucket, fileKey, facts, acl, bucketAcl, onChanged } = props;
  const { buckets, preview: text } = useTexts();
  const { readOnly } = useSession();
  const format = useFormat();
  const [form, setForm] = useState<'headers' | 'acl'>();
  const type = facts.headers['content-type'] ?? '';
  const shownAcl = acl === 'default' ? `${text.inherited} (${buckets.acls[bucketAcl]})` : buckets.acls[acl];
  const close = () => setForm(undefined);
  return (
    <section className="panel">
      <dl className="fields">
        <dt>{text.fileName}</dt>
        <dd className="wrap">{fileKey.slice(fileKey.lastIndexOf('/') + 1)}</dd>
        <UrlFields {...props} />
        <dt>{text.type}</dt>
        <dd className="fields-line">
          <span className="wrap">{type}</span>
          <Button size="small" disabled={readOnly} onClick={() => setForm('headers')}>
            {text.setHeaders}
          </Button>
        </dd>
        <dt>{text.acl}</dt>
        <dd className="fields-line">
          <span>{shownAcl}</span>
          <Button size="small" disabled={readOnly} onClick={() => setForm('acl')}>
            {text.setAcl}
          </Button>
        </dd>
        <dt>{text.size}</dt>
        <dd>{format.bytes(facts.size)}</dd>
        <dt>{text.modified}</dt>
        <dd>{facts.modifiedAt && format.time(facts.modifiedAt)}</dd>
      </dl>
      {form === 'headers' && (
        <HeaderForm bucket={bucket} fileKey={fileKey} facts={facts} onClose={close} onSaved={onChanged} />
      )}
      {form === 'acl' && (
        <FileAclForm bucket={bucket} fileKey={fileKey} acl={acl} onClose={close} onSaved={onChanged} />
      )}
    </section>
  );
}

function UrlFields({ fileKey, acl, bucketAcl, styles, link }: FileLinkProps) {
  const { preview: text } = useTexts();
  const copy = useCopy();
  const { signed, seconds, style, url, error, set } = link;
  const open = (acl === 'default' ? bucketAcl : acl) !== 'private';
  const options = [{ value: '', label: text.noStyle }, ...styles.map((name) => ({ value: name, label: name }))];
  return (
    <>
      <dt>
        <Label text={text.signature} help={text.signatureAbout} />
      </dt>
      <dd>
        <Switch checked={signed} aria-label={text.signature} onChange={(on) => set({ signed: on })} />
      </dd>
      {signed && (
        <>
          <dt>{text.validity}</dt>
          <dd>
            <InputNumber
              min={1}
              max={MOST_SECONDS}
              precision={0}
              value={seconds}
              aria-label={text.validity}
              onChange={(value) => value !== null && set({ seconds: value })}
            />
          </dd>
        </>
      )}
      <dt>
        <Label text={text.style} help={text.styleAbout} />
      </dt>
      <dd>
        <Select
          value={style}
          options={options}
          aria-label={text.style}
          showSearch
          style={{ width: '100%', maxWidth: 320 }}
          onChange={(value) => set({ style: value })}
        />
      </dd>
      <dt>{text.url}</dt>
      <dd>
        <Input.TextArea readOnly rows={3} value={url ?? ''} aria-label={text.url} className="mono url-field" />
        {error !== undefined && <Failure error={error} />}
        {!signed && <div className="muted">{open ? text.publicHint : text.privateHint}</div>}
        <div className="fields-line" style={{ marginTop: 8 }}>
          <Button type="primary" disabled={url === undefined} onClick={() => copy(url ?? '')}>
            {text.copyUrl}
          </Button>
          <Button onClick={() => copy(fileKey)}>{text.copyPath}</Button>
        </div>
      </dd>
    </>
  );
}

function Label({ text, help }: { readonly text: string; readonly help: string }) {
  return (
    <>
      {text}{' '}
      <Tooltip title={help}>
        <QuestionCircleOutlined tabIndex={0} aria-label={help} role="img" />
      </Tooltip>
    </>
  );
}
