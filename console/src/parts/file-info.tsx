/** What image/info says: format, size, and the EXIF tags. */
import { ossPath } from '../api/oss';
import { getJson } from '../api/request';
import { useTexts } from '../texts/texts';
import { useLoad } from './load';
import { WhenLoaded } from './loaded';

type Info = Readonly<Record<string, { readonly value: string }>>;

export function FileInfo({ bucket, fileKey }: { readonly bucket: string; readonly fileKey: string }) {
  const { preview: text } = useTexts();
  const path = ossPath(bucket, fileKey, { 'x-oss-process': 'image/info' });
  const loaded = useLoad(path, (signal) => getJson<Info>(path, signal));
  return (
    <section className="panel file-info">
      <h2>{text.info}</h2>
      <WhenLoaded of={loaded}>
        {(value) => (
          <dl className="tags" tabIndex={0}>
            {Object.entries(value).map(([name, tag]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{tag.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </WhenLoaded>
    </section>
  );
}
