import type { Label } from '../../../../shared/model/series.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';

/** DogStatsD's event (`_e`) and service check (`_sc`), docs.datadoghq.com "Datagram Format". */
export interface StatsdEvent {
  title: string;
  text: string;
  timeS: number | null;
  hostname: string | null;
  aggregationKey: string | null;
  priority: string;
  /** error, warning, info or success. */
  alertType: string;
  sourceType: string | null;
  containerId: string | null;
  tags: Label[];
}

export interface StatsdCheck {
  name: string;
  /** 0 ok, 1 warning, 2 critical, 3 unknown. */
  status: number;
  message: string;
  hostname: string | null;
  containerId: string | null;
  tags: Label[];
}

const HEAD = /^_e\{(\d{1,6}),(\d{1,6})\}:/;
const MOST_TAGS = 64;

/** The lengths in braces are bytes of UTF-8; where they lead to no bar, the text is parted at its bars. */
export function parseStatsdEvent(line: string): Result<StatsdEvent, string> {
  const head = HEAD.exec(line);
  if (!head) return err('no event: expected _e{title length,text length}:');
  const body = Buffer.from(line.slice(head[0].length), 'utf8');
  const titleEnd = Number(head[1]);
  const textEnd = titleEnd + 1 + Number(head[2]);
  if (titleEnd === 0 || body[titleEnd] !== BAR || textEnd > body.length) {
    return err('an event whose lengths are not those of its title and text');
  }
  const rest = body.toString('utf8', textEnd);
  if (rest !== '' && !rest.startsWith('|')) return err('an event that is longer than its lengths');
  const parts = optionalParts(rest);
  const timeS = secondsOf(parts);
  if (timeS !== null && timeS < YEAR_2000_S) return err('an event from before the year 2000');
  return ok({
    title: unescaped(body.toString('utf8', 0, titleEnd)),
    text: unescaped(body.toString('utf8', titleEnd + 1, textEnd)),
    timeS,
    hostname: parts.get('h') ?? null,
    aggregationKey: parts.get('k') ?? null,
    priority: parts.get('p') ?? 'normal',
    alertType: parts.get('t') ?? 'info',
    sourceType: parts.get('s') ?? null,
    containerId: parts.get('c') ?? null,
    tags: tagsOf(parts),
  });
}

const BAR = 0x7c;
/** A clock that was never set: retention would take the event away at once. */
const YEAR_2000_S = 946_684_800;

export function parseStatsdCheck(line: string): Result<StatsdCheck, string> {
  const [, name = '', status = '', ...rest] = line.split('|');
  if (name === '') return err('a service check without a name');
  if (!/^[0-3]$/.test(status)) return err('a service check whose status is none of 0, 1, 2 and 3');
  const parts = optionalParts(rest.map((part) => `|${part}`).join(''));
  return ok({
    name,
    status: Number(status),
    message: unescaped(parts.get('m') ?? ''),
    hostname: parts.get('h') ?? null,
    containerId: parts.get('c') ?? null,
    tags: tagsOf(parts),
  });
}

/** By their letter; the tags under `#`. A service check's message is the last and may hold bars. */
function optionalParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  let last = '';
  for (const part of text.split('|').slice(1)) {
    const match = /^([dhkpstcme]):(.*)$/s.exec(part) ?? /^(#)(.*)$/s.exec(part);
    if (last === 'm') parts.set('m', `${parts.get('m')}|${part}`);
    else if (match) {
      last = match[1]!;
      parts.set(last, match[2]!);
    }
  }
  return parts;
}

function secondsOf(parts: Map<string, string>): number | null {
  const text = parts.get('d') ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

function tagsOf(parts: Map<string, string>): Label[] {
  const tags: Label[] = [];
  for (const tag of (parts.get('#') ?? '').split(',')) {
    const at = tag.indexOf(':');
    if (at > 0 && at < tag.length - 1 && tags.length < MOST_TAGS)
      tags.push([tag.slice(0, at), tag.slice(at + 1)]);
  }
  return tags;
}

const unescaped = (text: string) => text.replaceAll('\\n', '\n');
