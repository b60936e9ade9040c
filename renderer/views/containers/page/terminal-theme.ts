import type { ITheme } from '@xterm/xterm';
import { resolveColour } from '../../../components/colours.ts';

/** The terminal in the colours of the present theme. */
export function terminalTheme(): ITheme {
  const of = (name: string) => resolveColour(`var(--${name})`);
  return {
    background: of('s1'),
    foreground: of('t1'),
    cursor: of('accent'),
    cursorAccent: of('s1'),
    selectionBackground: of('sel'),
    red: of('err'),
    yellow: of('warn'),
    green: of('ok'),
    blue: of('accent'),
    brightRed: of('err'),
    brightYellow: of('warn'),
    brightGreen: of('ok'),
    brightBlue: of('accent'),
  };
}
