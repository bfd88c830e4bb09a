import { DeleteOutlined, DownloadOutlined, FolderAddOutlined, ReloadOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Breadcrumb, Button, Empty, Input } from 'antd';
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { droppedFiles, type PickedFile, pickedFiles } from '../api/dropped';
import { ossPath } from '../api/oss';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { useUploadQueue, useUploads } from '../frame/upload-queue';
import { useAskDelete } from '../parts/ask-delete';
import { BucketTabs } from '../parts/bucket-page';
import { deleteAll } from '../parts/delete-files';
import { Failure, useAttempt } from '../parts/failure';
import { FileTable } from '../parts/file-table';
import { folderOf, type Listing, useListing } from '../parts/listing';
import { useQuery } from '../parts/query';
import { useTexts } from '../texts/texts';
import './files.css';

const NONE: readonly string[] = [];

export function FilesPage({ bucket }: { readonly bucket: string }) {
  const { files: text } = useTexts();
  const prefix = useQuery('prefix');
  const folder = folderOf(prefix);
  const listing = useListing(bucket, prefix);
  const [selected, select] = useSelection(prefix);
  const { upload, over, handlers } = useUploading(bucket, folder, listing.reload);
  return (
    <BucketTabs bucket={bucket} tab="files" actions={<UploadButtons onPick={upload} />}>
      <div className="files-tools">
        <Path bucket={bucket} folder={folder} />
        <Search key={prefix} bucket={bucket} prefix={prefix} />
        <Button icon={<ReloadOutlined aria-hidden />} aria-label={text.reload} onClick={listing.reload} />
      </div>
      <Selection
        bucket={bucket}
        selected={selected}
        onDone={() => {
          select(() => NONE);
          listing.reload();
        }}
      />
      {listing.error !== undefined && <Failure error={listing.error} retry={listing.reload} />}
      <div className="drop-target" data-over={over} data-label={text.dropHere} {...handlers}>
        <FileTable
          bucket={bucket}
          listing={listing}
          selected={selected}
          onSelect={select}
          empty={prefix === folder ? NOTHING : NOTHING_FOUND}
        />
      </div>
    </BucketTabs>
  );
}

/** The names that are selected. What was selected is not in another folder. */
function useSelection(prefix: string) {
  const [selection, setSelection] = useState({ prefix, names: NONE });
  const select = useCallback(
    (change: (before: readonly string[]) => readonly string[]) =>
      setSelection((before) => ({ prefix, names: change(before.prefix === prefix ? before.names : NONE) })),
    [prefix],
  );
  return [selection.prefix === prefix ? selection.names : NONE, select] as const;
}

/** While more are on their way, the list is loaded anew only when none has arrived for so many milliseconds. */
const PAUSE = 2000;

function useReloadOnArrival(bucket: string, reload: Listing['reload']): void {
  const jobs = useUploads().filter((job) => job.bucket === bucket);
  const arrived = jobs.filter(({ state }) => state === 'done').length;
  const busy = jobs.some(({ state }) => state === 'running' || state === 'waiting');
  const seen = useRef(arrived);
  useEffect(() => {
    if (arrived < seen.current) seen.current = arrived;
    if (arrived === seen.current) return;
    const load = () => {
      seen.current = arrived;
      reload();
    };
    const timer = setTimeout(load, busy ? PAUSE : 0);
    return () => clearTimeout(timer);
  }, [arrived, busy, reload]);
}

/** Choosing and dropping files. */
function useUploading(bucket: string, folder: string, reload: Listing['reload']) {
  const queue = useUploadQueue();
  const { readOnly } = useSession();
  const [over, setOver] = useState(false);
  useReloadOnArrival(bucket, reload);
  const upload = (files: readonly PickedFile[]) => queue.add(bucket, folder, files);
  const handlers = readOnly
    ? {}
    : {
        onDragOver: (event: DragEvent) => {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
          setOver(true);
        },
        onDragLeave: (event: DragEvent) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
        },
        onDrop: (event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          void droppedFiles(event.dataTransfer).then(upload);
        },
      };
  return { upload, over, handlers };
}

