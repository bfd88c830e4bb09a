/** A style in the list: a picture through it, its chain, and what can be done with it. */
import { CopyOutlined, DeleteOutlined, EditOutlined, LinkOutlined, SnippetsOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ossPath } from '../api/oss';
import type { Style } from '../api/styles';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { useCopy } from '../parts/copy';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { ChainText } from './chain-text';
import { chainUrl } from './urls';

export interface StyleCardProps {
  readonly bucket: string;
  readonly style: Style;
  readonly sample: string | undefined;
  readonly onDelete: (style: Style) => void;
}

export function StyleCard({ bucket, style, sample, onDelete }: StyleCardProps) {
  const { image: text } = useTexts();
  const { readOnly, endpoint } = useSession();
  const [, navigate] = useLocation();
  const copy = useCopy();
  const format = useFormat();
  const { name, content, modifiedAt } = style;
  const url = chainUrl({ endpoint, bucket, key: sample ?? text.anyFile }, `style/${name}`);
  return (
    <li className="style-card">
      <Thumbnail bucket={bucket} style={style} sample={sample} />
      <div className="style-card-text">
        <Link href={paths.editStyle(bucket, name)} className="style-name">
          {name}
        </Link>
        <ChainText>{content}</ChainText>
        <small className="muted">{text.changed(format.time(modifiedAt))}</small>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form; these are actions on one style, and the group gives them its name. */}
      <div className="style-card-actions" role="group" aria-label={text.actionsOf(name)}>
        <Action
          label={text.editNamed(name)}
          icon={<EditOutlined aria-hidden />}
          onClick={() => navigate(paths.editStyle(bucket, name))}
        />
        <Action
          label={text.duplicateNamed(name)}
          icon={<CopyOutlined aria-hidden />}
          disabled={readOnly}
          onClick={() => navigate(paths.duplicateStyle(bucket, name))}
        />
        <Action
          label={text.copyChainNamed(name)}
          icon={<SnippetsOutlined aria-hidden />}
          onClick={() => void copy(content)}
        />
        <Action label={text.copyUrlNamed(name)} icon={<LinkOutlined aria-hidden />} onClick={() => void copy(url)} />
        <Action
          label={text.deleteNamed(name)}
          icon={<DeleteOutlined aria-hidden />}
          danger
          disabled={readOnly}
          onClick={() => onDelete(style)}
        />
      </div>
    </li>
  );
}

interface ActionProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Action({ label, ...button }: ActionProps) {
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} {...button} />
    </Tooltip>
  );
}

function Thumbnail({ bucket, style, sample }: Omit<StyleCardProps, 'onDelete'>) {
  const { image: text } = useTexts();
  const [broken, setBroken] = useState(false);
  if (sample === undefined) return null;
  // Its content beside its name: a style that was changed is another picture.
  const path = ossPath(bucket, sample, { 'x-oss-process': `style/${style.name}`, v: style.modifiedAt.getTime() });
  return (
    <div className="style-picture">
      {broken ? (
        <small className="muted">{text.notThrough}</small>
      ) : (
        <img src={path} alt={text.through(sample, style.name)} loading="lazy" onError={() => setBroken(true)} />
      )}
    </div>
  );
}
