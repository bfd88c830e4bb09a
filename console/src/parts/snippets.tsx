import { Tabs, Typography } from 'antd';
import { useTexts } from '../texts/texts';

export interface SnippetsProps {
  readonly url: string;
  readonly bucket: string;
  readonly fileKey: string;
  readonly process: string | undefined;
  readonly endpoint: string;
}

/** The same picture in a shell, in JavaScript and in Python. */
export function Snippets(props: SnippetsProps) {
  const { preview: text } = useTexts();
  const items = [
    { key: 'curl', label: 'curl', code: curl(props) },
    { key: 'js', label: 'JavaScript', code: javascript(props) },
    { key: 'python', label: 'Python', code: python(props) },
  ].map(({ key, label, code }) => ({
    key,
    label,
    children: (
      <Typography.Paragraph copyable={{ text: code }}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <pre className="snippet mono" tabIndex={0}>
          {code}
        </pre>
      </Typography.Paragraph>
    ),
  }));
  return (
    <section className="panel">
      <h2>{text.snippets}</h2>
      <Tabs items={items} />
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
