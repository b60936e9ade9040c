/**
 * Log text as runs of styled text. Only colours and weights (SGR) are taken from escape sequences; every other
 * sequence, C1 control and stray control character is dropped, and bidirectional controls are shown as marks,
 * so that no line can move the cursor, set a title, hide or reorder text. ECMA-48 5.4, 5.6 and 8.3.117.
 */
export interface AnsiStyle {
  /** 0..15 of the palette, or an RGB colour. */
  color: number | string | null;
  background: number | string | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
}

export interface AnsiRun {
  text: string;
  style: AnsiStyle;
}

export const plainStyle: AnsiStyle = {
  color: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
};

/*
 * In order: CSI with its parameters, OSC/DCS/SOS/PM/APC up to their end (or the text's), any other escape pair,
 * their 8-bit forms, and single controls other than tab and newline.
 */
const SEQUENCE =
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const bidiMark = (control: string) =>
  `⟦U+${control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** The text without any sequence, as search, copy and lists of plain text use it. */
export function stripAnsi(text: string): string {
  return text.replace(SEQUENCE, '').replace(BIDI, bidiMark);
}

export function parseAnsi(text: string): AnsiRun[] {
  if (!mayNeedWork(text)) return text === '' ? [] : [{ text, style: plainStyle }];
  const runs: AnsiRun[] = [];
  let style = plainStyle;
  let last = 0;
  const push = (end: number) => {
    if (end > last) runs.push({ text: text.slice(last, end).replace(BIDI, bidiMark), style });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(match.index);
    last = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  push(text.length);
  return runs;
}

const WORK = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const mayNeedWork = (text: string) => WORK.test(text);

type Change = Partial<AnsiStyle>;

const simpleSgr = new Map<number, Change>([
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [9, { strike: true }],
  [22, { bold: false, dim: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [29, { strike: false }],
  [39, { color: null }],
  [49, { background: null }],
]);

function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number.parseInt(code, 10)));
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) next = plainStyle;
    else if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes, i + 1);
      i += used;
      if (color !== null) next = { ...next, [code === 38 ? 'color' : 'background']: color };
    } else next = { ...next, ...(simpleSgr.get(code) ?? paletteChange(code)) };
  }
  return next;
}

function paletteChange(code: number): Change {
  if (code >= 30 && code <= 37) return { color: code - 30 };
  if (code >= 90 && code <= 97) return { color: code - 90 + 8 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 100 && code <= 107) return { background: code - 100 + 8 };
  return {};
}

/** 38;5;N and 38;2;R;G;B; how many codes were used, however broken they are. */
function extendedColor(codes: number[], at: number): { color: number | string | null; used: number } {
  const byte = (value: number | undefined) => Math.min(255, Math.max(0, value ?? 0));
  if (codes[at] === 5) return { color: indexedColor(byte(codes[at + 1])), used: 2 };
  if (codes[at] === 2) {
    const [r, g, b] = [byte(codes[at + 1]), byte(codes[at + 2]), byte(codes[at + 3])];
    return { color: `rgb(${r} ${g} ${b})`, used: 4 };
  }
  return { color: null, used: 1 };
}

/** xterm's 256 colours: 16 of the palette, a 6×6×6 cube, 24 greys. */
function indexedColor(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
