import { RE2JS } from 're2js';
import type { GoFunction } from '../../../../../shared/go-template/builtins.ts';
import { asJson } from '../../../../../shared/go-template/html-escape.ts';
import type { GoMap } from '../../../../../shared/go-template/values.ts';
import { prometheusFunctions } from '../../templates/functions.ts';
import { durationOf, goDuration, goTime, isDuration, timeOf } from './go-times.ts';
import { safeHtml, safeUrl, textList, textOf, textsOf } from './go-values.ts';
import { formatTime, knownZone } from './time-format.ts';

const WORD = /[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_]|['’.](?=[\p{L}\p{N}]))*/gu;
const rules = prometheusFunctions({ query: () => [], nowSeconds: 0, externalUrl: '' });

/**
 * What templates of notifications can call beside Go's own functions.
 *
 * Source: prometheus.io/docs/alerting/latest/notifications, "Functions"
 */
export function notificationFunctions(nowMs: number): Record<string, GoFunction> {
  return {
    toUpper: rules.toUpper as GoFunction,
    toLower: (text) => textOf(text).toLowerCase(),
    title: (text) => textOf(text).replace(WORD, titled),
    trimSpace: (text) => textOf(text).trim(),
    join: (separator, texts) => textsOf(texts).join(textOf(separator)),
    match: (pattern, text) => RE2JS.compile(textOf(pattern)).matcher(textOf(text)).find(),
    safeHtml: (text) => safeHtml(textOf(text)),
    safeUrl: (text) => safeUrl(textOf(text)),
    urlUnescape: (text) => unescaped(textOf(text)),
    reReplaceAll: rules.reReplaceAll as GoFunction,
    stringSlice: (...texts) => textList(texts.map(textOf)),
    date: (layout, time) => formatTime(textOf(layout), timeOf(time)),
    tz: (zone, time) => goTime(timeOf(time).ms, knownZone(textOf(zone))),
    since: (time) => goDuration(nowMs - timeOf(time).ms),
    now: () => goTime(nowMs),
    humanizeDuration: (value) =>
      (rules.humanizeDuration as GoFunction)(isDuration(value) ? durationOf(value) / 1000 : (value ?? null)),
    toJson: (value = null) => goJson(asJson(value, fieldName)),
  };
}

/** A word begins with a capital and goes on without, but for what follows a digit. */
const titled = (word: string): string =>
  word
    .toLowerCase()
    .replace(/^(\P{L}*)(\p{L})/u, (_all, before: string, letter: string) => before + letter.toUpperCase());

/** Source: Go's url.QueryUnescape */
function unescaped(text: string): string {
  const bad = /%(?![\da-f]{2}).{0,2}/is.exec(text)?.[0];
  if (bad !== undefined) throw new Error(`invalid URL escape ${JSON.stringify(bad)}`);
  const bytes = new TextEncoder().encode(text.replaceAll('+', ' '));
  return Buffer.from(
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/%([\da-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

/** Fields of the data begin small in JSON; those of a pair keep their names. */
const fieldName = (field: string, { entries }: GoMap): string =>
  entries.has('Name') ? field : field[0]?.toLowerCase() + field.slice(1);

/** encoding/json escapes what could end a script. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
