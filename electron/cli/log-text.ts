import { RE2JS } from 're2js';
import type { LogRow } from '../../shared/contract/logs.ts';
import { stripEscapes } from '../../shared/log-format/ansi.ts';
import { type Highlight, highlightsOf } from '../../shared/log-query/highlights.ts';
import { parseLogQuery } from '../../shared/log-query/parser.ts';
import { type SeverityLevel, severityLevel } from '../../shared/model/log-record.ts';
import { timeText } from '../hosts/config/times.ts';
import { safeText } from './safe-text.ts';

const RESET = '\u001b[0m';
const FAINT = '\u001b[2m';
const HIT = '\u001b[1;30;43m';
const levelColours: Partial<Record<SeverityLevel, string>> = {
  fatal: '\u001b[1;31m',
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
  debug: '\u001b[36m',
  trace: '\u001b[2m',
};
/** Of containers: those that no level has. */
const NAME_COLOURS = ['\u001b[34m', '\u001b[35m', '\u001b[94m', '\u001b[95m', '\u001b[96m', '\u001b[92m'];

export interface LogTextOptions {
  /** For a terminal: colours of level, container and text, and what the query found. */
  colours: boolean;
  query: string;
}

/** How records are printed: time, container, level and the body, whose further lines stand below as they came. */
export function logPrinter({ colours, query }: LogTextOptions): (row: LogRow) => string {
  const mark = colours ? marker(query) : null;
  return (row) => {
    const level = severityLevel(row.severityNumber);
    const name = safeText(row.container || '—');
    const severity = row.severityText ? `${safeText(row.severityText.toUpperCase())} ` : '';
    const body = row.body
      .split('\n')
      .map(mark ?? plainLine)
      .join('\n');
    const time = timeText(row.timeUnixNano);
    if (!colours) return `${time} ${name} ${severity}${body}`;
    const coloured = levelColours[level];
    const shown = coloured && severity ? `${coloured}${severity.trimEnd()}${RESET} ` : severity;
    return `${FAINT}${time}${RESET} ${nameColour(name)}${name}${RESET} ${shown}${body}`;
  };
}

const plainLine = (line: string): string => safeText(stripEscapes(line));

function nameColour(name: string): string {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) >>> 0;
  return NAME_COLOURS[hash % NAME_COLOURS.length] as string;
}

/** Marks what the query found; a line without a hit keeps its own colours. */
function marker(query: string): (line: string) => string {
  const parsed = parseLogQuery(query);
  const patterns = highlightsOf(parsed.ok ? parsed.value : null).map(patternOf);
  return (line) => {
    const text = stripEscapes(line);
    const hits = patterns.flatMap((pattern) => hitsOf(pattern, text));
    return hits.length === 0 ? ownColours(line) : marked(text, hits);
  };
}

function patternOf(highlight: Highlight): RE2JS {
  if (highlight.kind === 'pattern') return RE2JS.compile(highlight.pattern);
  return RE2JS.compile(RE2JS.quote(highlight.text), highlight.anyCase ? RE2JS.CASE_INSENSITIVE : 0);
}

const MOST_HITS = 100;

type Hit = [from: number, to: number];

function hitsOf(pattern: RE2JS, text: string): Hit[] {
  const hits: Hit[] = [];
  const matcher = pattern.matcher(text);
  while (hits.length < MOST_HITS && matcher.find()) {
    if (matcher.end() > matcher.start()) hits.push([matcher.start(), matcher.end()]);
  }
  return hits;
}

function marked(text: string, hits: Hit[]): string {
  let out = '';
  let at = 0;
  for (const [from, to] of hits.sort(([a], [b]) => a - b)) {
    if (from < at) continue;
    out += `${safeText(text.slice(at, from))}${HIT}${safeText(text.slice(from, to))}${RESET}`;
    at = to;
  }
  return out + safeText(text.slice(at));
}

const COLOUR = /(\u001b\[[0-9;:]*m)/;

/** Of escape sequences only colours act on a terminal. */
function ownColours(line: string): string {
  if (!line.includes('\u001b')) return safeText(line);
  const parts = line.split(COLOUR);
  const text = parts.map((part, i) => (i % 2 === 1 ? part : safeText(stripEscapes(part)))).join('');
  return parts.length > 1 ? text + RESET : text;
}
