import { stripEscapes } from '../../../../../../shared/log-format/ansi.ts';
import { attributeOf, type JsonValue } from '../../../../../../shared/log-format/json-value.ts';
import { behindQuotedIn, keyEndIn, unquoted } from '../../../../../../shared/log-format/pairs.ts';
import type { AttributeValue } from '../../../../../../shared/model/attributes.ts';
import { sourceText } from '../pipeline-record.ts';
import { patternOf, required, type StageFactory } from '../stage-maker.ts';
import { valuePath } from '../value-path.ts';

/** Of a longer text only so much is read. */
const LONGEST = 1 << 20;
const MOST_PAIRS = 1000;

/** `json`: members of an object, by JMESPath's names and places. */
export const json: StageFactory = (section) => {
  const source = section.text('source');
  const dropsMalformed = section.boolean('drop_malformed') ?? false;
  const expressions = [...section.stringMap('expressions')].map(([name, path]) => {
    const take = valuePath(path || name) ?? null;
    // A plain name may hold what no path may.
    if (!take && path !== '')
      section.fail(`expressions: "${path}" is more of JMESPath than names and places`, 'expressions');
    return { name, take: take ?? ((value: unknown) => memberOf(value, name)) };
  });
  return {
    run(record) {
      const text = sourceText(record, source);
      const value = text === null || text.length > LONGEST ? undefined : parsedJson(text);
      if (value === undefined && dropsMalformed && source === undefined) record.dropped = 'malformed_json';
      for (const { name, take } of expressions) {
        const found = value === undefined ? undefined : take(value);
        if (found !== undefined) record.extracted.set(name, kept(found));
      }
    },
  };
};

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Lines of other kinds pass by.
    return undefined;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** Objects and lists are kept as JSON, as Promtail keeps them; deep ones as far as attributes go. */
function kept(value: unknown): AttributeValue {
  if (typeof value !== 'object' || value === null) return value as AttributeValue;
  try {
    return JSON.stringify(value);
  } catch {
    // Deeper than JSON can write.
    return attributeOf(value as JsonValue);
  }
}

/** `logfmt`: values by their keys. */
export const logfmt: StageFactory = (section) => {
  const source = section.text('source');
  const mapping = [...section.stringMap('mapping')].map(([name, key]) => [name, key || name] as const);
  return {
    run(record) {
      const text = sourceText(record, source);
      if (text === null) return;
      const pairs = logfmtPairs(text.slice(0, LONGEST));
      for (const [name, key] of mapping) {
        const value = pairs.get(key);
        if (value !== undefined) record.extracted.set(name, value);
      }
    },
  };
};

function logfmtPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at < text.length && pairs.size < MOST_PAIRS; ) {
    const equals = keyEndIn(text, at);
    if (equals < 0) {
      at++;
      continue;
    }
    const from = equals + 1;
    const isQuoted = text[from] === '"';
    const blank = text.indexOf(' ', from);
    const to = isQuoted ? behindQuotedIn(text, from, '"') : blank < 0 ? text.length : blank;
    const raw = text.slice(from, to);
    pairs.set(text.slice(at, equals), isQuoted ? unquoted(raw) : raw);
    at = to + 1;
  }
  return pairs;
}

/** `regex`: the named groups of a pattern of RE2. */
export const regex: StageFactory = (section) => {
  const source = section.text('source');
  const toLabels = section.boolean('labels_from_groups') ?? false;
  const pattern = patternOf(section, 'expression') ?? section.fail('regex: expression is needed');
  const names = Object.keys(pattern.namedGroups());
  if (names.length === 0)
    section.fail('regex: expression needs a named group, as in (?P<name>…)', 'expression');
  return {
    run(record) {
      const text = sourceText(record, source);
      if (text === null) return;
      const matcher = pattern.matcher(text.slice(0, LONGEST));
      if (!matcher.find()) return;
      for (const name of names) {
        const value = matcher.group(name);
        if (value === null) continue;
        record.extracted.set(name, value);
        if (toLabels) record.labels.set(name, value);
      }
    },
  };
};

/** `decolorize`: the line without escape sequences. */
export const decolorize: StageFactory = () => ({
  run(record) {
    record.line = stripEscapes(record.line);
  },
});

/** `output`: an extracted value becomes the line. */
export const output: StageFactory = (section) => {
  const source = required(section, 'source');
  return {
    run(record) {
      const text = record.extracted.get(source);
      if (text === undefined || text === null) return;
      record.line = String(text);
      record.used.add(source);
    },
  };
};
