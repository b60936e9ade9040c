import { matcherText } from '../../../../shared/alerts/matchers.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { Audit } from '../../docker/audit.ts';
import type { SilenceDraft } from './silence.ts';
import type { Silences } from './silences.ts';

const targetOf = (matchers: SilenceDraft['matchers']): string => `{${matchers.map(matcherText).join(', ')}}`;

/** As Silences.set, written down. */
export async function setSilence(
  silences: Silences,
  audit: Pick<Audit, 'record'>,
  draft: SilenceDraft,
): Promise<string> {
  const { id, matchers, endsAtMs, createdBy, comment } = draft;
  const what = id === null ? 'silence alerts' : 'change silence';
  const detail = [`until ${new Date(endsAtMs).toISOString()}`, createdBy && `by ${createdBy}`, comment];
  return audit.record(what, targetOf(matchers), detail.filter(Boolean).join('; '), () => silences.set(draft));
}

/** As Silences.expire, written down; false where it was over already. @throws TrivetError not_found */
export async function expireSilence(
  silences: Silences,
  audit: Pick<Audit, 'record'>,
  id: string,
): Promise<boolean> {
  const target = targetOf(silences.get(id)?.matchers ?? []);
  return audit.record('expire silence', target, id, async () => {
    try {
      await silences.expire(id);
      return true;
    } catch (error) {
      if (error instanceof TrivetError && error.code === 'conflict') return false;
      throw error;
    }
  });
}
