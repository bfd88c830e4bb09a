/** The list of a folder. Only the lines that are seen are in the page, so that 100,000 are as quick as ten. */
import { FileOutlined, FolderFilled, PictureOutlined, PlaySquareOutlined } from '@ant-design/icons';
import { Table } from 'antd';
import { type ReactNode, type UIEvent, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { paths } from '../frame/paths';
import { useMedia } from '../frame/preferences';
import { useTexts } from '../texts/texts';
import { useFormat } from './format';
import { kindOf } from './kinds';
import { type Listing, nameOf, type Row } from './listing';

export interface FileTableProps {
  readonly bucket: string;
  readonly listing: Listing;
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  readonly empty: ReactNode;
}

/** So near to the end the next page is asked for. */
const NEAR_END = 800;
const LEAST_HEIGHT = 320;
/** What comes sooner needs no sign that it is coming. */
const SPIN_AFTER_MS = 300;

export function FileTable({ bucket, listing, selected, onSelect, empty }: FileTableProps) {
  const { common, files: text } = useTexts();
  const format = useFormat();
  const narrow = useMedia('(max-width: 860px)');
  const { place, height } = useRoom();
  const { rows, loading } = listing;
  const name = {
    title: common.name,
    key: 'name',
    ellipsis: true,
    render: (_: unknown, row: Row) => <Name bucket={bucket} row={row} />,
  };
  const size = {
    title: text.size,
    key: 'size',
    width: narrow ? 92 : 120,
    align: 'right' as const,
    render: (_: unknown, { file }: Row) => file && format.bytes(file.size),
  };
  const modified = {
    title: text.modified,
    key: 'modified',
    width: 200,
    render: (_: unknown, { file }: Row) => file && format.time(file.modifiedAt),
  };
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent) => {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) listing.loadMore();
  };
  return (
    <div ref={place}>
      <Table<Row>
        virtual
        rowKey="id"
        size="middle"
        columns={narrow ? [name, size] : [name, size, modified]}
        dataSource={rows}
        loading={{ spinning: loading, delay: SPIN_AFTER_MS }}
        pagination={false}
        scroll={{ x: narrow ? 320 : 600, y: height }}
        onScroll={onScroll}
        rowSelection={{
          columnWidth: 44,
          selectedRowKeys: [...selected],
          onChange: (keys) => onSelect(keys.map(String)),
          getCheckboxProps: ({ id }) => ({ 'aria-label': text.select(nameOf(id)) }) as object,
          getTitleCheckboxProps: () => ({ 'aria-label': text.selectAll }) as object,
        }}
        locale={{ emptyText: loading ? ' ' : empty }}
      />
    </div>
  );
}

function Name({ bucket, row }: { readonly bucket: string; readonly row: Row }) {
  if (row.folder !== undefined) {
    return (
      <Link href={paths.files(bucket, row.folder)} className="file-name">
        <FolderFilled className="file-folder" aria-hidden />
        <span>{nameOf(row.folder)}</span>
      </Link>
    );
  }
  const kind = kindOf(row.file.key);
  return (
    <Link href={paths.preview(bucket, row.file.key)} className="file-name" title={row.file.key}>
      {kind === 'picture' ? (
        <PictureOutlined aria-hidden />
      ) : kind === 'video' ? (
        <PlaySquareOutlined aria-hidden />
      ) : (
        <FileOutlined aria-hidden />
      )}
      <span>{nameOf(row.file.key)}</span>
    </Link>
  );
}

/** From the table's head to the lower edge of the window. */
function useRoom() {
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(LEAST_HEIGHT);
  useLayoutEffect(() => {
    const measure = () => {
      const top = (place.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(Math.max(LEAST_HEIGHT, window.innerHeight - top - 80));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return { place, height };
}
