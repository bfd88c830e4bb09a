/** Set HTTP Header: what is sent with a file, and the metadata it carries. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Form, Input } from 'antd';
import { HEADERS, type ObjectFacts, objectAcl, setHeaders } from '../api/objects';
import { useTexts } from '../texts/texts';
import { FormDialog } from './form-dialog';

interface Fields {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly meta: readonly { readonly name?: string; readonly value?: string }[];
}

/** As the name is usually written. */
const WRITTEN: Readonly<Record<(typeof HEADERS)[number], string>> = {
  'content-type': 'Content-Type',
  'cache-control': 'Cache-Control',
  'content-disposition': 'Content-Disposition',
  'content-encoding': 'Content-Encoding',
  'content-language': 'Content-Language',
  expires: 'Expires',
};

const OFTEN: Readonly<Record<string, readonly string[]>> = {
  'content-type': ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4', 'text/plain; charset=utf-8'],
  'cache-control': ['no-cache', 'max-age=3600', 'max-age=31536000, immutable'],
  'content-disposition': ['inline', 'attachment'],
};

/** What may stand in the name of a header. */
const META_NAME = /^[a-z0-9-]+$/;

export interface HeaderFormProps {
  readonly bucket: string;
  readonly fileKey: string;
  readonly facts: ObjectFacts;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function HeaderForm({ bucket, fileKey, facts, onClose, onSaved }: HeaderFormProps) {
  const { preview: text } = useTexts();
  const save = async ({ headers, meta }: Fields) => {
    const acl = await objectAcl(bucket, fileKey);
    const kept = { acl, storageClass: facts.storageClass };
    await setHeaders(bucket, fileKey, { headers: filled(headers), meta: metaOf(meta) }, kept);
  };
  const meta = Object.entries(facts.meta).map(([name, value]) => ({ name, value }));
  return (
    <FormDialog<Fields>
      title={text.headersTitle}
      first={['headers', 'content-type']}
      initial={{ headers: facts.headers, meta }}
      save={save}
      done={() => text.headersSaved}
      onSaved={() => {
        onSaved();
        onClose();
      }}
      onClose={onClose}
    >
      {HEADERS.map((name) => (
        <Form.Item key={name} name={['headers', name]} label={WRITTEN[name]} style={{ marginBottom: 12 }}>
          <AutoComplete options={(OFTEN[name] ?? []).map((value) => ({ value }))}>
            <Input spellCheck={false} />
          </AutoComplete>
        </Form.Item>
      ))}
      <h3>{text.metaTitle}</h3>
      <MetaList />
    </FormDialog>
  );
}

function MetaList() {
  const { preview: text } = useTexts();
  return (
    <Form.List name="meta">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="fields-line" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
              <Form.Item
                name={[name, 'name']}
                rules={[{ required: true, pattern: META_NAME, message: 'a-z 0-9 -' }]}
                style={{ flex: 1, marginBottom: 8 }}
              >
                <Input prefix="x-oss-meta-" aria-label={text.metaName} spellCheck={false} />
              </Form.Item>
              <Form.Item name={[name, 'value']} style={{ flex: 1, marginBottom: 8 }}>
                <Input aria-label={text.metaValue} />
              </Form.Item>
              <Button icon={<DeleteOutlined aria-hidden />} aria-label={text.removeMeta} onClick={() => remove(name)} />
            </div>
          ))}
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {text.addMeta}
          </Button>
        </>
      )}
    </Form.List>
  );
}

function filled(values: Fields['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value?.trim() ?? '']));
}

function metaOf(rows: Fields['meta']): Record<string, string> {
  return Object.fromEntries(rows.map(({ name = '', value = '' }) => [name, value]));
}
