/** Colours of the console on top of antd's, and the same as CSS variables for its own style sheets. */
import { theme as antd, type ThemeConfig } from 'antd';
import { useLayoutEffect } from 'react';

const LIGHT = {
  colorPrimary: '#0f6e84',
  colorInfo: '#0f6e84',
  colorLink: '#0b6076',
  colorBgLayout: '#f4f6f7',
  // antd's own are too faint to be read by everybody (WCAG: 4.5 to 1).
  colorTextDescription: 'rgba(0, 0, 0, 0.62)',
  colorTextTertiary: 'rgba(0, 0, 0, 0.62)',
  colorTextPlaceholder: 'rgba(0, 0, 0, 0.58)',
  colorTextDisabled: 'rgba(0, 0, 0, 0.5)',
  colorError: '#c62828',
  colorSuccess: '#2e7d32',
  colorWarning: '#a15c00',
  // Those that antd makes of such dark colours are grey.
  colorPrimaryBg: '#e2f1f4',
  colorPrimaryBgHover: '#cfe6eb',
  colorInfoBg: '#e2f1f4',
  colorInfoBorder: '#a9d0d9',
  colorSuccessBg: '#e7f4e8',
  colorSuccessBorder: '#b4d9b6',
  colorWarningBg: '#fdf3e1',
  colorWarningBorder: '#ecd3a4',
  colorErrorBg: '#fdeceb',
  colorErrorBorder: '#f0b9b6',
} satisfies ThemeConfig['token'];

const DARK = {
  colorPrimary: '#1c8aa3',
  colorInfo: '#4fb3c8',
  colorLink: '#6cc5d8',
  colorBgLayout: '#0e1214',
  colorBgContainer: '#161b1e',
  colorBgElevated: '#1e2529',
  colorTextDescription: 'rgba(255, 255, 255, 0.66)',
  colorTextTertiary: 'rgba(255, 255, 255, 0.66)',
  colorTextPlaceholder: 'rgba(255, 255, 255, 0.6)',
  colorTextDisabled: 'rgba(255, 255, 255, 0.5)',
  colorError: '#ef6f6c',
} satisfies ThemeConfig['token'];

const EDGE_LIGHT = '#87939a';
const EDGE_DARK = '#6b7880';

export function themeFor(dark: boolean, motion: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      ...(dark ? DARK : LIGHT),
      motion,
      borderRadius: 8,
      fontFamily:
        "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    },
    components: {
      Layout: { bodyBg: dark ? '#0e1214' : '#f4f6f7', siderBg: dark ? '#161b1e' : '#ffffff' },
      // White on the lighter red of the dark theme cannot be read by everybody.
      Button: dark ? { dangerColor: '#1f0505' } : {},
      // The edge of a box is all there is of it: 3 to 1 (WCAG, non-text contrast).
      Checkbox: { borderRadiusSM: 4, colorBorder: dark ? EDGE_DARK : EDGE_LIGHT },
      Radio: { colorBorder: dark ? EDGE_DARK : EDGE_LIGHT },
      Tabs: dark ? { itemSelectedColor: DARK.colorLink, inkBarColor: DARK.colorLink } : {},
    },
  };
}

/** On the body, so that what antd puts beside the root (drawers, dialogs) has them too. */
export function ThemeVariables({ dark }: { readonly dark: boolean }) {
  const { token } = antd.useToken();
  useLayoutEffect(() => {
    const variables: Readonly<Record<string, string>> = {
      '--text': token.colorText,
      '--muted': token.colorTextDescription,
      '--surface': token.colorBgContainer,
      '--layout': token.colorBgLayout,
      '--raised': token.colorFillAlter,
      '--head': dark ? '#1c2226' : '#fafbfb',
      '--border': token.colorBorderSecondary,
      '--primary': token.colorPrimary,
      '--link': token.colorLink,
      '--error': token.colorError,
      '--wrong': token.colorErrorBg,
      '--good': token.colorSuccess,
      '--float': token.colorBgElevated,
      '--line': token.colorBorder,
      '--hover': token.controlItemBgHover,
      '--selected': token.colorPrimaryBg,
      '--font': token.fontFamily,
    };
    for (const [name, value] of Object.entries(variables)) document.body.style.setProperty(name, value);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [token, dark]);
  return null;
}
