import { DashboardOutlined, DatabaseOutlined, HddOutlined, KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useTexts } from '../texts/texts';
import { useBuckets } from './buckets';
import mark from './mark.svg';
import { paths } from './paths';
import { useSession } from './session';

/** From so many buckets on there is a field to find one. */
const MANY = 12;

export function Navigation() {
  const { frame } = useTexts();
  const { root } = useSession();
  return (
    <>
      <Link href={paths.overview} className="brand">
        <img src={mark} alt="" />
        Tintype
      </Link>
      <ul className="nav-list">
        <NavigationLink to={paths.overview} icon={<DashboardOutlined aria-hidden />} label={frame.overview} />
        <NavigationLink to={paths.buckets} icon={<DatabaseOutlined aria-hidden />} label={frame.buckets} />
        {root && <NavigationLink to={paths.keys} icon={<KeyOutlined aria-hidden />} label={frame.keys} />}
      </ul>
      <BucketList />
    </>
  );
}

function BucketList() {
  const { frame } = useTexts();
  const { value: buckets = [], loading } = useBuckets();
  const [, navigate] = useLocation();
  const [find, setFind] = useState('');
  const shown = find === '' ? buckets : buckets.filter(({ name }) => name.includes(find.toLowerCase()));
  return (
    <>
      <div className="nav-group">
        <span>{frame.buckets}</span>
        <Button
          type="text"
          size="small"
          icon={<PlusOutlined aria-hidden />}
          aria-label={frame.newBucket}
          onClick={() => navigate(paths.newBucket)}
        />
      </div>
      {buckets.length > MANY && (
        <Input
          allowClear
          size="small"
          aria-label={frame.findBucket}
          placeholder={frame.findBucket}
          value={find}
          onChange={(event) => setFind(event.target.value)}
          style={{ marginBottom: 8 }}
        />
      )}
      {!loading && buckets.length === 0 && <p className="muted nav-group">{frame.noBuckets}</p>}
      <ul className="nav-list">
        {shown.map(({ name }) => (
          <NavigationLink
            key={name}
            to={paths.files(name)}
            under={paths.bucket(name)}
            icon={<HddOutlined aria-hidden />}
            label={name}
          />
        ))}
      </ul>
    </>
  );
}

interface NavigationLinkProps {
  readonly to: string;
  /** Open also on every page whose path begins so. */
  readonly under?: string;
  readonly icon: ReactNode;
  readonly label: string;
}

function NavigationLink({ to, under, icon, label }: NavigationLinkProps) {
  const [path] = useLocation();
  const open = path === to || (under !== undefined && (path === under || path.startsWith(`${under}/`)));
  return (
    <li>
      <Link
        href={to}
        className="nav-link"
        data-open={open}
        aria-current={path === to ? 'page' : undefined}
        title={label}
      >
        {icon}
        <span>{label}</span>
      </Link>
    </li>
  );
}
