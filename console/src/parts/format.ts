/** Numbers, sizes and times in the language that is shown. */
import { useMemo } from 'react';
import { useLanguage } from '../texts/texts';

const TAGS = { en: 'en-GB', zh: 'zh-CN' } as const;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

export interface Format {
  number(value: number, digits?: number): string;
  /** 1 kB is 1000 bytes, as the server counts. */
  bytes(value: number): string;
  time(value: Date | number): string;
  /** '2 d 4 h', for seconds. */
  duration(seconds: number): string;
}

export function useFormat(): Format {
  const tag = TAGS[useLanguage()];
  return useMemo(() => formatFor(tag), [tag]);
}

export function formatFor(tag: string): Format {
  const times = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const plain = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const number = (value: number, digits = 0) =>
    digits === 0 ? plain.format(value) : new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value);
  return {
    number,
    bytes(value) {
      let size = value;
      let unit = 0;
      while (size >= 1000 && unit < UNITS.length - 1) {
        size /= 1000;
        unit += 1;
      }
      return `${number(size, unit === 0 || size >= 100 ? 0 : 1)} ${UNITS[unit]}`;
    },
    time: (value) => times.format(value),
    duration(seconds) {
      const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor);
      if (days) return `${days} d ${hours} h`;
      if (hours) return `${hours} h ${minutes} min`;
      return minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
    },
  };
}
