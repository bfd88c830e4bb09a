/** What this browser remembers: language and theme. Storage may be forbidden; then nothing is remembered. */
import { useCallback, useState, useSyncExternalStore } from 'react';
import type { Language } from '../texts/texts';

export type Theme = 'light' | 'dark' | 'system';
export const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

function remembered<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(`tintype.${name}`);
    return allowed.find((one) => one === value);
  } catch {
    return undefined;
  }
}

function usePreference<T extends string>(name: string, allowed: readonly T[], fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => remembered(name, allowed) ?? fallback);
  const set = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(`tintype.${name}`, next);
      } catch {
        // It holds until the page is closed.
      }
    },
    [name],
  );
  return [value, set];
}

export function useThemePreference() {
  return usePreference<Theme>('theme', THEMES, 'system');
}

export function useLanguagePreference() {
  return usePreference<Language>('language', ['en', 'zh'], navigator.language.startsWith('zh') ? 'zh' : 'en');
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
