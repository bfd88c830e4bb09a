import { ArrowLeftOutlined, DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { bucketAcl } from '../api/buckets';
import { type Link, openUrl, signedUrl } from '../api/links';
import { deleteObject, headObject, objectAcl, styleNames } from '../api/objects';
import { ossPath } from '../api/oss';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { useAskDelete } from '../parts/ask-delete';
import { Failure, useAttempt } from '../parts/failure';
import { FileInfo } from '../parts/file-info';
import { FileLink, type LinkState } from '../parts/file-link';
import { kindOf } from '../parts/kinds';
import { folderOf, nameOf } from '../parts/listing';
import { useLoad } from '../parts/load';
import { Page } from '../parts/page';
import { Picture } from '../parts/picture';
import { useQuery } from '../parts/query';
import { Snippets } from '../parts/snippets';
import { useTexts } from '../texts/texts';
import './preview.css';

/** The guide's default. */
const SECONDS = 3600;

export function PreviewPage({ bucket }: { readonly bucket: string }) {
  const { preview: text } = useTexts();
  const key = useQuery('key');
  if (key === '') return <Page title={text.missing}>{null}</Page>;
  return (
    <Page title={nameOf(key)} actions={<Actions bucket={bucket} fileKey={key} />}>
      <File key={key} bucket={bucket} fileKey={key} />
    </Page>
  );
}

interface FileProps {
  readonly bucket: string;
  readonly fileKey: string;
}

function Actions({ bucket, fileKey }: FileProps) {
  const { common, preview: text } = useTexts();
  const { readOnly } = useSession();
  const askDelete = useAskDelete();
  const [, navigate] = useLocation();
  const attempt = useAttempt();
  const back = () => navigate(paths.files(bucket, folderOf(fileKey)));
  const remove = () =>
    askDelete({
      title: common.askDelete(nameOf(fileKey)),
      content: common.cannotUndo,
      onOk: async () => {
        if (await attempt(() => deleteObject(bucket, fileKey), text.deleted)) back();
      },
    });
  return (
    <>
      <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={back}>
        {text.back}
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} href={ossPath(bucket, fileKey)} download={nameOf(fileKey)}>
        {text.download}
      </Button>
      <Button danger icon={<DeleteOutlined aria-hidden />} disabled={readOnly} onClick={remove}>
        {common.delete}
      </Button>
    </>
  );
}

function File({ bucket, fileKey }: FileProps) {
  const { endpoint } = useSession();
  const { value, error, reload } = useLoad(`${bucket}/${fileKey}`, async (signal) => {
    const [facts, acl, ofBucket, styles] = await Promise.all([
      headObject(bucket, fileKey, signal),
      objectAcl(bucket, fileKey, signal),
      bucketAcl(bucket, signal),
      styleNames(bucket, signal),
    ]);
    return { facts, acl, ofBucket, styles };
  });
  const [shown, setShown] = useState({ signed: undefined as boolean | undefined, seconds: SECONDS, style: '' });
  // A private file is of no use without a signature.
  const open = (value?.acl === 'default' ? value.ofBucket : value?.acl) !== 'private';
  const signed = shown.signed ?? !open;
  const process = shown.style === '' ? undefined : `style/${shown.style}`;
  const url = useUrl(
    { endpoint, bucket, key: fileKey, ...(process && { process }) },
    signed ? shown.seconds : undefined,
  );
  if (error !== undefined) return <Failure error={error} retry={reload} />;
  if (value === undefined) return <Skeleton active />;
  const link: LinkState = {
    ...shown,
    signed,
    url: url.value,
    error: url.error,
    set: (change) => setShown((before) => ({ ...before, ...change })),
  };
  const { facts, acl, ofBucket, styles } = value;
  return (
    <div className="preview">
      <div>
        <Pictures bucket={bucket} fileKey={fileKey} process={process} style={shown.style} bytes={facts.size} />
        {kindOf(fileKey) === 'picture' && <FileInfo bucket={bucket} fileKey={fileKey} />}
      </div>
      <div>
        <FileLink
          bucket={bucket}
          fileKey={fileKey}
          facts={facts}
          acl={acl}
          bucketAcl={ofBucket}
          styles={styles}
          link={link}
          onChanged={reload}
        />
        <Snippets url={link.url ?? ''} bucket={bucket} fileKey={fileKey} process={process} endpoint={endpoint} />
      </div>
    </div>
  );
}

/** @param seconds undefined: without a signature */
function useUrl(link: Link, seconds: number | undefined) {
  return useLoad(JSON.stringify([link, seconds]), async () =>
    seconds === undefined ? openUrl(link) : signedUrl(link, seconds),
  );
}

interface PicturesProps extends FileProps {
  readonly process: string | undefined;
  readonly style: string;
  readonly bytes: number;
}

function Pictures({ bucket, fileKey, process, style, bytes }: PicturesProps) {
  const { preview: text } = useTexts();
  const kind = kindOf(fileKey);
  const path = ossPath(bucket, fileKey);
  if (kind === 'other') return <p className="panel muted">{text.noPreview}</p>;
  return (
    <section className="panel">
      <div className="pictures">
        {kind === 'video' ? (
          <div className="picture-frame">
            {/* biome-ignore lint/a11y/useMediaCaption: an object is one file, and no captions come with it. */}
            <video src={path} controls preload="metadata" />
          </div>
        ) : (
          <Picture title={text.original} path={path} alt={fileKey} />
        )}
        {process !== undefined && (
          <Picture
            title={text.processed(style)}
            path={ossPath(bucket, fileKey, { 'x-oss-process': process })}
            alt={`${fileKey}, ${style}`}
            also={(after) => bytes > 0 && <span>{text.saved(Math.round(100 * (1 - after / bytes)))}</span>}
          />
        )}
      </div>
    </section>
  );
}
