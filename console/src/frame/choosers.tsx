import { BgColorsOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { LANGUAGES, type Language, useTexts } from '../texts/texts';
import { useChoices } from './choices';
import { THEMES, type Theme } from './preferences';

export function LanguageChooser() {
  const { language, setLanguage } = useChoices();
  const { frame } = useTexts();
  const items = Object.entries(LANGUAGES).map(([key, label]) => ({ key, label, lang: key }));
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      menu={{ items, selectedKeys: [language], onClick: ({ key }) => setLanguage(key as Language) }}
    >
      <Button
        type="text"
        icon={<GlobalOutlined aria-hidden />}
        aria-label={`${frame.language}: ${LANGUAGES[language]}`}
      />
    </Dropdown>
  );
}

export function ThemeChooser() {
  const { theme, setTheme } = useChoices();
  const { frame } = useTexts();
  const items = THEMES.map((key) => ({ key, label: frame.themes[key] }));
  return (
    <Dropdown trigger={['click']} menu={{ items, selectedKeys: [theme], onClick: ({ key }) => setTheme(key as Theme) }}>
      <Button
        type="text"
        icon={<BgColorsOutlined aria-hidden />}
        aria-label={`${frame.theme}: ${frame.themes[theme]}`}
      />
    </Dropdown>
  );
}
