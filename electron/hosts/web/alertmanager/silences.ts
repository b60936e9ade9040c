import { z } from 'zod';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import type { Alertmanager } from '../../../engine/alerts/dispatch/alertmanager.ts';
import { type Silence, stateOf } from '../../../engine/alerts/dispatch/silence.ts';
import { ApiFault, filterOf, shaped, timeText, toTime } from './json.ts';

const postable = z.object({
  id: z.string().max(64).default(''),
  matchers: z
    .array(
      z.object({
        name: z.string().max(1024),
        value: z.string().max(65_536),
        isRegex: z.boolean(),
        isEqual: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(64),
  startsAt: timeText,
  endsAt: timeText,
  createdBy: z.string().max(200),
  comment: z.string().max(4096),
});

/** By whether it compares for equality, then by whether it does so with a pattern. */
const operator = (isEqual: boolean, isRegex: boolean): AlertMatcherText['op'] =>
  isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!=';

/** Source: Alertmanager, api/v2/api.go (postSilencesHandler) @throws ApiFault */
export async function postSilence(alertmanager: Alertmanager, body: unknown): Promise<{ silenceID: string }> {
  const { id, matchers, startsAt, endsAt, createdBy, comment } = shaped(postable, body, 'silence');
  try {
    const made = await alertmanager.setSilence({
      id: id === '' ? null : id,
      matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
        name,
        op: operator(isEqual, isRegex),
        value,
      })),
      startsAtMs: Date.parse(startsAt),
      endsAtMs: Date.parse(endsAt),
      createdBy,
      comment,
    });
    return { silenceID: made };
  } catch (error) {
    if (!(error instanceof TrivetError)) throw error;
    if (error.code === 'not_found') throw new ApiFault(404, error.message);
    if (error.code !== 'invalid_params' && error.code !== 'limit') throw error;
    throw new ApiFault(400, `Failed to create silence: ${error.message}`);
  }
}

/** Those that have a matcher for each that is asked for. @throws ApiFault */
export function getSilences({ silences }: Alertmanager, query: URLSearchParams, nowMs: number): unknown[] {
  const filter = filterOf(query);
  const creators = query.getAll('creator');
  const isAsked = ({ matchers, createdBy }: Silence) =>
    (creators.length === 0 || creators.includes(createdBy)) &&
    filter.every(({ name, op, value }) =>
      matchers.some((one) => one.name === name && one.op === op && one.value === value),
    );
  return silences
    .list()
    .filter(isAsked)
    .map((silence) => silenceJson(silence, nowMs));
}

/** @throws ApiFault 404 */
export function getSilence({ silences }: Alertmanager, id: string, nowMs: number): unknown {
  const silence = silences.get(id);
  if (!silence) throw new ApiFault(404, 'silence not found');
  return silenceJson(silence, nowMs);
}

/** @throws ApiFault 404, 500 where it is over already */
export async function deleteSilence(alertmanager: Alertmanager, id: string): Promise<void> {
  if (!alertmanager.silences.get(id)) throw new ApiFault(404, 'silence not found');
  const expired = await alertmanager.expireSilence(id);
  if (!expired) throw new ApiFault(500, `silence ${id} already expired`);
}

function silenceJson(silence: Silence, nowMs: number): unknown {
  return {
    id: silence.id,
    status: { state: stateOf(silence, nowMs) },
    updatedAt: toTime(silence.updatedAtMs),
    comment: silence.comment,
    createdBy: silence.createdBy,
    endsAt: toTime(silence.endsAtMs),
    matchers: silence.matchers.map(({ name, op, value }) => ({
      isEqual: op === '=' || op === '=~',
      isRegex: op === '=~' || op === '!~',
      name,
      value,
    })),
    startsAt: toTime(silence.startsAtMs),
  };
}
