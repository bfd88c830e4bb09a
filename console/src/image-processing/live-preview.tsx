/** What a chain makes of a picture of the bucket, at once, beside the picture as it is. */
import { FullscreenOutlined } from '@ant-design/icons';
import { Button, Modal, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { ossPath } from '../api/oss';
import { paths } from '../frame/paths';
import { Failure } from '../parts/failure';
import { type Fetched, fetched, useObjectUrl } from '../parts/fetched';
import { useLoad } from '../parts/load';
import { ScrollingCode } from '../parts/scrolling-code';
import { useTexts } from '../texts/texts';
import { Comparison } from './comparison';
import { PictureInput, useSettled } from './picture-input';
import { Savings } from './savings';

export interface LivePreviewProps {
  readonly bucket: string;
  /** undefined: there is none in the bucket. */
  readonly sample: string | undefined;
  /** One that the server takes; undefined: not yet. */
  readonly chain: string | undefined;
}

/** Milliseconds without a key before a name is taken for one. */
const PAUSE = 400;

export function LivePreview({ bucket, sample, chain }: LivePreviewProps) {
  const { image: text } = useTexts();
  const [typed, setTyped] = useState(sample ?? '');
  const key = useSettled(typed, PAUSE);
  return (
    <section className="panel live-preview" aria-label={text.preview}>
      <h2>{text.preview}</h2>
      {sample === undefined ? (
        <p className="muted">
          {text.noPictures} <Link href={paths.files(bucket)}>{text.toFiles}</Link>
        </p>
      ) : (
        <>
          <PictureInput bucket={bucket} value={typed} onChange={setTyped} label={text.previewPicture} />
          {key !== '' && <Pictures key={key} bucket={bucket} fileKey={key} chain={chain} />}
        </>
      )}
    </section>
  );
}

interface PicturesProps {
  readonly bucket: string;
  readonly fileKey: string;
  readonly chain: string | undefined;
}

function Pictures({ bucket, fileKey, chain }: PicturesProps) {
  const { image: text } = useTexts();
  const source = usePicture(ossPath(bucket, fileKey));
  const result = usePicture(chain === undefined ? undefined : ossPath(bucket, fileKey, { 'x-oss-process': chain }));
  const [sizes, setSizes] = useState<Readonly<Record<string, string>>>({});
  const [large, setLarge] = useState(false);
  const error = source.error ?? result.error;
  const onSize = (side: string, width: number, height: number) =>
    setSizes((before) => ({ ...before, [side]: text.dimensions(width, height) }));
  if (error !== undefined) return <Failure error={error} />;
  if (source.url === undefined || result.value === undefined) {
    return <div className="compare-wait">{chain === undefined ? text.previewWaits : <Spin />}</div>;
  }
  if (result.value.blob.type.startsWith('application/json')) return <Answer blob={result.value.blob} />;
  if (result.url === undefined) return <div className="compare-wait" />;
  const pictures = { fileKey, before: source.url, after: result.url };
  return (
    <>
      <div aria-busy={result.loading} className={result.loading ? 'compare-old' : ''}>
        <Comparison {...pictures} onSize={onSize} />
      </div>
      <Savings before={source.value} after={result.value} sizes={sizes} />
      <Button icon={<FullscreenOutlined aria-hidden />} onClick={() => setLarge(true)}>
        {text.fullScreen}
      </Button>
      <Modal
        open={large}
        title={fileKey}
        footer={null}
        width="100vw"
        className="full-screen"
        onCancel={() => setLarge(false)}
      >
        <Comparison {...pictures} large />
      </Modal>
    </>
  );
}

/** JSON of a chain that reports. */
function Answer({ blob }: { readonly blob: Blob }) {
  const { image: text } = useTexts();
  const { value } = useLoad(`${blob.size}`, () => blob.text());
  return (
    <>
      <p>{text.answer}</p>
      <ScrollingCode className="answer">{value}</ScrollingCode>
    </>
  );
}

/** The last one stays until the next is there, so that nothing jumps while one edits. */
function usePicture(path: string | undefined) {
  const { value, error, loading } = useLoad(path ?? '', async (signal) =>
    path === undefined ? undefined : fetched(path, signal),
  );
  const [last, setLast] = useState<Fetched>();
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  const shown = value ?? last;
  return { value: shown, url: useObjectUrl(shown?.blob), error, loading };
}
