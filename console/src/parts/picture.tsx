/** A picture as the server sends it, with what can be said of it: size, bytes, how long it took. */
import { Spin } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../texts/texts';
import { Failure } from './failure';
import { fetched, useObjectUrl } from './fetched';
import { useFormat } from './format';
import { useLoad } from './load';

export interface PictureProps {
  readonly title: string;
  /** Below /api/oss. */
  readonly path: string;
  readonly alt: string;
  /** What is said besides, of so many bytes. */
  readonly also?: (bytes: number) => ReactNode;
  /** Told when it is there. */
  readonly onLoaded?: (bytes: number) => void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export function Picture({ title, path, alt, also, onLoaded }: PictureProps) {
  const { preview: text } = useTexts();
  const format = useFormat();
  const { value, error, loading, reload } = useLoad(path, async (signal) => fetched(path, signal));
  const url = useObjectUrl(value?.blob);
  const [seen, setSeen] = useState<{ readonly url: string; readonly as: Size | 'broken' }>();
  // Another address is another picture.
  const shown = seen?.url === url ? seen?.as : undefined;
  const bytes = value?.blob.size;
  useEffect(() => {
    if (bytes !== undefined) onLoaded?.(bytes);
  }, [bytes, onLoaded]);
  return (
    <figure className="picture">
      <div className="picture-frame" aria-busy={loading}>
        {error !== undefined && <Failure error={error} retry={reload} />}
        {value === undefined && error === undefined && <Spin />}
        {shown === 'broken' && <span className="muted">{text.notShown}</span>}
        {url !== undefined && shown !== 'broken' && (
          <img
            src={url}
            alt={alt}
            onError={() => setSeen({ url, as: 'broken' })}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
              setSeen({ url, as: { width, height } })
            }
          />
        )}
      </div>
      <figcaption>
        <strong>{title}</strong>
        {shown !== undefined && shown !== 'broken' && <span>{`${shown.width} × ${shown.height}`}</span>}
        {bytes !== undefined && <span>{format.bytes(bytes)}</span>}
        {bytes !== undefined && also?.(bytes)}
        {value !== undefined && <span className="muted">{text.rendered(value.took)}</span>}
      </figcaption>
    </figure>
  );
}
