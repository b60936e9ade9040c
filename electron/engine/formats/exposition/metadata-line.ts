import type { MetricType } from '../../../../shared/model/series.ts';
import { cutUtf8 } from '../limits.ts';
import { ExpositionError, type ExpositionLimits, found } from './exposition.ts';
import type { MetadataLine } from './series-cache.ts';
import {
  type Dialect,
  isBlank,
  nameEnd,
  type SeriesText,
  skipBlanks,
  utf8,
  withoutEscapes,
  withoutHelpEscapes,
} from './series-text.ts';

const QUOTE = 0x22;
const SPACE = 0x20;

const kinds: Record<string, MetadataLine['kind']> = { HELP: 'help', TYPE: 'type', UNIT: 'unit' };

const types: Record<Dialect, Record<string, MetricType>> = {
  text: {
    counter: 'counter',
    gauge: 'gauge',
    histogram: 'histogram',
    summary: 'summary',
    untyped: 'unknown',
  },
  openmetrics: {
    counter: 'counter',
    gauge: 'gauge',
    histogram: 'histogram',
    gaugehistogram: 'gaugehistogram',
    summary: 'summary',
    info: 'info',
    stateset: 'stateset',
    unknown: 'unknown',
  },
};

/**
 * A line that begins with `#`: what it says of a family, or null for a comment, which only the older format has.
 *
 * @throws ExpositionError
 */
export function readMetadata(
  bytes: Buffer,
  at: number,
  end: number,
  dialect: Dialect,
  limits: ExpositionLimits,
  text: SeriesText,
): MetadataLine | null {
  const keywordAt = dialect === 'text' ? skipBlanks(bytes, at + 1, end) : at + 2;
  const keyword = bytes.toString('latin1', keywordAt, Math.min(keywordAt + 4, end));
  const isSeparator = dialect === 'text' ? isBlank : (byte: number | undefined) => byte === SPACE;
  const kind =
    Object.hasOwn(kinds, keyword) && isSeparator(bytes[keywordAt + 4]) && keywordAt + 4 < end
      ? kinds[keyword]!
      : null;
  if (dialect === 'text' && (kind === null || kind === 'unit')) return null;
  if (kind === null || bytes[at + 1] !== SPACE) {
    throw new ExpositionError('# HELP, # TYPE, # UNIT or # EOF', found(bytes, at, end));
  }
  const nameAt = dialect === 'text' ? skipBlanks(bytes, keywordAt + 4, end) : keywordAt + 5;
  const [family, behind] = familyName(bytes, nameAt, end, text);
  const restAt = dialect === 'text' ? skipBlanks(bytes, behind, end) : Math.min(behind + 1, end);
  if (behind < end && !isSeparator(bytes[behind]))
    throw new ExpositionError('a metric name', found(bytes, nameAt, end));
  if (kind === 'type') return { kind, family, text: typeOf(bytes, restAt, end, dialect) };
  if (dialect === 'openmetrics' && behind === end)
    throw new ExpositionError('a space and a text', 'the end of the line');
  const rest = utf8(bytes, restAt, end);
  if (kind === 'help') {
    const help = dialect === 'text' ? withoutHelpEscapes(rest) : withoutEscapes(rest);
    return { kind, family, text: cutUtf8(help, limits.helpBytes) };
  }
  if (rest !== '' && !family.endsWith(`_${rest}`)) {
    throw new ExpositionError(
      `a unit that ends the name ${JSON.stringify(family)}`,
      found(bytes, restAt, end),
    );
  }
  return { kind, family, text: cutUtf8(rest, limits.nameBytes) };
}

function familyName(
  bytes: Buffer,
  at: number,
  end: number,
  text: SeriesText,
): [name: string, behind: number] {
  if (bytes[at] === QUOTE && at < end) return [text.quoted(bytes, at, end), text.pos];
  const behind = nameEnd(bytes, at, end, true);
  if (behind === at) throw new ExpositionError('a metric name', found(bytes, at, end));
  return [bytes.toString('latin1', at, behind), behind];
}

function typeOf(bytes: Buffer, at: number, end: number, dialect: Dialect): MetricType {
  const known = types[dialect];
  let textEnd = end;
  if (dialect === 'text') while (textEnd > at && isBlank(bytes[textEnd - 1])) textEnd--;
  const name = bytes.toString('latin1', at, Math.min(textEnd, at + 32));
  if (!Object.hasOwn(known, name)) {
    throw new ExpositionError(`one of ${Object.keys(known).join(', ')}`, found(bytes, at, end));
  }
  return known[name]!;
}
