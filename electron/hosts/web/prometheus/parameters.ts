import type { Matcher } from '../../../../shared/model/series.ts';
import type { Expr } from '../../../../shared/promql/ast.ts';
import { matchesEmpty } from '../../../../shared/promql/matcher-pattern.ts';
import type { QueryTiming } from '../../../../shared/promql/modifiers.ts';
import { parseDuration as parseUnits } from '../../../../shared/promql/number.ts';
import { faultText, parse, parseSelector } from '../../../../shared/promql/parse.ts';
import { ApiError, badParameter } from './api-error.ts';

/** Of the address and of a form, the form's first, as Go's FormValue takes them. */
export type Parameters = URLSearchParams;

/** What Prometheus' clients write for the first and the last time there is. */
const FIRST_TIME = '-292273086-05-16T16:47:06Z';
const LAST_TIME = '292277025-08-18T07:12:54.999999999Z';
/** All that can be stored lies between them; the ends of JavaScript's time. */
export const FIRST_MS = -8.64e15;
export const LAST_MS = 8.64e15;
const LONGEST_MS = 2 ** 63 / 1e6;
const MOST_TIMEOUT_MS = 120_000;
const MOST_MATCHES = 64;

const value = (parameters: Parameters, name: string): string => parameters.get(name) ?? '';

/** A parameter that has to be there. @throws ApiError */
export function time(parameters: Parameters, name: string): number {
  return parseTime(name, value(parameters, name));
}

/** @throws ApiError */
export function timeOr(parameters: Parameters, name: string, fallback: number): number {
  const text = value(parameters, name);
  return text === '' ? fallback : parseTime(name, text, `invalid time value for '${name}': `);
}

/** Seconds since the epoch with a fraction, or RFC 3339; in whole milliseconds. */
function parseTime(name: string, text: string, prefix = ''): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const seconds = Number(text);
    const whole = Math.trunc(seconds);
    return clamped(whole * 1000 + Math.round((seconds - whole) * 1000));
  }
  if (text === FIRST_TIME) return FIRST_MS;
  if (text === LAST_TIME) return LAST_MS;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms))
    throw badParameter(name, `${prefix}cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return ms;
}

const clamped = (ms: number): number => Math.min(LAST_MS, Math.max(FIRST_MS, ms));

/** Seconds, or as `1h30m`; in milliseconds, not rounded. @throws ApiError */
export function duration(parameters: Parameters, name: string): number {
  const text = value(parameters, name);
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  const ms = number ? Number(text) * 1000 : parseUnits(text);
  if (typeof ms === 'string') {
    throw badParameter(name, `cannot parse ${JSON.stringify(text)} to a valid duration`);
  }
  if (Math.abs(ms) > LONGEST_MS) {
    throw badParameter(name, `cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`);
  }
  return ms;
}

/** Undefined where it is not given. @throws ApiError */
export function timeout(parameters: Parameters): number | undefined {
  if (value(parameters, 'timeout') === '') return undefined;
  return Math.min(MOST_TIMEOUT_MS, Math.max(1, Math.round(duration(parameters, 'timeout'))));
}

/** @throws ApiError */
export function lookback(parameters: Parameters): number | undefined {
  if (value(parameters, 'lookback_delta') === '') return undefined;
  const ms = Math.round(duration(parameters, 'lookback_delta'));
  if (ms < 1) throw badParameter('lookback_delta', 'must be greater than 0');
  return ms;
}

/** 0 for no limit. @throws ApiError */
export function limit(parameters: Parameters, name = 'limit'): number {
  const text = value(parameters, name);
  if (text === '') return 0;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw badParameter(name, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  if (Number(text) < 0) throw badParameter(name, 'limit must be non-negative');
  return Number(text);
}

/** The steps of a range query. @throws ApiError */
export function steps(parameters: Parameters): { startMs: number; endMs: number; stepMs: number } {
  const startMs = time(parameters, 'start');
  const endMs = time(parameters, 'end');
  if (endMs < startMs) throw badParameter('end', 'end timestamp must not be before start time');
  const step = duration(parameters, 'step');
  if (step <= 0) {
    const reason = 'zero or negative query resolution step widths are not accepted. Try a positive integer';
    throw badParameter('step', reason);
  }
  if (Math.floor((endMs - startMs) / step) > 11_000) {
    throw new ApiError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  return { startMs, endMs, stepMs: Math.max(1, Math.round(step)) };
}

/**
 * @param named - whether a fault is said to be this parameter's; Prometheus does so but for exemplars
 * @param timing - as of `parse`
 * @throws ApiError
 */
export function query(
  parameters: Parameters,
  { named = true, timing }: { named?: boolean; timing?: QueryTiming | null } = {},
): { expr: string; ast: Expr } {
  const expr = value(parameters, 'query');
  const parsed = parse(expr, timing);
  if (!parsed.ok) {
    const reason = faultText(expr, parsed.error);
    throw named ? badParameter('query', reason) : new ApiError('bad_data', reason);
  }
  return { expr, ast: parsed.value };
}

/**
 * The selectors of `match[]`, any of which a series may meet.
 *
 * @param named - whether a fault is said to be this parameter's; Prometheus does so for series only
 * @throws ApiError
 */
export function matches(parameters: Parameters, { named = false } = {}): Matcher[][] {
  const fault = (reason: string) =>
    named ? badParameter('match[]', reason) : new ApiError('bad_data', reason);
  const texts = parameters.getAll('match[]');
  if (texts.length > MOST_MATCHES) throw fault(`no more than ${MOST_MATCHES} selectors`);
  return texts.map((text) => {
    const parsed = parseSelector(text);
    if (!parsed.ok) throw fault(faultText(text, parsed.error));
    const { matchers } = parsed.value;
    if (matchers.every(matchesEmpty)) throw fault('match[] must contain at least one non-empty matcher');
    return matchers;
  });
}

/** From and to of what is stored, all of it where nothing is said. @throws ApiError */
export const range = (parameters: Parameters): { startMs: number; endMs: number } => ({
  startMs: timeOr(parameters, 'start', FIRST_MS),
  endMs: timeOr(parameters, 'end', LAST_MS),
});
