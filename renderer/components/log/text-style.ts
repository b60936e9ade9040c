import type { AnsiStyle } from '../ansi.ts';

const colour = (value: number | string) => (typeof value === 'number' ? `var(--ansi-${value})` : value);

/** The style that a program gave its text, or undefined where it gave none. */
export function textStyle(style: AnsiStyle): React.CSSProperties | undefined {
  const { color, background, bold, dim, italic, underline, strike } = style;
  if (color === null && background === null && !bold && !dim && !italic && !underline && !strike)
    return undefined;
  const lines = [underline ? 'underline' : '', strike ? 'line-through' : ''].filter(Boolean).join(' ');
  return {
    ...(color === null ? {} : { color: colour(color) }),
    ...(background === null ? {} : { backgroundColor: colour(background) }),
    ...(bold ? { fontWeight: 600 } : {}),
    ...(dim ? { opacity: 0.7 } : {}),
    ...(italic ? { fontStyle: 'italic' } : {}),
    ...(lines === '' ? {} : { textDecoration: lines }),
  };
}
