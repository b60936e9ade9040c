import { memo } from 'react';
import { type AnsiStyle, parseAnsi } from './ansi.ts';

/** A line's text with the colours the program gave it; no other escape sequence has an effect. */
export const LogText = memo(function LogText({ body }: { body: string }) {
  return parseAnsi(body).map(({ text, style }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
    <span key={i} style={css(style)}>
      {text}
    </span>
  ));
});

const colour = (value: number | string) => (typeof value === 'number' ? `var(--ansi-${value})` : value);

function css({ color, background, bold, dim, italic, underline }: AnsiStyle): React.CSSProperties {
  return {
    ...(color === null ? {} : { color: colour(color) }),
    ...(background === null ? {} : { backgroundColor: colour(background) }),
    ...(bold ? { fontWeight: 600 } : {}),
    ...(dim ? { opacity: 0.7 } : {}),
    ...(italic ? { fontStyle: 'italic' } : {}),
    ...(underline ? { textDecoration: 'underline' } : {}),
  };
}
