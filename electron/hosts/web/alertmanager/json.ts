import { z } from 'zod';
import { type AlertMatcher, parseMatchers } from '../../../../shared/alerts/matchers.ts';
import type { Label } from '../../../../shared/model/series.ts';

/** What Alertmanager says in place of an answer: a text, or what its validation of requests finds. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: number | null;

  constructor(status: number, message: string, code: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get body(): unknown {
    return this.code === null ? this.message : { code: this.code, message: this.message };
  }
}

/** go-openapi's code of what is wrong with a request's shape. */
const WRONG_SHAPE = 602;

/** @throws ApiFault 422 */
export function shaped<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = [what, ...(issue?.path ?? [])].join('.');
  throw new ApiFault(422, `${where} in body: ${issue?.message ?? 'is not valid'}`, WRONG_SHAPE);
}

export const timeText = z.iso.datetime({ offset: true });
export const labelSet = z.record(z.string().max(1024), z.string().max(65_536));

export const toTime = (ms: number): string => new Date(ms).toISOString();

export const toLabelSet = (labels: readonly Label[]): Record<string, string> => Object.fromEntries(labels);

/** Sorted, without empty values. */
export function fromLabelSet(set: Readonly<Record<string, string>>): Label[] {
  return Object.entries(set)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Matchers of `filter`, which may be given several times. @throws ApiFault 400 */
export function filterOf(query: URLSearchParams): AlertMatcher[] {
  return query.getAll('filter').flatMap((text) => {
    try {
      return parseMatchers(text);
    } catch (error) {
      throw new ApiFault(400, error instanceof Error ? error.message : String(error));
    }
  });
}
