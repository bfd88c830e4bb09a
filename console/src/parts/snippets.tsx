import { CopyOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useTexts } from '../texts/texts';
import { useCopy } from './copy';
import { ScrollingCode } from './scrolling-code';

export interface SnippetsProps {
  readonly url: string;
  readonly bucket: string;
  readonly fileKey: string;
  readonly process: string | undefined;
  readonly endpoint: string;
}

/** The same picture in a shell, in JavaScript and in Python. */
export function Snippets(props: SnippetsProps) {
  const { common, preview: text } = useTexts();
  const copy = useCopy();
  const [shown, setShown] = useState('curl');
  const codes = [
    { key: 'curl', label: 'curl', code: curl(props) },
    { key: 'js', label: 'JavaScript', code: javascript(props) },
    { key: 'python', label: 'Python', code: python(props) },
  ];
  const items = codes.map(({ key, label, code }) => ({
    key,
    label,
    children: <ScrollingCode className="snippet">{code}</ScrollingCode>,
  }));
  const button = (
    <Button
      size="small"
      icon={<CopyOutlined aria-hidden />}
      onClick={() => copy(codes.find(({ key }) => key === shown)?.code ?? '')}
    >
      {common.copy}
    </Button>
  );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{text.snippets}</h2>
        {button}
      </div>
      <Tabs items={items} activeKey={shown} onChange={setShown} size="small" />
    </section>
  );
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function curl({ url, fileKey }: SnippetsProps): string {
  return `curl -o ${quoted(nameOf(fileKey))} ${quoted(url)}`;
}

/** For a shell: nothing inside single quotes means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function javascript({ endpoint, bucket, fileKey, process }: SnippetsProps): string {
  const options = process === undefined ? '' : `, { process: ${JSON.stringify(process)} }`;
  return `import OSS from 'ali-oss';

const client = new OSS({
  endpoint: ${JSON.stringify(endpoint)}, sldEnable: true,
  bucket: ${JSON.stringify(bucket)},
  accessKeyId: '…', accessKeySecret: '…',
});
const { content } = await client.get(${JSON.stringify(fileKey)}, null${options});`;
}

function python({ endpoint, bucket, fileKey, process }: SnippetsProps): string {
  const options = process === undefined ? '' : `, process=${JSON.stringify(process)}`;
  return `import oss2

bucket = oss2.Bucket(oss2.Auth('…', '…'), ${JSON.stringify(endpoint)}, ${JSON.stringify(bucket)}, is_path_style=True)
content = bucket.get_object(${JSON.stringify(fileKey)}${options}).read()`;
}
