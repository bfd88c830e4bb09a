/** Language, theme and session around everything. The sign-in page loads nothing of the pages behind it. */
import { App, ConfigProvider, Spin } from 'antd';
import enUS from 'antd/locale/en_US';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Router } from 'wouter';
import { SESSION_OVER } from '../api/request';
import { currentSession, type Session, signOut } from '../api/session';
import { SignInPage } from '../pages/sign-in';
import { ENGLISH, type Spoken, SpokenContext } from '../texts/texts';
import { type Choices, ChoicesContext } from './choices';
import { NONCE } from './nonce';
import { useLanguagePreference, useMedia, useThemePreference } from './preferences';
import { SessionContext } from './session';
import { ThemeVariables, themeFor } from './theme';

const Shell = lazy(async () => ({ default: (await import('./shell')).Shell }));

type AntdLocale = typeof enUS;

export function Root() {
  const [theme, setTheme] = useThemePreference();
  const [language, setLanguage] = useLanguagePreference();
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const dark = theme === 'dark' || (theme === 'system' && systemIsDark);
  const { spoken, locale } = useSpoken(language);
  const config = useMemo(() => themeFor(dark, !still), [dark, still]);
  const choices = useMemo<Choices>(
    () => ({ theme, setTheme, language, setLanguage, dark }),
    [theme, setTheme, language, setLanguage, dark],
  );
  if (spoken === undefined) return null;
  return (
    <SpokenContext value={spoken}>
      <ChoicesContext value={choices}>
        <ConfigProvider theme={config} locale={locale} csp={{ nonce: NONCE }} button={{ autoInsertSpace: false }}>
          <ThemeVariables dark={dark} />
          <App notification={{ placement: 'bottomLeft' }}>
            <Router base="/ui">
              <Doorway />
            </Router>
          </App>
        </ConfigProvider>
      </ChoicesContext>
    </SpokenContext>
  );
}

/** English is in the first load; another language comes when it is chosen, and until then the one before stays. */
function useSpoken(language: Spoken['language']): { spoken: Spoken | undefined; locale: AntdLocale } {
  const [loaded, setLoaded] = useState<{ spoken: Spoken; locale: AntdLocale } | undefined>(
    language === 'en' ? { spoken: ENGLISH, locale: enUS } : undefined,
  );
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (language === 'en') {
      setLoaded({ spoken: ENGLISH, locale: enUS });
      return;
    }
    void Promise.all([import('../texts/zh'), import('antd/locale/zh_CN')]).then(([{ zh }, { default: locale }]) =>
      setLoaded({ spoken: { language, texts: zh }, locale }),
    );
  }, [language]);
  return { spoken: loaded?.spoken, locale: loaded?.locale ?? enUS };
}

type Standing = { readonly kind: 'asking' | 'out' | 'over' } | { readonly kind: 'in'; readonly session: Session };

function Doorway() {
  const [standing, setStanding] = useState<Standing>({ kind: 'asking' });
  useEffect(() => {
    currentSession().then(
      (session) => setStanding(session === undefined ? { kind: 'out' } : { kind: 'in', session }),
      () => setStanding({ kind: 'out' }),
    );
    const over = () => setStanding((before) => (before.kind === 'in' ? { kind: 'over' } : before));
    window.addEventListener(SESSION_OVER, over);
    return () => window.removeEventListener(SESSION_OVER, over);
  }, []);
  const leave = async () => {
    await signOut().catch(() => {});
    setStanding({ kind: 'out' });
  };
  if (standing.kind === 'asking') return <Waiting />;
  if (standing.kind !== 'in') {
    return <SignInPage over={standing.kind === 'over'} onSignIn={(session) => setStanding({ kind: 'in', session })} />;
  }
  return (
    <SessionContext value={standing.session}>
      <Suspense fallback={<Waiting />}>
        <Shell onSignOut={leave} />
      </Suspense>
    </SessionContext>
  );
}

function Waiting() {
  return (
    <div style={{ display: 'grid', placeItems: 'center', minHeight: '60vh' }}>
      <Spin size="large" />
    </div>
  );
}
