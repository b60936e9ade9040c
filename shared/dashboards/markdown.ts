/** The part of Markdown that text panels have; everything else, HTML too, is plain text. */
export type Block =
  | { kind: 'heading'; level: number; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; text: Inline[] }
  | { kind: 'rule' };

export type Inline =
  | { kind: 'text' | 'strong' | 'emphasis' | 'code'; text: string }
  | { kind: 'link'; text: string; url: string };

/** Blocks of a text, line by line. */
export function readMarkdown(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string;
    const fence = /^\s*```/.test(line);
    if (fence) {
      const end = lines.findIndex((each, at) => at > i && /^\s*```\s*$/.test(each));
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(i + 1, stop).join('\n') });
      i = stop + 1;
      continue;
    }
    const heading = /^(#{1,6})\s+(.*?)#*\s*$/.exec(line);
    if (heading)
      blocks.push({
        kind: 'heading',
        level: (heading[1] as string).length,
        text: inlines(heading[2] as string),
      });
    else if (/^\s*([-*_])\s*(\1\s*){2,}$/.test(line)) blocks.push({ kind: 'rule' });
    else if (ITEM.test(line)) {
      const items: Inline[][] = [];
      const ordered = /^\s*\d/.test(line);
      while (i < lines.length && ITEM.test(lines[i] as string)) {
        items.push(inlines((lines[i] as string).replace(ITEM, '')));
        i++;
      }
      blocks.push({ kind: 'list', ordered, items });
      continue;
    } else if (line.trim() !== '') {
      const start = i;
      while (i < lines.length && !endsParagraph(lines[i] as string, i > start)) i++;
      const text = lines.slice(start, i).map((each) => each.replace(/^\s*>\s?/, '').trim());
      blocks.push({ kind: /^\s*>/.test(line) ? 'quote' : 'paragraph', text: inlines(text.join(' ')) });
      continue;
    }
    i++;
  }
  return blocks;
}

const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

const endsParagraph = (line: string, inside: boolean): boolean =>
  line.trim() === '' || (inside && (/^(#{1,6}\s|\s*```)/.test(line) || ITEM.test(line)));

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\[([^\]]*)\]\(([^()\s]*)(?:\s+"[^"]*")?\)/g;

function inlines(text: string): Inline[] {
  const parts: Inline[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) parts.push({ kind: 'text', text: text.slice(last, match.index) });
    last = match.index + match[0].length;
    const [whole, code, strong, strong2, emphasis, label, url] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined || strong2 !== undefined)
      parts.push({ kind: 'strong', text: (strong ?? strong2) as string });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis });
    else if (isSafeUrl(url as string))
      parts.push({ kind: 'link', text: label || (url as string), url: url as string });
    else parts.push({ kind: 'text', text: whole });
  }
  if (last < text.length) parts.push({ kind: 'text', text: text.slice(last) });
  return parts;
}

/** http, https or a path of our own: nothing that could run. */
export const isSafeUrl = (url: string): boolean => /^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url);
