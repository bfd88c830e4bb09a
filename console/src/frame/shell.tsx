/** The frame around every page: buckets on the left, who is signed in at the top. */
import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Spin } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTexts } from '../texts/texts';
import { BucketsProvider } from './buckets';
import { LanguageChooser, ThemeChooser } from './choosers';
import { Navigation } from './navigation';
import { useMedia } from './preferences';
import { Routes } from './routes';
import { useSession } from './session';
import { UploadQueue, UploadsContext } from './upload-queue';
import { Uploads } from './uploads';

export function Shell({ onSignOut }: { readonly onSignOut: () => void }) {
  const { common, frame } = useTexts();
  const narrow = useMedia('(max-width: 860px)');
  /** Where the menu was opened: on another page it is closed. */
  const [openOn, setOpenOn] = useState<string>();
  const [queue] = useState(() => new UploadQueue());
  const [path] = useLocation();
  const content = useRef<HTMLElement>(null);
  return (
    <BucketsProvider>
      <FromTheTop key={path} />
      <UploadsContext value={queue}>
        <button type="button" className="skip" onClick={() => content.current?.focus()}>
          {common.skip}
        </button>
        <div className="shell">
          {!narrow && (
            <nav className="side" aria-label={frame.navigation}>
              <Navigation />
            </nav>
          )}
          <div className="main">
            <header className="bar">
              {narrow && (
                <Button
                  type="text"
                  icon={<MenuOutlined aria-hidden />}
                  aria-label={frame.menu}
                  onClick={() => setOpenOn(path)}
                />
              )}
              <div className="bar-space" />
              <LanguageChooser />
              <ThemeChooser />
              <AccountMenu onSignOut={onSignOut} />
            </header>
            <main className="content" id="content" ref={content} tabIndex={-1}>
              <Suspense fallback={<Spin />}>
                <Routes />
              </Suspense>
            </main>
          </div>
        </div>
        <Drawer
          open={narrow && openOn === path}
          onClose={() => setOpenOn(undefined)}
          placement="left"
          size={288}
          title={frame.navigation}
        >
          <nav aria-label={frame.navigation}>
            <Navigation />
          </nav>
        </Drawer>
        <Uploads />
      </UploadsContext>
    </BucketsProvider>
  );
}

/** Every page begins at its top. */
function FromTheTop() {
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  return null;
}

function AccountMenu({ onSignOut }: { readonly onSignOut: () => void }) {
  const { frame } = useTexts();
  const { account, accessKeyId, readOnly } = useSession();
  const about = `${frame.signedInWith(accessKeyId)}${readOnly ? ` (${frame.readOnly})` : ''}`;
  const items = [
    { key: 'account', label: frame.account(account), disabled: true },
    { key: 'key', label: about, disabled: true },
    { type: 'divider' as const },
    { key: 'out', label: frame.signOut, icon: <LogoutOutlined aria-hidden />, onClick: onSignOut },
  ];
  return (
    <Dropdown autoFocus trigger={['click']} menu={{ items }}>
      <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={frame.account(account)} />
    </Dropdown>
  );
}
