import { createContext, useContext } from 'react';
import type { Language } from '../texts/texts';
import type { Theme } from './preferences';

export interface Choices {
  readonly theme: Theme;
  setTheme(theme: Theme): void;
  readonly language: Language;
  setLanguage(language: Language): void;
  /** What the theme comes to at present. */
  readonly dark: boolean;
}

export const ChoicesContext = createContext<Choices>({
  theme: 'system',
  setTheme() {},
  language: 'en',
  setLanguage() {},
  dark: false,
});

export function useChoices(): Choices {
  return useContext(ChoicesContext);
}