function UploadButtons({ onPick }: { readonly onPick: (files: readonly PickedFile[]) => void }) {
  const { files: text } = useTexts();
  const { readOnly } = useSession();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const pick = (input: HTMLInputElement) => {
    if (input.files !== null) onPick(pickedFiles(input.files));
    // The same file may be chosen once more.
    input.value = '';
  };
  return (
    <>
      <Button icon={<FolderAddOutlined aria-hidden />} disabled={readOnly} onClick={() => folder.current?.click()}>
        {text.uploadFolder}
      </Button>
      <Button
        type="primary"
        icon={<UploadOutlined aria-hidden />}
        disabled={readOnly}
        onClick={() => files.current?.click()}
      >
        {text.upload}
      </Button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={text.upload}
        onChange={(event) => pick(event.target)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={text.uploadFolder}
        {...{ webkitdirectory: '' }}
        onChange={(event) => pick(event.target)}
      />
    </>
  );
}

function Path({ bucket, folder }: { readonly bucket: string; readonly folder: string }) {
  const names = folder.split('/').slice(0, -1);
  const items = [
    { key: '', title: <Link href={paths.files(bucket)}>{bucket}</Link> },
    ...names.map((name, index) => {
      const prefix = `${names.slice(0, index + 1).join('/')}/`;
      return { key: prefix, title: <Link href={paths.files(bucket, prefix)}>{name || '/'}</Link> };
    }),
  ];
  return <Breadcrumb items={items} />;
}

function Search({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }) {
  const { files: text } = useTexts();
  const [, navigate] = useLocation();
  const folder = folderOf(prefix);
  return (
    <Input.Search
      allowClear
      aria-label={text.search}
      placeholder={text.search}
      defaultValue={prefix.slice(folder.length)}
      onSearch={(value) => navigate(paths.files(bucket, folder + value))}
      style={{ flex: '1 1 200px', maxWidth: 320 }}
    />
  );
}

interface SelectionProps {
  readonly bucket: string;
  readonly selected: readonly string[];
  readonly onDone: () => void;
}

function Selection({ bucket, selected, onDone }: SelectionProps) {
  const { common, files: text } = useTexts();
  const { readOnly } = useSession();
  const { message } = App.useApp();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  if (selected.length === 0) return null;
  const folders = selected.filter((id) => id.endsWith('/')).length;
  const files = selected.filter((id) => !id.endsWith('/'));
  const remove = () =>
    askDelete({
      title: text.askDelete(selected.length),
      content: `${folders > 0 ? text.deleteFolders(folders) : ''} ${common.cannotUndo}`,
      onOk: async () => {
        const key = 'delete';
        const progress = (deleted: number) =>
          message.open({ key, type: 'loading', content: text.deleting(deleted), duration: 0 });
        await attempt(() => deleteAll(bucket, selected, progress));
        message.destroy(key);
        onDone();
      },
    });
  return (
    <div className="files-tools" role="toolbar" aria-label={text.selected(selected.length)}>
      <strong>{text.selected(selected.length)}</strong>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        disabled={files.length === 0}
        onClick={() => download(bucket, files)}
      >
        {text.download}
      </Button>
      <Button danger icon={<DeleteOutlined aria-hidden />} disabled={readOnly} onClick={remove}>
        {common.delete}
      </Button>
    </div>
  );
}

/** One after the other: a browser drops downloads that begin together. */
async function download(bucket: string, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const link = document.createElement('a');
    link.href = ossPath(bucket, key);
    link.download = key.slice(key.lastIndexOf('/') + 1);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Made once, so that the list need not be drawn again with every change of the page. */
const NOTHING = <Nothing searching={false} />;
const NOTHING_FOUND = <Nothing searching />;

function Nothing({ searching }: { readonly searching: boolean }) {
  const { files: text } = useTexts();
  if (searching) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.nothingFound} />;
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{text.empty}</strong>}>
      <ol className="empty-steps muted">
        {text.emptySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Empty>
  );
}
