/** Which language is shown, and what comes with it. */
import { createContext, useContext } from 'react';
import { en, type Texts } from './en';

export type Language = 'en' | 'zh';
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

export interface Spoken {
  readonly language: Language;
  readonly texts: Texts;
}

export const ENGLISH: Spoken = { language: 'en', texts: en };

export const SpokenContext = createContext<Spoken>(ENGLISH);

export function useTexts(): Texts {
  return useContext(SpokenContext).texts;
}

export function useLanguage(): Language {
  return useContext(SpokenContext).language;
}
